package dev.flowbench.engine;

import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run must do, said without any concurrency, journal or budget: a document is rows of steps, each takes the text of
 * the one before and gives another; people may change it or say no. That is all there is to know of what the engine sends,
 * asks and gives back.
 */
final class ReferenceModel {
    static final String FRAME = "fan";
    private static final Settings.Retry RETRY = new Settings.Retry(4, Duration.ofMillis(5), Duration.ofMillis(20),
            Extras.NONE);

    /** What a step is. */
    enum Step {
        MODEL,
        READ,
        SAME,
        ONCE,
        ASK,
        /** As {@link #ONCE}, and a person is asked before. */
        GUARDED
    }

    /** @param word what it says beside its input */
    record Leaf(Step step, String word) {}

    /** @param rows run beside each other */
    record Document(List<List<Leaf>> rows, @Nullable Integer atOnce) {
        static Document drawn(Tape tape) {
            var rows = new ArrayList<List<Leaf>>();
            int count = 1 + tape.below(3);
            for (int i = 0; i < count; i++) {
                var row = new ArrayList<Leaf>();
                int length = 1 + tape.below(3);
                for (int j = 0; j < length; j++) {
                    row.add(new Leaf(Step.values()[tape.below(Step.values().length)], "w"));
                }
                rows.add(row);
            }
            return new Document(rows, tape.chance(40) ? 1 + tape.below(2) : null);
        }

        /** The same with another word in one step. */
        Document edited(Tape tape) {
            var changed = new ArrayList<List<Leaf>>(rows);
            int i = tape.below(rows.size());
            var row = new ArrayList<>(rows.get(i));
            int j = tape.below(row.size());
            row.set(j, new Leaf(row.get(j).step(), row.get(j).word() + "e"));
            changed.set(i, row);
            return new Document(changed, atOnce);
        }

        Workflow workflow() {
            var branches = new ArrayList<Branch>();
            for (int i = 0; i < rows.size(); i++) {
                var nodes = new ArrayList<Node>();
                var wires = new ArrayList<Wire>();
                for (int j = 0; j < rows.get(i).size(); j++) {
                    Leaf leaf = rows.get(i).get(j);
                    Node node = new Node(id(i, j), kind(leaf), settings(leaf), Extras.NONE);
                    wires.add(new Wire(j == 0 ? Graph.IN : id(i, j - 1),
                            j == 0 ? "x" : output(rows.get(i).get(j - 1)), id(i, j),
                            leaf.step() == Step.ASK ? Kind.VALUE : "x"));
                    nodes.add(node);
                }
                wires.add(new Wire(nodes.getLast().id(), output(rows.get(i).getLast()), Graph.OUT, Kind.RESULT));
                branches.add(new Branch("b" + i, new Graph(nodes, wires)));
            }
            Node fan = new Node(FRAME, new Parallel(branches, null, null, null, null, 10, Duration.ofDays(1), 1, atOnce,
                    null));
            return Flows.workflow(Flows.graph(List.of(fan), "in.x -> fan.x", "fan.result -> out.y"));
        }

        /** The id of one of its steps. */
        String drawnStep(Tape tape) {
            int row = tape.below(rows.size());
            return id(row, tape.below(rows.get(row).size()));
        }

        private static String id(int row, int place) {
            return "s" + row + "x" + place;
        }

        private static String output(Leaf leaf) {
            return leaf.step() == Step.ASK ? "approved" : Kind.RESULT;
        }

        private static Kind kind(Leaf leaf) {
            String text = leaf.word() + " {{x}}";
            return switch (leaf.step()) {
                case MODEL -> new Llm("m", List.of(new Message(Message.Role.USER, text)), 100, null, null);
                case READ -> tool("read", text);
                case SAME -> tool("same", text);
                case ONCE, GUARDED -> tool("once", text);
                case ASK -> new Approval(new TemplateSource(leaf.word() + "?"), null, Duration.ofDays(3000));
            };
        }

        private static Kind tool(String name, String text) {
            return new ToolCall(name, Map.of("text", new TemplateSource(text)), null, List.of(), 1000,
                    Duration.ofMinutes(1));
        }

