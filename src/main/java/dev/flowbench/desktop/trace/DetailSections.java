package dev.flowbench.desktop.trace;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.WaysOut;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.Partial;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.What;
import dev.flowbench.flow.Llm;
import dev.flowbench.trace.Badges;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.Grouping;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SpanCall;
import dev.flowbench.trace.SpanState;
import dev.flowbench.trace.Waits;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressBar;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import org.jspecify.annotations.Nullable;

/** The sections of one row's details, made once for what is known of it now. */
final class DetailSections {
    /** Letters of an answer that are compared with the round before. */
    private static final int LONGEST_COMPARED = 20_000;

    private final TraceModel model;
    private final Words words;
    private final RowWords rowWords;
    private final RunTrace trace;
    private final int row;
    private final List<Node> sections = new ArrayList<>();
    private @Nullable TextBlock streaming;

    DetailSections(TraceModel model, Words words, RunTrace trace, int row) {
        this.model = model;
        this.words = words;
        this.rowWords = new RowWords(words);
        this.trace = trace;
        this.row = row;
    }

    /** The call that was answered last; empty where there was none. */
    static Optional<SpanCall> answered(RunTrace trace, int row) {
        List<SpanCall> calls = SpanCall.of(trace, row);
        for (int i = calls.size() - 1; i >= 0; i--) {
            if (calls.get(i).reply() != null) {
                return Optional.of(calls.get(i));
            }
        }
        return Optional.empty();
    }

    /** The block that takes the text coming in; null where none does. Known after {@link #all}. */
    @Nullable TextBlock streaming() {
        return streaming;
    }

    List<Node> all() {
        ending();
        List<SpanCall> calls = trace.isGroup(row) ? List.of() : SpanCall.of(trace, row);
        for (int i = 0; i < calls.size(); i++) {
            call(calls, i);
        }
        decisions();
        scores();
        // While an answer comes in nothing stands below it: its end is kept in sight.
        if (streaming == null) {
            values("detail.inputs", trace.inputs(row));
            // What a model answered stands above already.
            if (calls.isEmpty() || trace.outputs(row).size() > 1) {
                values("detail.outputs", trace.outputs(row));
            }
        }
        if (streaming == null) {
            next();
        }
        return sections;
    }

    // ---- how it ended

    private void ending() {
        What over = trace.ending(row).orElse(null);
        switch (over) {
            case null -> {
            }
            case What.StepFailed failed -> error(failed.error());
            case What.RunFinished finished -> {
                if (finished.error() != null) {
                    error(finished.error());
                }
                if (finished.partial() != null) {
                    partial(finished.partial());
                }
            }
            case What.StepCompleted completed -> {
                if (completed.partial() != null) {
                    partial(completed.partial());
                }
            }
            case What.StepSkipped skipped ->
                box("", words.text(trace.state(row) == SpanState.SKIPPED ? "detail.skipped" : "detail.cancel"),
                        skipped.reason(), "", null);
            case What.EffectHeld _,What.StateWritten _,What.ApprovalRequested _,What.ApprovalDecided _,What.Paused _,What.Stood _,What.Continued _,What.Suspended _,What.Resumed _,What.RunStarted _,What.StepStarted _,What.EffectStarted _,What.EffectCompleted _,What.EffectFailed _,What.OutputRejected _,What.Scored _,What.Decided _,What.CapTripped _,What.CancelRequested _ ->
                {
                }
        }
    }

    private void error(RunError error) {
        VBox box = box(Styles.DANGER, error.message(), WaysOut.here(error.wayOut()), error.code().name(),
                error.cause());
        String node = error.node();
        int at = node == null || node.equals(trace.nodeId(row)) ? row : origin(node);
        if (at != RunTrace.NONE) {
            SettingsPage.of(trace, at, error).ifPresent(page -> {
                Hyperlink settings = new Hyperlink(words.text("detail.settings"));
                settings.setId("detail-settings");
                settings.setOnAction(_ -> model.openSettings(page));
                box.getChildren().add(settings);
            });
        }
        if (node != null && !node.equals(trace.nodeId(row))) {
            int there = at;
            if (there != RunTrace.NONE) {
                Hyperlink link = new Hyperlink(words.text("detail.showError"));
                link.setOnAction(_ -> model.select(there));
                box.getChildren().add(link);
            }
        }
    }

