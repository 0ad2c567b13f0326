package dev.flowbench.model.simulated;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;

/** A text that satisfies a JSON Schema: format, simple patterns, lengths. */
final class SchemaText {
    private static final int LONGEST = 20_000;

    private SchemaText() {}

    static String of(JsonNode schema, String name, Phrases phrases, Random chance) {
        if (schema.path("pattern").isTextual()) {
            return SimplePattern.sample(schema.get("pattern").textValue(), chance)
                    .orElseGet(() -> phrases.word(chance));
        }
        String format = schema.path("format").asText();
        String formatted = format(format, phrases, chance);
        return formatted.isEmpty() ? cut(phrases.named(chance, name), schema, phrases, chance) : formatted;
    }

    private static String format(String format, Phrases phrases, Random chance) {
        int day = 1 + chance.nextInt(28);
        int month = 1 + chance.nextInt(12);
        String date = String.format(Locale.ROOT, "2026-%02d-%02d", month, day);
        String time = String.format(Locale.ROOT, "%02d:%02d:00Z", chance.nextInt(24), chance.nextInt(60));
        String word = phrases.word(chance).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        String host = (word.isEmpty() ? "mail" : word) + ".example";
        return switch (format) {
            case "date" -> date;
            case "time" -> time;
            case "date-time" -> date + "T" + time;
            case "duration" -> "PT" + (1 + chance.nextInt(59)) + "M";
            case "email", "idn-email" -> "team@" + host;
            case "uri", "iri", "url" -> "https://" + host + "/";
            case "uri-reference", "iri-reference" -> "/" + host;
            case "hostname", "idn-hostname" -> host;
            case "ipv4" -> "192.0.2." + (1 + chance.nextInt(250));
            case "ipv6" -> "2001:db8::" + (1 + chance.nextInt(9));
            case "uuid" -> UUID.nameUUIDFromBytes((word + chance.nextLong()).getBytes(StandardCharsets.UTF_8))
                    .toString();
            default -> "";
        };
    }

    private static String cut(String said, JsonNode schema, Phrases phrases, Random chance) {
        int least = Math.min(schema.path("minLength").asInt(0), LONGEST);
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        var text = new StringBuilder(said);
        while (text.codePointCount(0, text.length()) < least) text.append(' ').append(phrases.word(chance));
        if (text.codePointCount(0, text.length()) <= most) return text.toString();
        String head = text.substring(0, text.offsetByCodePoints(0, most));
        int space = head.lastIndexOf(' ');
        return space > most / 2 && head.codePointCount(0, space) >= least ? head.substring(0, space) : head;
    }
}
