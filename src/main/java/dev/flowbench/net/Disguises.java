package dev.flowbench.net;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The forms in which a value comes back: as servers, logs and encoders write it. */
final class Disguises {
    private static final int SHORTEST = 6;

    private Disguises() {}

    static Set<String> of(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        var forms = new LinkedHashSet<String>();
        forms.add(value);
        // JSON, and JSON that stands in a string of JSON.
        for (String letters : new String[]{"%c", "\\u%04x", "\\u%04X"}) {
            for (String special : new String[]{"", "<>&'", "<>&'/+="}) {
                String once = json(value, letters, special);
                forms.add(once);
                forms.add(json(once, letters, special));
                forms.add(once.replace("/", "\\/"));
            }
        }
        forms.add(html(value));
        String percent = URLEncoder.encode(value, StandardCharsets.UTF_8);
        forms.add(percent);
        forms.add(percent.replace("+", "%20"));
        forms.add(lowerPercent(percent));
        forms.add(lowerPercent(percent.replace("+", "%20")));
        forms.add(URLEncoder.encode(percent, StandardCharsets.UTF_8));
        String hex = HexFormat.of().formatHex(bytes);
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
        forms.add(HexFormat.ofDelimiter(" ").formatHex(bytes));
        forms.add(HexFormat.ofDelimiter(":").formatHex(bytes));
        forms.add(HexFormat.of().withPrefix("%").formatHex(bytes));
        forms.add(HexFormat.of().withPrefix("%").withUpperCase().formatHex(bytes));
        forms.add(HexFormat.of().withPrefix("\\x").formatHex(bytes));
        for (int offset = 0; offset < 3; offset++) {
            forms.add(inside(bytes, offset, Base64.getEncoder()));
            forms.add(inside(bytes, offset, Base64.getUrlEncoder()));
        }
        forms.removeIf(form -> form.length() < SHORTEST);
        return forms;
    }

    /**
     * What stands in the Base64 of any text that holds the value, so many bytes behind a group of three: without the letters
     * that its neighbours share.
     */
    private static String inside(byte[] bytes, int offset, Base64.Encoder encoder) {
        byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        String all = encoder.withoutPadding().encodeToString(Arrays.copyOf(shifted, shifted.length));
        int begin = offset == 0 ? 0 : offset + 1;
        return all.substring(begin, Math.max(begin, shifted.length * 8 / 6));
    }

    /**
     * @param letters how letters that are not of ASCII are written
     * @param special what else is written so
     */
    private static String json(String text, String letters, String special) {
        var escaped = new StringBuilder();
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> escaped.append("\\\"");
                case '\\' -> escaped.append("\\\\");
                case '\t' -> escaped.append("\\t");
                case '\n' -> escaped.append("\\n");
                case '\r' -> escaped.append("\\r");
                default -> {
                    if (c < 0x20)
                        escaped.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    else if (c > 0x7e || special.indexOf(c) >= 0)
                        escaped.append(String.format(Locale.ROOT, letters, (int) c));
                    else
                        escaped.append(c);
                }
            }
        }
        return escaped.toString();
    }

    private static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String lowerPercent(String encoded) {
        var lower = new StringBuilder(encoded);
        for (int i = lower.indexOf("%"); i >= 0 && i + 2 < lower.length(); i = lower.indexOf("%", i + 1)) {
            lower.setCharAt(i + 1, Character.toLowerCase(lower.charAt(i + 1)));
            lower.setCharAt(i + 2, Character.toLowerCase(lower.charAt(i + 2)));
        }
        return lower.toString();
    }
}