    /** The failed visit of a node below this row, else its last. */
    private int origin(String node) {
        int found = RunTrace.NONE;
        for (int visit : trace.visits(node)) {
            if (trace.state(visit) == SpanState.FAILED || found == RunTrace.NONE) {
                found = visit;
            }
        }
        return found;
    }

    private void partial(Partial partial) {
        box(Styles.WARNING, words.text("detail.partial") + ": " + rowWords.reason(partial.reason()), partial.message(),
                "",
                null);
    }

    private VBox box(String style, String title, String line, String code, @Nullable String cause) {
        Label heading = wrapped(title, Styles.STRONG);
        VBox box = new VBox(Metrics.SPACE_4, heading);
        if (!line.isEmpty()) {
            box.getChildren().add(wrapped(line));
        }
        if (!code.isEmpty()) {
            box.getChildren().add(Parts.label(code, Styles.CAPTION, "trace-code-caption"));
        }
        if (cause != null && !cause.isBlank()) {
            box.getChildren().addAll(Parts.label(words.text("detail.error.cause"), Styles.CAPTION),
                    new TextBlock(words, cause, TextBlock.VALUE));
        }
        box.getStyleClass().add("trace-box");
        if (!style.isEmpty()) {
            box.getStyleClass().add(style);
        }
        sections.add(box);
        return box;
    }

    // ---- calls

    private void call(List<SpanCall> calls, int index) {
        SpanCall call = calls.get(index);
        ModelRequest request = call.request();
        VBox talk = new VBox(Metrics.SPACE_8);
        if (calls.size() > 1) {
            talk.getChildren().add(tryLine(call, index));
        }
        if (index == 0 || !sameModel(request, calls.get(index - 1).request())) {
            talk.getChildren().add(parameters(request));
        }
        int known = index == 0 ? 0 : common(calls.get(index - 1).request().messages(), request.messages());
        for (int i = known; i < request.messages().size(); i++) {
            ModelRequest.Turn turn = request.messages().get(i);
            talk.getChildren().add(message(words.text("detail.role." + turn.role()),
                    turn.role().name().toLowerCase(Locale.ROOT),
                    new TextBlock(words, turn.text(), TextBlock.PROMPT, marks(i, turn.text()))));
        }
        if (request.schema() != null && index == 0) {
            talk.getChildren().add(message(words.text("detail.schema"), "schema",
                    new TextBlock(words, JsonPieces.pretty(request.schema()), TextBlock.VALUE)));
        }
        answer(talk, call);
        if (!call.violations().isEmpty()) {
            VBox list = new VBox(Metrics.SPACE_4, wrapped(
                    words.text(call.repairs() ? "detail.rejected.repairs" : "detail.rejected"), Styles.STRONG));
            call.violations().forEach(violation -> list.getChildren().add(wrapped(violation)));
            list.getStyleClass().addAll("trace-box", Styles.WARNING);
            talk.getChildren().add(list);
        }
        sections.add(talk);
    }

    private HBox tryLine(SpanCall call, int index) {
        boolean bad = call.error() != null || !call.violations().isEmpty();
        Label name = Parts.label(words.text("detail.call.of", index + 1), Styles.STRONG);
        HBox line = new HBox(Metrics.SPACE_8, Marks.of(call.isAwaited()
                ? SpanState.RUNNING
                : call.error() != null
                        ? call.error().code() == ErrorCode.CANCELLED ? SpanState.CUT : SpanState.FAILED
                        : bad ? SpanState.PARTIAL : SpanState.DONE)
                .node(14), name);
        if (call.micros() >= 0) {
            line.getChildren().add(Parts.label(Figures.time(call.micros()), "trace-figure", Styles.MUTED));
        }
        if (call.settled() != null && call.settled().tokens() > 0) {
            line.getChildren().add(Parts.label(words.text("summary.tokens", Figures.count(call.settled().tokens())),
                    "trace-figure", Styles.MUTED));
        }
        line.setAlignment(Pos.CENTER_LEFT);
        line.getStyleClass().add("trace-try");
        return line;
    }

