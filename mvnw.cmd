@echo off
rem Runs Maven for this project, from any folder: the Maven on the PATH if it is new enough, else one fetched once from
rem the Apache distribution archive and checked against its SHA-512.
setlocal
set "VERSION=3.9.16"
set "SHA512=ed41650d42485cfc243fad22158caf9cbb5dc408ce7a09ddb94dd42a019de929ca43065bfa450612cf12bf78b5cafa3884b96c090de326ff590448c933454af3"
set "ARCHIVE=https://archive.apache.org/dist/maven/maven-3/%VERSION%/binaries/apache-maven-%VERSION%-bin.zip"
set "MVN="
set "FOUND="

for /f "tokens=3" %%v in ('mvn -v 2^>nul ^| findstr /c:"Apache Maven"') do set "FOUND=%%v"
if not defined FOUND goto own
for /f "tokens=1,2 delims=." %%a in ("%FOUND%") do (
    if %%a gtr 3 set "MVN=mvn"
    if %%a equ 3 if %%b geq 8 set "MVN=mvn"
)
if defined MVN goto run

:own
set "DISTS=%USERPROFILE%\.m2\wrapper\dists\flowbench"
set "MVN=%DISTS%\apache-maven-%VERSION%\bin\mvn.cmd"
if exist "%MVN%" goto run
echo mvnw: no Maven 3.8 or newer on the PATH; fetching %VERSION% from archive.apache.org 1>&2
powershell -NoProfile -ExecutionPolicy Bypass -Command "$ErrorActionPreference = 'Stop'; $ProgressPreference = 'SilentlyContinue'; [Net.ServicePointManager]::SecurityProtocol = 'Tls12'; $work = Join-Path $env:DISTS ([Guid]::NewGuid()); try { New-Item -ItemType Directory -Force $work | Out-Null; $zip = Join-Path $work 'maven.zip'; try { Invoke-WebRequest -UseBasicParsing $env:ARCHIVE -OutFile $zip } catch { throw ($env:ARCHIVE + ' cannot be reached. Check the network, or install Maven 3.8 or newer.') }; if ((Get-FileHash -Algorithm SHA512 $zip).Hash -ne $env:SHA512) { throw ('what came from ' + $env:ARCHIVE + ' does not have the expected SHA-512; it was thrown away.') }; Expand-Archive $zip $work; Move-Item (Join-Path $work ('apache-maven-' + $env:VERSION)) $env:DISTS } catch { [Console]::Error.WriteLine('mvnw: ' + $_.Exception.Message); exit 1 } finally { Remove-Item -Recurse -Force -ErrorAction SilentlyContinue $work }"
if errorlevel 1 exit /b 1

:run
call "%MVN%" -f "%~dp0pom.xml" %*
exit /b %ERRORLEVEL%
