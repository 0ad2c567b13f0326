package dev.flowbench.desktop.canvas.scene;

import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.Texts;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.Unit;
import dev.flowbench.flow.UnknownKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the texts of cards, once for each node as long as it does not change. On one thread. */
public final class Faces {
    private static final int LONG = 160;

    private final Words words;
    private final Map<String, Made> made = new HashMap<>();

    /** An unchanged node is the same object in the next version of the document. */
    private record Made(Node node, Face face) {}

    /** Makes faces with those texts. */
    public Faces(Words words) {
        this.words = words;
    }

    /** The texts of that node's card. */
    public Face of(Node node) {
        Made known = made.get(node.id());
        if (known == null || known.node != node) {
            known = new Made(node, make(node));
            made.put(node.id(), known);
        }
        return known.face;
    }

    /** What people call a kind. */
    public String title(String kind) {
        return Shape.ofKind(kind).map(Texts::title).orElse(kind);
    }

    /** What a kind does, in a line. */
    public String summary(String kind) {
        return Shape.ofKind(kind).map(Texts::summary).orElse("");
    }

    private Face make(Node node) {
        Kind kind = node.kind();
        String name = kind.kindName();
        String caption = switch (kind) {
            case Llm llm when llm.model() != null -> llm.model();
            case Agent agent when agent.model() != null -> agent.model();
            case ToolCall tool when tool.tool() != null -> tool.tool();
            case UnknownKind(String unknown) -> words.text("face.unknown", unknown);
            default -> title(name);
        };
        @Nullable String said = summary(kind);
        boolean code = switch (kind) {
            case Gate _ -> true;
            case Transform t -> t.template() == null;
            default -> false;
        };
        String summary = said == null || said.isBlank() ? words.text(empty(name)) : said;
        return new Face(KindGlyph.of(name), VisibleText.line(node.displayTitle()), VisibleText.line(caption),
                line(summary), code, chips(node));
    }

    private String empty(String kind) {
        return words.has("face.empty." + kind) ? "face.empty." + kind : "face.empty";
    }

    private @Nullable String summary(Kind kind) {
        return switch (kind) {
            case Llm llm -> prompt(llm.messages());
            case Agent agent -> prompt(agent.messages());
            case Transform t -> t.template() != null
                    ? t.template().text()
                    : t.expression() == null ? null : t.expression().text();
            case Gate gate -> gate.condition() == null ? null : gate.condition().text();
            case Router router -> router.routes().stream().map(Router.Route::id).collect(Collectors.joining(" · "));
            case ToolCall tool -> tool.arguments().entrySet().stream()
                    .map(each -> each.getKey() + ": " + each.getValue().text()).collect(Collectors.joining(", "));
            case Approval approval -> approval.question() == null ? null : approval.question().text();
            case Checkpoint checkpoint -> checkpoint.rules().isEmpty()
                    ? null
                    : checkpoint.rules().getFirst().that().text();
            case Recall recall -> recall.query() == null ? null : recall.query().text();
            case Remember remember -> remember.text() == null ? null : remember.text().text();
            case Subflow subflow -> subflow.file();
            case NoteCard note -> note.text();
            case Parallel parallel -> parallel.isVoting()
                    ? words.text("face.votes", parallel.votes() == null ? parallel.branches().size() : parallel.votes())
                    : parallel.branches().stream().map(b -> VisibleText.line(b.displayTitle()))
                            .collect(Collectors.joining(" · "));
            case Handoff handoff -> handoff.tiers().stream().map(b -> VisibleText.line(b.displayTitle()))
                    .collect(Collectors.joining(" · "));
            case Orchestrator orchestrator ->
                orchestrator.workers().stream().map(b -> VisibleText.line(b.displayTitle()))
                        .collect(Collectors.joining(" · "));
            case Chain _,MapItems _,EvaluatorOptimizer _,UnknownKind _ -> null;
        };
    }

    /** The words that say most: the last thing the user says, else whatever is said. */
    private static @Nullable String prompt(List<Message> messages) {
        @Nullable String words = null;
        for (Message message : messages) {
            if (words == null || words.isBlank() || message.role() == Message.Role.USER) words = message.text().text();
        }
        return words;
    }

    private static String line(String text) {
        String cut = text.length() > LONG * 2 ? text.substring(0, LONG * 2) : text;
        String one = cut.strip().replaceAll("\\s+", " ");
        return one.length() > LONG ? one.substring(0, LONG) : one;
    }

    private List<String> chips(Node node) {
        var chips = new ArrayList<String>();
        Kind kind = node.kind();
        @Nullable Integer votes = kind instanceof Parallel parallel ? parallel.votes() : null;
        if (votes != null)
            chips.add(words.text("chip.votes", votes));
        @Nullable Budget budget = node.settings().budget();
        if (budget != null) {
            if (budget.costUsd() != null) chips.add("$" + budget.costUsd().text());
            if (budget.tokens() != null) chips.add(words.text("chip.tokens", Figures.count(budget.tokens())));
            if (budget.steps() != null) chips.add(words.text("chip.steps", Figures.count(budget.steps())));
            if (budget.wallClock() != null) chips.add(Figures.time(budget.wallClock()));
        }
        if (!(kind instanceof UnknownKind)) {
            for (FieldShape field : Shape.of(kind).fields()) {
                if (!field.declared().cap() || chips.size() >= 3) continue;
                chip(field, (Record) kind, chips);
            }
        }
        return chips;
    }

    private void chip(FieldShape field, Record kind, List<String> chips) {
        Object value = field.get(kind);
        if (value instanceof Number n) {
            Unit unit = field.declared().unit();
            // What a cap counts may need its own word: hand-offs and workers are calls only to the ledger.
            String own = "chip." + Shape.of((Kind) kind).kind() + '.' + field.name();
            String key = words.has(own) ? own : "chip." + unit.name().toLowerCase(java.util.Locale.ROOT);
            if (words.has(key)) chips.add(words.text(key, Figures.count(n.doubleValue())));
        } else if (value instanceof Duration d) {
            chips.add(Figures.time(d));
        }
    }
}