    private Node parameters(ModelRequest request) {
        List<String> parts = new ArrayList<>();
        parts.add(request.model());
        parts.add(request.provider());
        if (request.temperature() != null) {
            parts.add(words.text("detail.temperature", String.valueOf(request.temperature())));
        }
        parts.add(words.text("detail.maxTokens", Figures.count(request.maxOutputTokens())));
        Label line = wrapped(request.alias() + "  ·  " + String.join("  ·  ", parts), Styles.CAPTION);
        line.getStyleClass().add("trace-parameters");
        return line;
    }

    private void answer(VBox talk, SpanCall call) {
        RunError error = call.error();
        ModelReply reply = call.reply();
        if (reply != null) {
            VBox answer = message(words.text("detail.answer"), "answer",
                    reply.text().isEmpty()
                            ? Parts.label(words.text("detail.answer.empty"), Styles.MUTED)
                            : new TextBlock(words, reply.text(), TextBlock.ANSWER));
            differences(answer, reply.text());
            String footer = footer(call, reply);
            if (!footer.isEmpty()) {
                answer.getChildren().add(wrapped(footer, Styles.CAPTION));
            }
            talk.getChildren().add(answer);
        } else if (error != null) {
            VBox box = new VBox(Metrics.SPACE_4, wrapped(error.message(), Styles.STRONG));
            if (!error.wayOut().isEmpty() && trace.state(row) != SpanState.FAILED) {
                box.getChildren().add(wrapped(WaysOut.here(error.wayOut())));
            }
            box.getChildren().add(Parts.label(error.code().name(), Styles.CAPTION, "trace-code-caption"));
            if (error.cause() != null && !error.cause().isBlank()) {
                box.getChildren().addAll(Parts.label(words.text("detail.error.cause"), Styles.CAPTION),
                        new TextBlock(words, error.cause(), TextBlock.VALUE));
            }
            if (call.uncertain()) {
                box.getChildren().add(wrapped(words.text("detail.uncertain"), Styles.CAPTION));
            }
            box.getStyleClass().add("trace-box");
            if (error.code() != ErrorCode.CANCELLED) {
                box.getStyleClass().add(Styles.DANGER);
            }
            if (!call.partialText().isEmpty()) {
                talk.getChildren().add(message(words.text("detail.answer.partial"), "answer",
                        new TextBlock(words, call.partialText(), TextBlock.ANSWER)));
            }
            talk.getChildren().add(box);
        } else {
            TextBlock coming = new TextBlock(words, "", TextBlock.ANSWER);
            String now = model.streaming(row);
            coming.stream(now);
            streaming = model.isRunning() ? coming : null;
            talk.getChildren().add(message(words.text("detail.answer.streaming"), "answer", coming));
        }
    }

    /** A link that shows what changed since the round before; nothing in the first round, and where texts are too long. */
    private void differences(VBox answer, String now) {
        int before = roundBefore();
        if (before == RunTrace.NONE || now.length() > LONGEST_COMPARED) {
            return;
        }
        answered(trace, before).map(SpanCall::text).filter(old -> !old.equals(now) && old.length() <= LONGEST_COMPARED)
                .flatMap(old -> WordDiff.of(old, now)).ifPresent(parts -> {
                    Node plain = answer.getChildren().get(1);
                    Node marked = marked(parts);
                    Hyperlink link = new Hyperlink(
                            words.text("detail.differences", rowWords.label(trace, trace.parent(before))));
                    link.setOnAction(_ -> {
                        boolean show = answer.getChildren().get(1) == plain;
                        answer.getChildren().set(1, show ? marked : plain);
                        link.setText(show
                                ? words.text("detail.differences.hide")
                                : words.text("detail.differences", rowWords.label(trace, trace.parent(before))));
                    });
                    answer.getChildren().add(link);
                });
    }