        private static Settings settings(Leaf leaf) {
            Settings.@Nullable ApprovalPolicy policy = leaf.step() == Step.GUARDED
                    ? new Settings.ApprovalPolicy(true, null, null, List.of(), null, null, null, null, null,
                            Extras.NONE)
                    : null;
            return new Settings(null, null, null, null, leaf.step() == Step.ASK ? null : RETRY, null, List.of(),
                    List.of(), Map.of(), policy, null);
        }
    }

    /** What a person said of a request, as far as it counts. */
    private record Said(Verdict verdict, String text) {}

    private final Document document;
    private final String input;
    /** By step, in order. */
    private final Map<String, List<Said>> said = new HashMap<>();
    /** What a person made of what came to a step, or of what it gave, while the run stood there. */
    private final Map<String, String> editedBefore = new HashMap<>();
    private final Map<String, String> editedAfter = new HashMap<>();
    /** Steps at which a run that this one is made from did, or may have done, what must not be done twice. */
    private final Set<String> deeds = new HashSet<>();
    /** What is taken from the other run: step and text. */
    private final Set<String> kept = new HashSet<>();
    boolean cancelled;

    ReferenceModel(Document document, String input) {
        this.document = document;
        this.input = input;
    }

    Document document() {
        return document;
    }

    /** It is made from another. @param answers step and text, of what is not sent again */
    void from(ReferenceModel other, Set<String> done, Set<String> answers) {
        deeds.addAll(other.deeds);
        deeds.addAll(done);
        kept.addAll(answers);
    }

    /** Whether a person is asked before that step, for the other run had done there what must not be done twice. */
    private boolean repeats(int row, int place) {
        Step step = document.rows().get(row).get(place).step();
        @Nullable String in = arriving(row, place);
        return (step == Step.ONCE || step == Step.GUARDED) && deeds.contains(key(row, place)) && in != null
                && !kept.contains(key(row, place) + ' ' + document.rows().get(row).get(place).word() + ' ' + in);
    }

    /** A decision is durable. @param text what it was edited to, or what had happened; empty for neither */
    void decided(String stepKey, Verdict verdict, String text) {
        said.computeIfAbsent(stepKey, _ -> new ArrayList<>()).add(new Said(verdict, text));
    }

    /** The last decision at that step did not count. */
    void forget(String stepKey) {
        said.getOrDefault(stepKey, new ArrayList<>()).removeLast();
    }

    /** No value was edited, as far as is known. */
    void noEdits() {
        editedBefore.clear();
        editedAfter.clear();
    }

    /** A value was edited. @param after whether it is what the step gives; else what comes to it */
    void edited(String stepKey, boolean after, String text) {
        (after ? editedAfter : editedBefore).put(stepKey, text);
    }

    /** The port at which a step takes its text, or gives it. */
    String port(String stepKey, boolean after) {
        int @Nullable [] at = place(stepKey);
        boolean asks = at != null && document.rows().get(at[0]).get(at[1]).step() == Step.ASK;
        return after ? asks ? "approved" : Kind.RESULT : asks ? Kind.VALUE : "x";
    }

    static String key(int row, int place) {
        return FRAME + "/b" + row + "/" + Document.id(row, place);
    }

    private List<Said> said(int row, int place) {
        return said.getOrDefault(key(row, place), List.of());
    }

    /** What comes to a step; null where the row was left before it. */
    private @Nullable String arriving(int row, int place) {
        @Nullable String edited = editedBefore.get(key(row, place));
        return edited != null
                ? edited
                : place == 0 ? editedBefore.getOrDefault(FRAME, input) : given(row, place - 1);
    }

    /** What a step is asked to do: its text as it was last approved. */
    private @Nullable String text(int row, int place) {
        @Nullable String in = arriving(row, place);
        if (in == null) {
            return null;
        }
        Leaf leaf = document.rows().get(row).get(place);
        String text = leaf.step() == Step.ASK ? in : leaf.word() + " " + in;
        for (Said one : said(row, place)) {
            text = one.verdict() == Verdict.EDIT ? one.text() : text;
        }
        return text;
    }

