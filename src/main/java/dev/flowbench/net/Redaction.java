package dev.flowbench.net;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.regex.Pattern;

/**
 * Takes secrets out of texts that leave as errors: every value it was told, plain, percent-encoded and in Base64, and
 * whatever is shaped like a key. Safe for many threads.
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

    private final Set<String> known = new CopyOnWriteArraySet<>();

    /** Remembers a secret value. Values under 8 characters are not: they would blot out common words. */
    public void know(String secret) {
        String value = secret.strip();
        if (value.length() < SHORTEST || known.contains(value)) return;
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        known.add(value);
        known.add(URLEncoder.encode(value, StandardCharsets.UTF_8));
        known.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        known.add(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /** The text without secrets. */
    public String of(String text) {
        return SHAPED.matcher(withoutKnown(text)).replaceAll(MARK);
    }

    /** The text without the values it was told; what is only shaped like a key stays. */
    public String withoutKnown(String text) {
        String clean = text;
        for (String secret : known) clean = clean.replace(secret, MARK);
        return clean;
    }

    @Override
    public String toString() { return "Redaction"; }
}