    /** The same node's row in the round before; none outside of a loop. */
    private int roundBefore() {
        int round = trace.parent(row);
        if (round == RunTrace.NONE || !trace.isGroup(round) || trace.grouping(round) != Grouping.ROUND) {
            return RunTrace.NONE;
        }
        int found = RunTrace.NONE;
        for (int other = trace.firstChild(trace.parent(round)); other != RunTrace.NONE; other = trace
                .nextSibling(other)) {
            if (trace.index(other) == trace.index(round) - 1) {
                for (int step = trace.firstChild(other); step != RunTrace.NONE; step = trace.nextSibling(step)) {
                    found = trace.nodeId(step).equals(trace.nodeId(row)) ? step : found;
                }
            }
        }
        return found;
    }

    private static Node marked(List<WordDiff.Part> parts) {
        MarkedFlow flow = new MarkedFlow();
        flow.getStyleClass().addAll("trace-text", Styles.CODE);
        parts.forEach(part -> {
            Text text = new Text(part.text());
            text.getStyleClass().add(switch (part.change()) {
                case SAME -> "trace-code";
                case ADDED -> "trace-code-added";
                case REMOVED -> "trace-code-removed";
            });
            flow.flow().getChildren().add(text);
        });
        return flow;
    }

    private String footer(SpanCall call, ModelReply reply) {
        List<String> parts = new ArrayList<>();
        if (!reply.model().equals(call.request().model())) {
            parts.add(words.text("detail.provider", reply.model()));
        }
        ModelReply.Usage usage = reply.usage();
        if (usage != null && usage.cacheRead() > 0) {
            parts.add(words.text("detail.cacheRead", Figures.count(usage.cacheRead())));
        }
        if (usage != null && usage.reasoning() > 0) {
            parts.add(words.text("detail.reasoning", Figures.count(usage.reasoning())));
        }
        if (reply.requestId() != null) {
            parts.add(words.text("detail.request", reply.requestId()));
        }
        return String.join("  ·  ", parts);
    }

    private static boolean sameModel(ModelRequest one, ModelRequest other) {
        return one.model().equals(other.model()) && one.alias().equals(other.alias())
                && java.util.Objects.equals(one.temperature(), other.temperature());
    }

    private static int common(List<ModelRequest.Turn> before, List<ModelRequest.Turn> now) {
        int same = 0;
        while (same < before.size() && same < now.size() && before.get(same).equals(now.get(same))) {
            same++;
        }
        return same;
    }

    private List<PromptMarks.Mark> marks(int index, String sent) {
        return trace.node(trace.nodeId(row)).map(dev.flowbench.flow.Node::kind)
                .filter(kind -> kind instanceof Llm llm && index < llm.messages().size())
                .map(kind -> PromptMarks.of(((Llm) kind).messages().get(index).text().text(), trace.inputs(row), sent))
                .orElse(List.of());
    }

    private static VBox message(String role, String style, Node content) {
        Label who = Parts.label(role, Styles.CAPTION, "trace-role");
        VBox message = new VBox(Metrics.SPACE_4, who, content);
        message.getStyleClass().addAll("trace-message", "trace-" + style);
        return message;
    }

    // ---- decisions and scores

