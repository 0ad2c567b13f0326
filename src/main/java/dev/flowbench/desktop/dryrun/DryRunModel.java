package dev.flowbench.desktop.dryrun;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.CommitRequest;
import dev.flowbench.engine.DryRun;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SessionSummary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/** What a dry run held back, what of it is to be done, and what became of that. On the JavaFX thread. */
public final class DryRunModel {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    /** A model asks for some calls at once; so many of them stand between its turn and the last. */
    private static final int TURN_BEFORE = 16;

    private final Report report;
    private final Commits commits;
    private final Background background;
    private final String person;
    private final List<Effect> effects;
    private final ReadOnlyIntegerWrapper approved = new ReadOnlyIntegerWrapper(this, "approved", 0);
    private final ReadOnlyObjectWrapper<Stage> stage = new ReadOnlyObjectWrapper<>(this, "stage", Stage.DECIDING);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private @Nullable RunTrace commit;
    private Subscription watching = Subscription.EMPTY;

    /** How far the report is. */
    public enum Stage {
        /** The dry run goes on, or was left: not all of it is known. */
        NOT_OVER,
        /** It was recorded elsewhere, and can only be read. */
        IMPORTED,
        /** It held nothing back. */
        NOTHING,
        /** A person decides. */
        DECIDING,
        /** What was approved is being done. */
        COMMITTING,
        /** The commit was left before its end. */
        LEFT,
        /** The commit has ended. */
        COMMITTED
    }

    /** @param person who approves, as it is journaled */
    public DryRunModel(Report report, Commits commits, Background background, String person) {
        this.report = report;
        this.commits = commits;
        this.background = background;
        this.person = person;
        RunTrace trace = report.trace();
        Map<String, Integer> rows = rows(trace);
        this.effects = report.dry().effects().stream().map(held -> {
            Integer row = rows.get(held.stepKey());
            var node = trace.node(held.node());
            return new Effect(held,
                    node.map(dev.flowbench.flow.Node::displayTitle).map(VisibleText::line).orElse(held.node()),
                    node.map(found -> found.kind().kindName()).orElse("tool"),
                    row == null ? "" : reason(trace, row));
        }).toList();
        for (Effect effect : effects) {
            effect.approvedProperty().subscribe((_, _) -> count());
        }
        this.commit = report.commit();
        if (commit != null) {
            took(commit);
        } else if (!report.dry().over()) {
            stage.set(Stage.NOT_OVER);
        } else if (effects.isEmpty()) {
            stage.set(Stage.NOTHING);
        } else if (report.imported()) {
            stage.set(Stage.IMPORTED);
        }
    }

    private static Map<String, Integer> rows(RunTrace trace) {
        var rows = new HashMap<String, Integer>();
        for (int row = 0; row < trace.size(); row++) {
            if (!trace.isGroup(row) && !trace.stepKey(row).isEmpty()) {
                rows.put(trace.stepKey(row), row);
            }
        }
        return rows;
    }

    /** What a person is told, else what the model said beside the call; empty for nothing. */
    private static String reason(RunTrace trace, int row) {
        for (var question : trace.questions(row)) {
            if (!question.request().reason().isEmpty()) {
                return question.request().reason();
            }
        }
        int before = TURN_BEFORE;
        for (int at = row - 1; at > trace.parent(row) && before > 0; at--) {
            if (trace.parent(at) == trace.parent(row)) {
                before--;
                for (var event : trace.happened(at).reversed()) {
                    if (event.what() instanceof What.EffectCompleted done && done.reply() instanceof ModelReply said
                            && !said.toolCalls().isEmpty()) {
                        return said.text().strip();
                    }
                }
            }
        }
        return "";
    }

    private void count() {
        approved.set((int) effects.stream().filter(effect -> effect.approvedProperty().get()).count());
    }

    /** What was held back, in the order in which the run came to it. */
    public List<Effect> effects() {
        return effects;
    }

    /** What people call the workflow. */
    String name() {
        return VisibleText.line(report.trace().workflow().displayName());
    }

    String run() {
        return report.dry().run();
    }

    boolean simulated() {
        return report.trace().summary().simulated();
    }

    /** What the dry run itself took. */
    SessionSummary summary() {
        return report.trace().summary();
    }

    /** The run that commits, as far as it has come; null for none. */
    @Nullable RunTrace commit() {
        return commit;
    }

