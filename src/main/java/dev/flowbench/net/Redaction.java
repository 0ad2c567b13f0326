package dev.flowbench.net;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Takes secrets out of texts that are kept, shown or sent on: every value it was told, plain and as JSON, HTML, a URL,
 * hexadecimal or Base64 has it, and whatever is shaped like a key. Safe for many threads.
 */
public final class Redaction {
    /** What stands in the place of a secret. */
    public static final String MARK = "[secret]";

    private static final int SHORTEST = 8;
    private static final Pattern SHAPED = Pattern.compile("""
            (?i:\\b(?:bearer|basic)\\s+)(?=\\S*[\\d=*])[\\w.~+/*=-]{6,}\
            |\\b(?:sk|pk|rk|gsk|xai|r8|hf|ghp|gho|ghs|glpat|xox[abprs]|pplx|nvapi|tvly)[-_][\\w*.-]{8,}\
            |\\bgithub_pat_\\w{20,}|\\bAIza[\\w-]{20,}|\\b(?:AKIA|ASIA)[A-Z0-9]{12,}\
            |\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.[\\w-]*\
            |(?i:(?<=api[-_ ]?key["']?[:=]\\s?["']?))(?=\\S*\\d)[\\w*.~+/=-]{8,}""");

    private final Set<String> values = new HashSet<>();
    private final Set<String> forms = new HashSet<>();
    private volatile Needles known = Needles.NONE;

    /** Remembers a secret value. Values under 8 characters are not: they would blot out common words. */
    public synchronized void know(String secret) {
        String value = secret.strip();
        if (value.length() < SHORTEST || !values.add(value)) return;
        forms.addAll(Disguises.of(value));
        known = new Needles(forms);
    }

    /** The text without secrets. */
    public String of(String text) {
        return SHAPED.matcher(withoutKnown(text)).replaceAll(MARK);
    }

    /** The text without the values it was told; what is only shaped like a key stays. */
    public String withoutKnown(String text) {
        return known.replaced(text, MARK);
    }

    @Override
    public String toString() { return "Redaction"; }
}