    private void decisions() {
        List<Node> lines = new ArrayList<>();
        for (String source : rowWords.sources(model, trace, row)) {
            if (!source.equals(words.text("source.pinned"))) {
                lines.add(line(words.text("detail.source"), source));
            }
        }
        for (Waits.Wait wait : Waits.of(trace, row, trace.latest())) {
            lines.add(line(words.text("detail.waited"), words.text("detail.wait." + wait.reason(),
                    Figures.time(wait.micros()))));
        }
        for (Event event : trace.happened(row)) {
            switch (event.what()) {
                case What.Decided decided -> lines.add(decision(decided));
                case What.CapTripped cap -> lines.add(line(words.text("detail.cap"), words.text(
                        cap.asked().isEmpty() ? "detail.cap.text" : "detail.cap.asked", rowWords.cap(cap.cap()),
                        cap.limit(),
                        cap.spent(), cap.asked())));
                case What.CancelRequested cancel -> lines.add(line(words.text("detail.cancel"), cancel.reason()));
                case What.ApprovalRequested asked -> {
                    lines.add(line(words.text("detail.asked"), asked.question()));
                    lines.add(block(words.text("detail.asked.action"), asked.action()));
                }
                case What.ApprovalDecided decided -> {
                    lines.add(line(words.text("detail.decided"), words.text("detail.verdict." + decided.verdict())
                            + (decided.person().isEmpty() ? "" : " · " + decided.person())
                            + (decided.comment().isEmpty() ? "" : " · " + decided.comment())));
                    if (decided.value() != null) {
                        lines.add(block(words.text("detail.decided.value"), decided.value()));
                    }
                }
                case What.StateWritten written -> lines.add(block(
                        words.text("detail.state", written.field()), written.value()));
                case What.EffectHeld held -> lines.add(block(words.text("detail.held", held.request().tool()),
                        held.request().arguments()));
                case What.EffectStarted(var effect, dev.flowbench.engine.event.ToolRequest call, var _) ->
                    lines.add(block(words.text("detail.tool", call.tool(), words.text("detail.effect." + effect)),
                            call.arguments()));
                case What.EffectCompleted(dev.flowbench.engine.event.ToolReply reply, var _, var micros, var _, var _) -> {
                    lines.add(block(words.text(reply.simulated() ? "detail.tool.simulated" : "detail.tool.result",
                            Figures.time(micros)), reply.value()));
                    if (reply.trimmed() > 0) {
                        lines.add(line(words.text("detail.tool.trimmed"), Figures.count(reply.trimmed())));
                    }
                }
                case What.Suspended away -> lines.add(line(words.text("detail.suspended"), away.reason()));
                case What.Resumed again -> lines.add(line(words.text("detail.resumed"), again.reason()));
                case What.Paused _,What.Stood _,What.Continued _,What.RunStarted _,What.StepStarted _,What.EffectStarted _,What.EffectCompleted _,What.EffectFailed _,What.OutputRejected _,What.Scored _,What.StepCompleted _,What.StepSkipped _,What.StepFailed _,What.RunFinished _ ->
                    {
                    }
            }
        }
        String said = model.streaming(row);
        if (streaming == null && !said.isEmpty() && model.isRunning()) {
            streaming = new TextBlock(words, "", TextBlock.ANSWER);
            streaming.stream(said);
            lines.add(new VBox(Metrics.SPACE_4, Parts.label(words.text("detail.tool.progress"), Styles.CAPTION),
                    streaming));
        }
        section("detail.decisions", lines);
    }

    private Node decision(What.Decided decided) {
        JsonNode detail = decided.detail();
        String name = words.text("detail.decision." + decided.choice());
        String text = switch (decided.choice()) {
            case ROUTE -> {
                String route = detail.path("route").asText();
                String sure = detail.path("confidence").isNumber()
                        ? " · " + Figures.score(detail.path("confidence").asDouble())
                        : "";
                String reason = detail.path("reason").asText();
                yield route + sure + (reason.isEmpty() ? "" : " · " + reason);
            }
            case RETRY -> words.text("detail.decision.retry", Figures.time(detail.path("waitMillis").asLong() * 1_000));
            case GATE, JOIN, GUARD -> Badges.of(decided);
            case HANDOFF -> {
                String reason = detail.path("reason").asText();
                yield Badges.of(decided) + (reason.isEmpty() ? "" : " · " + reason);
            }
            case CHECKPOINT -> Badges.of(decided);
            case PIN -> words.text("source.pinned");
            case VOTE, FALLBACK, END, WAIT, REFUSED, BREAKER, PLAN, EDIT, BUDGET, CONTEXT, ITEM, TIMER, RELEASE,
                    COMMIT ->
                "";
        };
        return text.isEmpty() ? block(name, detail) : line(name, text);
    }

    private void scores() {
        List<Node> lines = new ArrayList<>();
        What.Scored best = null;
        for (Event event : trace.happened(row)) {
            if (event.what() instanceof What.Scored scored && scored.best()) {
                best = scored;
            }
        }
        for (Event event : trace.happened(row)) {
            if (event.what() instanceof What.Scored scored) {
                lines.add(score(scored, scored == best && !trace.isGroup(row)));
            }
        }
        section("detail.scores", lines);
    }