    /** What a step gives once it is through; null where it gives nothing. */
    private @Nullable String given(int row, int place) {
        @Nullable String edited = editedAfter.get(key(row, place));
        if (edited != null) {
            return edited;
        }
        @Nullable String text = text(row, place);
        List<Said> said = said(row, place);
        @Nullable Said last = said.isEmpty() ? null : said.getLast();
        if (text == null || last != null && last.verdict() == Verdict.REJECT) {
            return null;
        }
        return last != null && last.verdict() == Verdict.HAPPENED
                ? last.text()
                : document.rows().get(row).get(place).step() == Step.ASK ? text : "[" + text + "]";
    }

    private @Nullable int[] place(String stepKey) {
        for (int i = 0; i < document.rows().size(); i++) {
            for (int j = 0; j < document.rows().get(i).size(); j++) {
                if (key(i, j).equals(stepKey)) {
                    return new int[]{i, j};
                }
            }
        }
        return null;
    }

    /** What a step may send now; empty for nothing: it does not exist, is not reached, or a person must be asked before. */
    Optional<String> sends(String stepKey) {
        int @Nullable [] at = place(stepKey);
        if (at == null || cancelled) {
            return Optional.empty();
        }
        Leaf leaf = document.rows().get(at[0]).get(at[1]);
        List<Said> said = said(at[0], at[1]);
        boolean allowed = switch (leaf.step()) {
            case MODEL, READ, SAME -> true;
            case ONCE -> !repeats(at[0], at[1]) || !said.isEmpty();
            case ASK -> false;
            case GUARDED -> !said.isEmpty();
        } && (said.isEmpty() || said.getLast().verdict() == Verdict.APPROVE
                || said.getLast().verdict() == Verdict.EDIT);
        return allowed ? Optional.ofNullable(text(at[0], at[1])) : Optional.empty();
    }

    /** How often something may have been done that must not be done twice: once, and again when a person says so. */
    int mostDone(String stepKey) {
        int @Nullable [] at = place(stepKey);
        if (at == null) {
            return 0;
        }
        Step step = document.rows().get(at[0]).get(at[1]).step();
        int told = (int) said(at[0], at[1]).stream()
                .filter(one -> one.verdict() == Verdict.APPROVE || one.verdict() == Verdict.EDIT).count();
        return switch (step) {
            case MODEL, READ, SAME -> Integer.MAX_VALUE;
            case ONCE -> repeats(at[0], at[1]) ? told : 1 + told;
            case GUARDED -> told;
            case ASK -> 0;
        };
    }

    /** The text that a person may be asked about at that step; empty where nobody may be asked. */
    Optional<String> asks(String stepKey, What.ApprovalRequested.About about) {
        int @Nullable [] at = place(stepKey);
        if (at == null) {
            return Optional.empty();
        }
        boolean legal = switch (document.rows().get(at[0]).get(at[1]).step()) {
            case MODEL, READ, SAME -> false;
            case ONCE -> about == What.ApprovalRequested.About.UNKNOWN
                    || about == What.ApprovalRequested.About.TOOL && repeats(at[0], at[1]);
            case ASK -> about == What.ApprovalRequested.About.VALUE;
            case GUARDED -> about == What.ApprovalRequested.About.TOOL
                    || about == What.ApprovalRequested.About.UNKNOWN && !said(at[0], at[1]).isEmpty();
        };
        return legal ? Optional.ofNullable(text(at[0], at[1])) : Optional.empty();
    }

    /** What the run gives by branch when all is through. */
    Map<String, String> result() {
        var result = new LinkedHashMap<String, String>();
        for (int i = 0; i < document.rows().size(); i++) {
            @Nullable String given = given(i, document.rows().get(i).size() - 1);
            if (given != null) {
                result.put("b" + i, given);
            }
        }
        return result;
    }

    RunStatus status() {
        int succeeded = result().size();
        return cancelled
                ? RunStatus.CANCELLED
                : succeeded == 0
                        ? RunStatus.FAILED
                        : succeeded < document.rows().size() ? RunStatus.PARTIAL : RunStatus.DONE;
    }
}