    /** How many are approved. */
    public ReadOnlyIntegerProperty approvedProperty() {
        return approved.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Stage> stageProperty() {
        return stage.getReadOnlyProperty();
    }

    /** What kept a commit from beginning; empty for nothing. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    void approveAll(boolean on) {
        effects.forEach(effect -> effect.approvedProperty().set(on));
    }

    /**
     * Takes arguments as somebody typed them, and approves the effect with them, if they fit.
     *
     * @param done takes why they do not fit; an empty list where they do
     */
    void edit(Effect effect, String typed, Consumer<List<String>> done, String notJson) {
        JsonNode value;
        try {
            value = JSON.readTree(typed);
        } catch (JsonProcessingException e) {
            done.accept(List.of(notJson + " " + e.getOriginalMessage()));
            return;
        }
        if (value == null || !value.isObject()) {
            done.accept(List.of(notJson));
            return;
        }
        background.run(() -> commits.violations(run(), effect.held(), value), wrong -> {
            if (wrong.isEmpty()) {
                effect.edit(value);
                effect.approvedProperty().set(true);
            }
            done.accept(wrong);
        }, e -> done.accept(List.of(String.valueOf(e.getMessage()))));
    }

    /** Does what is approved; the rest is left out for good. */
    void commitApproved() {
        var request = new CommitRequest(run(), effects.stream().filter(effect -> effect.approvedProperty().get())
                .map(Effect::approval).toList(), person, "", RunOptions.Asking.WAIT);
        stage.set(Stage.COMMITTING);
        problem.set("");
        effects.forEach(effect -> effect.came(effect.approvedProperty().get()
                ? Effect.State.WAITING
                : Effect.State.LEFT_OUT, ""));
        commits.commit(report.trace(), request, this::watch, wrong -> {
            problem.set(wrong);
            effects.forEach(effect -> effect.came(Effect.State.OPEN, ""));
            stage.set(Stage.DECIDING);
        });
    }

    /** Goes on with a commit that was left. */
    void proceed() {
        stage.set(Stage.COMMITTING);
        problem.set("");
        commits.proceed(report.trace(), this::watch, wrong -> {
            problem.set(wrong);
            stage.set(Stage.LEFT);
        });
    }

    private void watch(LiveRun live) {
        watching.unsubscribe();
        watching = live.revisionProperty().subscribe(_ -> {
            if (live.trace().size() > 0) {
                commit = live.trace();
                took(live.trace());
            }
        });
    }

    /** Brings what the commit has come to. */
    private void took(RunTrace now) {
        var results = new HashMap<String, JsonNode>();
        now.finished().map(What.RunFinished::outputs).map(outputs -> outputs.get(DryRun.EFFECTS))
                .ifPresent(list -> list.forEach(one -> results.put(one.path("id").asText(), one)));
        Map<String, Integer> rows = rows(now);
        for (Effect effect : effects) {
            JsonNode result = results.get(effect.held().id());
            Integer row = rows.get(effect.held().stepKey());
            if (result != null) {
                ended(effect, result);
            } else if (row != null) {
                working(effect, now, row);
            }
        }
        RunStatus status = now.status();
        stage.set(switch (status) {
            case RUNNING -> Stage.COMMITTING;
            case WAITING, INTERRUPTED -> Stage.LEFT;
            case DONE, PARTIAL, FAILED, CANCELLED -> Stage.COMMITTED;
        });
    }

    private static void working(Effect effect, RunTrace now, int row) {
        switch (now.state(row)) {
            case RUNNING -> effect.came(now.asks(row) ? Effect.State.UNKNOWN : Effect.State.WORKING, "");
            case DONE, PARTIAL -> effect.came(Effect.State.DONE, value(now.outputs(row).get("result")));
            case SKIPPED -> effect.came(Effect.State.LEFT_OUT, "");
            case FAILED -> effect.came(Effect.State.FAILED, now.ending(row)
                    .map(what -> what instanceof What.StepFailed failed ? failed.error().message() : "").orElse(""));
            case CUT -> effect.came(Effect.State.NOT_DONE, "");
        }
        if (now.state(row) != dev.flowbench.trace.SpanState.SKIPPED) {
            effect.approvedProperty().set(true);
        }
    }

    private static void ended(Effect effect, JsonNode result) {
        String error = result.path("error").path("message").asText("");
        switch (result.path("status").asText()) {
            case "done" -> effect.came(Effect.State.DONE, value(result.get("result")));
            case "failed" -> effect.came(Effect.State.FAILED, error);
            case "unknown" -> effect.came(Effect.State.UNKNOWN, error);
            case "left-out" -> effect.came(Effect.State.LEFT_OUT, "");
            default -> effect.came(Effect.State.NOT_DONE, error);
        }
        effect.approvedProperty().set(effect.outcomeProperty().get().state() != Effect.State.LEFT_OUT);
    }

    private static String value(@Nullable JsonNode value) {
        return value == null || value.isNull() ? "" : value.isTextual() ? value.textValue() : value.toPrettyString();
    }

    /** How many stand so. */
    int count(Effect.State state) {
        return (int) effects.stream().filter(effect -> effect.outcomeProperty().get().state() == state).count();
    }
}