    private Node score(What.Scored scored, boolean best) {
        ProgressBar bar = new ProgressBar(Math.clamp(scored.score(), 0, 1));
        bar.getStyleClass().addAll(Styles.METER, scored.passed() ? Styles.SUCCESS : Styles.WARNING);
        bar.setPrefWidth(80);
        bar.setMinWidth(80);
        HBox line = new HBox(Metrics.SPACE_8, fixed(words.text("detail.score.round", scored.iteration())), bar,
                Parts.label(Figures.score(scored.score()), "trace-figure"),
                Parts.label(words.text(scored.passed() ? "detail.score.passed" : "detail.score.failed"),
                        scored.passed() ? Styles.SUCCESS : Styles.MUTED));
        if (best) {
            line.getChildren().add(Parts.chip(words.text("detail.score.best"), Styles.INFO));
        }
        line.setAlignment(Pos.CENTER_LEFT);
        VBox all = new VBox(Metrics.SPACE_4, line);
        JsonNode feedback = scored.feedback();
        if (feedback != null && !feedback.isNull() && !feedback.asText(" ").isBlank()) {
            all.getChildren().add(value(feedback));
        }
        return all;
    }

    // ---- values

    private void values(String title, Map<String, JsonNode> values) {
        List<Node> lines = new ArrayList<>();
        values.forEach((name, value) -> lines.add(block(name, value)));
        section(title, lines);
    }

    private Node block(String name, JsonNode value) {
        boolean small = value.isValueNode() && value.asText().length() <= 60 && value.asText().indexOf('\n') < 0;
        if (small) {
            return line(name, value.isNull() ? words.text("detail.null") : value.asText());
        }
        return new VBox(Metrics.SPACE_4, Parts.label(name, Styles.CAPTION), value(value));
    }

    private TextBlock value(JsonNode value) {
        return new TextBlock(words, value.isTextual() ? value.textValue() : JsonPieces.pretty(value), TextBlock.VALUE);
    }

    private void next() {
        List<Node> lines = new ArrayList<>();
        for (String node : trace.nextNodes(row)) {
            int there = trace.beside(row, node);
            Hyperlink link = new Hyperlink(
                    trace.node(node).map(dev.flowbench.flow.Node::displayTitle).map(VisibleText::line).orElse(node));
            link.setGraphic(
                    KindGlyph.of(trace.node(node).map(found -> found.kind().kindName()).orElse("unknown")).node(16));
            HBox line = new HBox(Metrics.SPACE_8, link);
            line.setAlignment(Pos.CENTER_LEFT);
            if (there == RunTrace.NONE) {
                link.setDisable(true);
                line.getChildren().add(Parts.label(words.text("detail.next.waiting"), Styles.MUTED));
            } else {
                link.setOnAction(_ -> model.select(there));
                line.getChildren().add(Marks.of(trace.state(there)).node(14));
            }
            lines.add(line);
        }
        section("detail.next", lines);
    }

    // ---- parts

    private void section(String title, List<Node> lines) {
        if (!lines.isEmpty()) {
            VBox section = new VBox(Metrics.SPACE_8, Parts.label(words.text(title), Styles.STRONG));
            section.getChildren().addAll(lines);
            section.getStyleClass().add("trace-section");
            sections.add(section);
        }
    }

    private static Node line(String name, String text) {
        Label value = wrapped(text);
        HBox.setHgrow(value, Priority.ALWAYS);
        HBox line = new HBox(Metrics.SPACE_8, fixed(name), value);
        line.setAlignment(Pos.TOP_LEFT);
        return line;
    }

    private static Label fixed(String text) {
        Label label = Parts.label(text, Styles.MUTED);
        label.setMinWidth(96);
        label.setPrefWidth(96);
        label.setWrapText(true);
        return label;
    }

    private static Label wrapped(String text, String... styles) {
        Label label = Parts.label(text, styles);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        label.setMaxWidth(Double.MAX_VALUE);
        return label;
    }
}
