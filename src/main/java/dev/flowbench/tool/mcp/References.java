package dev.flowbench.tool.mcp;

import dev.flowbench.net.Redaction;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Names of secrets in values: {@code ${NAME}} or {@code ${env:NAME}}. */
final class References {
    private static final Pattern ANY = Pattern.compile("\\$\\{([^}]*)}?");
    private static final Pattern NAME = Pattern.compile(
            // An editor's own places are no secrets.
            "(?:(?:env|input):)?(?!(?:userHome|workspaceFolder|workspaceFolderBasename|pathSeparator)$)"
                    + "([A-Za-z_][A-Za-z0-9_.-]{0,127})");
    private static final Pattern TELLING = Pattern.compile(
            "KEY|TOKEN|SECRET|PASSW|CREDENTIAL|AUTHORIZATION|COOKIE|PRIVATE");

    private References() {}

    /** The secrets that a value names, in their order. */
    static Set<String> in(String value) {
        var names = new LinkedHashSet<String>();
        filled(value, name -> {
            names.add(name);
            return "";
        });
        return names;
    }

    /** Whether all that stands in {@code ${}} is the name of a secret. */
    static boolean areNames(String value) {
        return ANY.matcher(value).results().allMatch(
                found -> found.group().endsWith("}") && NAME.matcher(found.group(1)).matches());
    }

    static boolean any(String value) {
        return ANY.matcher(value).find();
    }

    /** The value with what each name stands for. */
    static String filled(String value, Function<String, String> secrets) {
        return ANY.matcher(value).replaceAll(found -> {
            Matcher name = NAME.matcher(found.group(1));
            return Matcher.quoteReplacement(name.matches() ? secrets.apply(name.group(1)) : found.group());
        });
    }

    /** Whether a value that stands there as it is looks like a key, by its shape or by what it is called. */
    static boolean looksLikeKey(String name, String value) {
        String rest = filled(value, _ -> "").replaceFirst("(?i)^\\s*(bearer|basic|token)\\b", "").strip();
        return !rest.isEmpty() && (!new Redaction().of(value).equals(value)
                || rest.length() >= 8 && TELLING.matcher(name.toUpperCase(Locale.ROOT)).find());
    }
}
