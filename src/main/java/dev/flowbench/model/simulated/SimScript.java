package dev.flowbench.model.simulated;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What the simulated model answers, node by node: the file {@code ID.sim.json} beside a workflow.
 *
 * <pre>{@code
 * {
 *   "pace": { "firstTokenMs": [300, 900], "tokensPerSecond": 80 },
 *   "answers": {
 *     "draft": [
 *       { "text": "First draft …" },
 *       { "text": "Second draft …", "latencyMs": 1200, "tokensPerSecond": 40 }
 *     ],
 *     "judge": [
 *       { "json": { "score": 0.6, "feedback": "Name the breaking change." } },
 *       { "fault": "rate-limit" },
 *       { "json": { "score": 0.9, "feedback": "Good." } }
 *     ],
 *     "send": [
 *       { "when": "refund", "json": { "to": "ann@mail.example", "at": "2025-03-01T09:30:00Z" } }
 *     ],
 *     "classify": [
 *       { "when": "invoice", "json": { "route": "billing", "confidence": 0.97, "reason": "Asks about an invoice." } },
 *       { "when": "/cr(ash|ashes)/i", "json": { "route": "technical", "confidence": 0.9, "reason": "…" } },
 *       { "json": { "route": "general", "confidence": 0.4, "reason": "Nothing fits." } }
 *     ]
 *   },
 *   "memory": { "solved-cases": ["The light blinks red: …"] }
 * }
 * }</pre>
 *
 * <p>Which answer of a node's list is taken follows from the step and its attempt, never from what was called before:
 * <ol>
 * <li>The first answer with conditions that all hold. Conditions are {@code when} (words in the prompt's user
 * messages in any case, or a regular expression between slashes, {@code i} after the second ignores case), {@code index} (round, vote or item,
 * from 1, of the innermost frame that counts), {@code visit}, {@code attempt} (both from 1) and {@code branch} (the id
 * of a node or child the step stands in).
 * <li>Else, of those without conditions, the one whose turn it is: the first for round, vote or item 1, the next for 2,
 * and so on. The last one repeats. A fault alone is not a turn: it hits the first attempt of the answer after it.
 * Outside of rounds, votes and items a further attempt takes the next answer.
 * <li>Else, and for a node that is not named, a plausible answer is made up.
 * </ol>
 *
 * <p>An answer is {@code text}, {@code json}, a call of a tool ({@code {"tool": "calculator", "arguments": {…}}}, alone or
 * with {@code text}; a list of such for several calls at once) or {@code fault} (the names in {@link SimFault});
 * {@code fault} together with another spoils that answer. Each turn of an agent is a round. {@code latencyMs} is the wait for the first token.
 *
 * <p>The answers of a {@code tool} node are its results, where the tool is one that a simulated run does not call; those of
 * an agent's tool stand under {@code AGENT-ID/TOOL}. {@code when} looks at the arguments then.
 */
public final class SimScript {
    /** A script without answers: all of them are made up. */
    public static final SimScript NONE = new SimScript("", Map.of(), Optional.empty(), Map.of());

    private final String name;
    private final Map<String, List<SimAnswer>> answers;
    private final Optional<Pace> pace;
    private final Map<String, List<String>> memory;

    SimScript(String name, Map<String, List<SimAnswer>> answers, Optional<Pace> pace,
            Map<String, List<String>> memory) {
        this.name = name;
        this.answers = Map.copyOf(answers);
        this.pace = pace;
        this.memory = Map.copyOf(memory);
    }

    /**
     * Reads a script from a file.
     *
     * @throws SimScriptException naming the file, the place in it and what to do
     */
    public static SimScript read(Path file) throws SimScriptException {
        String name = String.valueOf(file.getFileName());
        try {
            if (Files.size(file) > SimScriptReader.MAX_CHARS) throw SimScriptException.of(name, "", "tooLarge");
            return parse(name, Files.readString(file));
        } catch (NoSuchFileException e) {
            throw SimScriptException.of(name, "", e, "missing");
        } catch (IOException e) {
            throw SimScriptException.of(name, "", e, "unreadable", String.valueOf(e.getMessage()));
        }
    }

    /**
     * Reads a script from text.
     *
     * @param name what messages call it, the name of its file
     * @throws SimScriptException naming the file, the place in it and what to do
     */
    public static SimScript parse(String name, String json) throws SimScriptException {
        return new SimScriptReader(name).read(json);
    }

    /** Ids of the nodes it has answers for, in alphabetical order. */
    public Set<String> nodes() {
        return answers.keySet().stream().map(name -> name.contains("/") ? name.substring(0, name.indexOf('/')) : name)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a simulated run remembers from its beginning: texts by scope. */
    public Map<String, List<String>> memory() {
        return memory;
    }

    /**
     * Refuses a script that has answers for a node which is not there: they would never be given.
     *
     * @param known ids of all nodes of the workflow
     * @throws SimScriptException naming the first such node, and those there are
     */
    public void requireNodes(Set<String> known) throws SimScriptException {
        for (String node : nodes()) {
            if (!known.contains(node)) {
                throw SimScriptException.of(name, "answers." + node, "noNode", node,
                        String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    Pace pace(Pace usual) {
        return pace.map(own -> new Pace(own.firstTokenMin(), own.firstTokenMax(), own.tokensPerSecond(),
                usual.factor())).orElse(usual);
    }

    Optional<SimAnswer> answer(String node, StepPlace place, int attempt, String prompt) {
        List<SimAnswer> all = answers.getOrDefault(node, List.of());
        for (SimAnswer answer : all) {
            if (!answer.selector().isEmpty() && answer.selector().holds(place, attempt, prompt)) {
                return Optional.of(answer);
            }
        }
        List<SimAnswer> inTurn = all.stream().filter(answer -> answer.selector().isEmpty()).toList();
        return inTurn.isEmpty() ? Optional.empty() : Optional.of(inTurn(inTurn, place, attempt));
    }

    private static SimAnswer inTurn(List<SimAnswer> list, StepPlace place, int attempt) {
        // A turn is an answer with the faults before it.
        var starts = new ArrayList<Integer>();
        for (int i = 0; i < list.size(); i++) {
            if (i == 0 || !list.get(i - 1).faultOnly()) starts.add(i);
        }
        int turn = (int) Math.min(starts.size(), (long) place.round() + place.visit() - 1);
        int from = starts.get(turn - 1);
        int end = place.index().isPresent() && turn < starts.size() ? starts.get(turn) : list.size();
        return list.get((int) Math.min(end - 1L, from + attempt - 1L));
    }
}
