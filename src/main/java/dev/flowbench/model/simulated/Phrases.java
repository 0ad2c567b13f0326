package dev.flowbench.model.simulated;

import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.flow.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sentences about what a prompt is about. The same prompt and chance give the same sentences. */
final class Phrases {
    private static final Pattern WORD = Pattern.compile("\\p{L}[\\p{L}\\p{N}_'-]{4,24}");
    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern FEEDBACK = Pattern.compile("feedback|critique|comment|suggest");
    private static final Pattern REASON = Pattern.compile("reason|rationale|explan|why|because|evidence");
    private static final Pattern SHORT = Pattern.compile(
            "(?:title|name|subject|label|topic|heading|keyword|tag|category|id)$");
    private static final Pattern LONG = Pattern
            .compile("text|body|result|answer|summary|content|draft|reply|notes|report");
    private static final int LOOK_AT = 20_000;
    private static final int KEEP = 12;
    private static final int POINTS = 4;
    private static final Pattern SENTENCE_END = Pattern.compile("\\n|(?<=[.!?])\\s+");
    private static final Pattern LIST_MARK = Pattern.compile("^(?:[-*•]|\\d{1,3}[.)])\\s+");
    private static final Map<String, List<String>> SENTENCES = new ConcurrentHashMap<>();
    private static final Set<String> COMMON = Set.of(Texts.text("words.common").split(" "));

    private final List<String> words;
    private final String given;
    private final List<String> points;
    private final int round;

    Phrases(ModelRequest request, int round) {
        this(said(request, true), said(request, false), round);
    }

    /**
     * @param user what somebody wants
     * @param rest what else has words, where those do not suffice
     */
    Phrases(String user, String rest, int round) {
        this.round = round;
        this.given = user.toLowerCase(Locale.ROOT);
        this.points = points(user);
        List<String> found = keywords(user);
        if (found.size() < 4) {
            keywords(rest).stream().filter(word -> !found.contains(word)).forEach(found::add);
        }
        if (found.isEmpty()) found.addAll(Texts.lines("say.nothing"));
        this.words = List.copyOf(found);
    }

    private static String said(ModelRequest request, boolean byUser) {
        var said = new StringBuilder();
        for (ModelRequest.Turn turn : request.messages()) {
            if ((turn.role() == Message.Role.USER) == byUser) {
                said.append(turn.text(), 0, Math.min(turn.text().length(), LOOK_AT)).append('\n');
            }
        }
        return said.toString();
    }

    /** The words that come most often, those that come first before others. */
    private static List<String> keywords(CharSequence text) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        Matcher matcher = WORD.matcher(text);
        while (matcher.find()) {
            String word = matcher.group();
            if (!COMMON.contains(word.toLowerCase(Locale.ROOT))) counts.merge(word, 1, Integer::sum);
        }
        return new ArrayList<>(counts.entrySet().stream()
                .sorted(Comparator.comparing(Map.Entry<String, Integer>::getValue).reversed())
                .limit(KEEP).map(Map.Entry::getKey).toList());
    }

    /** How often the words of a choice stand in what the user gave. */
    int mentions(String choice) {
        int count = 0;
        for (String word : NO_WORD.split(choice.toLowerCase(Locale.ROOT))) {
            if (word.length() < 3) continue;
            String stem = word.length() > 5 ? word.substring(0, word.length() - 2) : word;
            for (int at = given.indexOf(stem); at >= 0; at = given.indexOf(stem, at + stem.length())) count++;
        }
        return count;
    }

    /** A few paragraphs of about so many characters: what the prompt itself says, with sentences around it. */
    String text(Random chance, int chars) {
        var text = new StringBuilder(sentence(chance, "say.open"));
        if (round > 1) text.append(' ').append(sentence(chance, "say.again"));
        if (!points.isEmpty()) {
            int from = chance.nextInt(points.size());
            String before = "\n";
            for (int i = 0; i < Math.min(POINTS, points.size()); i++) {
                String point = points.get((from + i) % points.size());
                if (text.length() + point.length() > chars - 80) break;
                text.append(before).append("\n- ").append(point);
                before = "";
            }
            text.append("\n\n");
        } else {
            text.append(' ');
        }
        for (int i = 0; i < 3 && text.length() < chars - 160; i++) {
            text.append(sentence(chance, "say.body")).append(' ');
        }
        return text.append(sentence(chance, "say.close")).toString();
    }

    /** Lines and sentences of the prompt that can stand alone. */
    private static List<String> points(CharSequence text) {
        return SENTENCE_END.splitAsStream(text)
                .map(line -> LIST_MARK.matcher(line.strip()).replaceFirst(""))
                .filter(line -> line.length() >= 20 && line.length() <= 140 && !line.endsWith(":"))
                .distinct().limit(40).toList();
    }

    /** What stands well under a name such as {@code reason} or {@code feedback}. */
    String named(Random chance, String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (FEEDBACK.matcher(lower).find()) {
            return sentence(chance, round > 2 ? "say.feedback.high" : "say.feedback.low");
        }
        if (REASON.matcher(lower).find()) return sentence(chance, "say.reason");
        if (SHORT.matcher(lower).find()) return sentence(chance, "say.short");
        if (LONG.matcher(lower).find()) return text(chance, 200);
        return sentence(chance, chance.nextBoolean() ? "say.body" : "say.short");
    }

    String word(Random chance) { return words.get(chance.nextInt(words.size())); }

    /** As MessageFormat does for plain texts, which takes many times as long. */
    private static String filled(String pattern, Object[] fill) {
        var text = new StringBuilder(pattern.length() + 60);
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '{' && i + 2 < pattern.length() && pattern.charAt(i + 2) == '}') {
                text.append(fill[pattern.charAt(i + 1) - '0']);
                i += 2;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private String sentence(Random chance, String key) {
        List<String> patterns = SENTENCES.computeIfAbsent(key, Texts::lines);
        int from = chance.nextInt(words.size());
        Object[] fill = new Object[5];
        for (int i = 0; i < 4; i++) fill[i] = words.get((from + i) % words.size());
        fill[4] = round;
        String said = filled(patterns.get(chance.nextInt(patterns.size())), fill);
        return Character.toUpperCase(said.charAt(0)) + said.substring(1);
    }
}
