@echo off
rem Flowbench: with a command it is the command line, else the designer.
setlocal
for %%i in ("%~dp0..") do set "HERE=%%~fi"
"%HERE%\runtime\bin\java" -Xlog:disable -Xlog:all=warning,aot=off,cds=off:stderr "-XX:AOTCache=%HERE%\lib\flowbench.aot" "-Dflowbench.samples=%HERE%\samples" -cp "%HERE%\lib\flowbench.jar" dev.flowbench.Main %*
exit /b %ERRORLEVEL%
