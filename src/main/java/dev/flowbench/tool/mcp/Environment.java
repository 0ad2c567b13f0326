package dev.flowbench.tool.mcp;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What of this program's environment every server gets: what programs need to find their way, and nothing else. */
final class Environment {
    private static final Set<String> USUAL = Set.of("HOME", "LANG", "LANGUAGE", "LOGNAME", "PATH", "SHELL", "TERM",
            "TMPDIR", "TZ", "USER");
    private static final Set<String> WINDOWS = Set.of("APPDATA", "COMSPEC", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA",
            "NUMBER_OF_PROCESSORS", "PATH", "PATHEXT", "PROCESSOR_ARCHITECTURE", "PROGRAMDATA", "PROGRAMFILES",
            "PROGRAMFILES(X86)", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "USERDOMAIN", "USERNAME", "USERPROFILE",
            "WINDIR");

    private Environment() {}

    /** The part of an environment that a server gets. */
    static Map<String, String> usual(Map<String, String> all, boolean windows) {
        var kept = new TreeMap<String, String>();
        all.forEach((name, value) -> {
            // A function that a shell exports is code.
            boolean usual = windows
                    ? WINDOWS.contains(name.toUpperCase(Locale.ROOT))
                    : USUAL.contains(name) || name.startsWith("LC_");
            if (usual && !value.startsWith("()")) {
                kept.put(name, value);
            }
        });
        return kept;
    }

    static boolean isWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
