package dev.flowbench.model.simulated;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Texts that match the regular expressions people write for codes and numbers: literals, classes, groups,
 * alternatives and counts. Anything cleverer gives nothing.
 */
final class SimplePattern {
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";
    private static final String PLAIN = LETTERS + LETTERS.toUpperCase(Locale.ROOT) + DIGITS + "_- .,:;/";
    private static final int MANY = 200;

    private final String source;
    private final Random chance;
    private int at;

    private SimplePattern(String source, Random chance) {
        this.source = source;
        this.chance = chance;
    }

    /** A text that matches; empty where the pattern is not a simple one. */
    static Optional<String> sample(String pattern, Random chance) {
        try {
            Pattern check = Pattern.compile(pattern);
            for (int i = 0; i < 5; i++) {
                var maker = new SimplePattern(pattern, chance);
                String text = maker.alternatives();
                if (maker.at == pattern.length() && check.matcher(text).find()) return Optional.of(text);
            }
            return Optional.empty();
        } catch (NotSimple | PatternSyntaxException _) {
            return Optional.empty();
        }
    }

    private String alternatives() throws NotSimple {
        List<String> all = new ArrayList<>();
        all.add(sequence());
        while (at < source.length() && source.charAt(at) == '|') {
            at++;
            all.add(sequence());
        }
        return all.get(chance.nextInt(all.size()));
    }

    private String sequence() throws NotSimple {
        var text = new StringBuilder();
        while (at < source.length() && source.charAt(at) != '|' && source.charAt(at) != ')') {
            int start = at;
            String one = atom();
            int end = at;
            int[] times = times();
            int after = at;
            int count = times[0] + chance.nextInt(times[1] - times[0] + 1);
            for (int i = 0; i < count; i++) {
                // The same atom again, with new chances.
                at = start;
                text.append(i == 0 ? one : atom());
                if (i > 0 && at != end) throw new NotSimple();
            }
            at = after;
            if (text.length() > 20_000) throw new NotSimple();
        }
        return text.toString();
    }

    private String atom() throws NotSimple {
        char c = source.charAt(at++);
        switch (c) {
            case '^', '$' -> {
                return "";
            }
            case '.' -> {
                return one(LETTERS);
            }
            case '(' -> {
                if (source.startsWith("?:", at))
                    at += 2;
                else if (at < source.length() && source.charAt(at) == '?') throw new NotSimple();
                String text = alternatives();
                if (at >= source.length() || source.charAt(at++) != ')') throw new NotSimple();
                return text;
            }
            case '[' -> {
                return one(characterClass());
            }
            case '\\' -> {
                return one(escape());
            }
            case '*', '+', '?', '{' -> throw new NotSimple();
            default -> {
                return String.valueOf(c);
            }
        }
    }

    private String escape() throws NotSimple {
        if (at >= source.length()) throw new NotSimple();
        char c = source.charAt(at++);
        return switch (c) {
            case 'd' -> DIGITS;
            case 'w' -> LETTERS + DIGITS + "_";
            case 's' -> " ";
            case 'S', 'D' -> LETTERS;
            default -> {
                if (Character.isLetterOrDigit(c)) throw new NotSimple();
                yield String.valueOf(c);
            }
        };
    }

    private String characterClass() throws NotSimple {
        boolean not = at < source.length() && source.charAt(at) == '^';
        if (not) at++;
        var members = new StringBuilder();
        while (at < source.length() && (source.charAt(at) != ']' || members.isEmpty())) {
            char from = source.charAt(at++);
            if (from == '\\') {
                members.append(escape());
            } else if (from == '[') {
                throw new NotSimple();
            } else if (at + 1 < source.length() && source.charAt(at) == '-' && source.charAt(at + 1) != ']') {
                char to = source.charAt(at + 1);
                if (to == '\\' || to < from) throw new NotSimple();
                at += 2;
                for (int c = from; c <= Math.min(to, from + 500); c++) members.append((char) c);
            } else {
                members.append(from);
            }
        }
        if (at++ >= source.length()) throw new NotSimple();
        if (!not) return members.toString();
        var others = new StringBuilder();
        PLAIN.chars().filter(c -> members.indexOf(String.valueOf((char) c)) < 0).forEach(c -> others.append((char) c));
        if (others.isEmpty()) throw new NotSimple();
        return others.toString();
    }

    private int[] times() throws NotSimple {
        if (at >= source.length()) return new int[]{1, 1};
        char sign = source.charAt(at);
        int[] times = switch (sign) {
            case '*' -> new int[]{0, 4};
            case '+' -> new int[]{1, 5};
            case '?' -> new int[]{0, 1};
            case '{' -> counted();
            default -> new int[]{1, 1};
        };
        if ("*+?{".indexOf(sign) >= 0) at++;
        // A lazy or a possessive count allows the same texts.
        if (times[0] != times[1] && at < source.length() && source.charAt(at) == '?') at++;
        return times;
    }

    private int[] counted() throws NotSimple {
        int end = source.indexOf('}', at);
        String[] parts = end < 0 ? new String[0] : source.substring(at + 1, end).split(",", -1);
        try {
            int least = Integer.parseInt(parts.length == 0 ? "" : parts[0]);
            int most = parts.length == 1 ? least : parts[1].isEmpty() ? least + 3 : Integer.parseInt(parts[1]);
            if (most < least || most > MANY) throw new NotSimple();
            at = end;
            return new int[]{least, most};
        } catch (NumberFormatException _) {
            throw new NotSimple();
        }
    }

    private String one(String members) {
        return String.valueOf(members.charAt(chance.nextInt(members.length())));
    }

    private static final class NotSimple extends Exception {
        private static final long serialVersionUID = 1L;
    }
}
