package dev.flowbench.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.Redacted;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.schema.JsonSchema;
import dev.flowbench.flow.schema.SchemaException;
import dev.flowbench.flow.schema.Violation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Tools tried in place: what there are, what each takes, and one call. Methods may block; for any thread that may wait. */
public final class ToolBench {
    private final World world;
    private final Runs runs;
    private final UnaryOperator<String> redact;

    /**
     * @param runs knows what may be done live here
     * @param redact takes secrets out of texts
     */
    ToolBench(World world, Runs runs, UnaryOperator<String> redact) {
        this.world = world;
        this.runs = runs;
        this.redact = redact;
    }

    /**
     * The tools that nodes of a workflow may name, in the order in which people see them. Nothing is started for it.
     *
     * @param workflow null for those of the machine alone
     * @param file where the document is kept; null for one never saved
     */
    public List<Tool.Definition> tools(@Nullable Workflow workflow, @Nullable Path file) {
        return all(workflow, file).all().stream().map(Tool::definition).toList();
    }

    /**
     * The names of the folders that tools may be given, in their order.
     *
     * @param file where the document is kept; null for one never saved
     */
    public List<String> folders(@Nullable Path file) {
        return List.copyOf(world.folders(file).keySet());
    }

    private Tools all(@Nullable Workflow workflow, @Nullable Path file) {
        return world.tools(file, workflow == null ? List.of() : List.of(workflow));
    }

    /**
     * Calls a tool as a node would, outside of any run: nothing of it is kept.
     *
     * @param workflow declares the tool; null for one of the machine
     * @param file where the document is kept; null for one never saved
     * @param arguments held against the tool's schema
     * @return what came of it, without secrets
     * @throws CannotRun with the sheet if nobody allowed the document to do anything here yet
     * @throws ToolException if it gives nothing; the message is for people
     */
    public JsonNode call(String name, @Nullable Workflow workflow, @Nullable Path file, JsonNode arguments,
            Tool.Call call) throws CannotRun, ToolException {
        @Nullable ToolDeclaration declared = workflow == null ? null : workflow.tools().get(name);
        Tool tool = all(workflow, file).tool(name).orElseThrow(() -> new ToolException(ErrorCode.NO_TOOL,
                AppTexts.text("try.noTool", name), AppTexts.text("try.noTool.wayOut")));
        if (declared != null && declared.subflow() != null) {
            throw new ToolException(ErrorCode.NO_TOOL, AppTexts.text("try.subflow", name),
                    AppTexts.text("try.subflow.wayOut", declared.subflow().file()));
        }
        if (workflow != null && declared != null) {
            // What its declaration reaches is what the document reaches.
            Optional<Sheet> sheet = runs.restriction(workflow, file);
            if (sheet.isPresent()) {
                throw CannotRun.restricted(sheet.get());
            }
        }
        check(tool, arguments);
        try {
            world.prepare();
        } catch (IOException _) {
            // Most tools need no folder; one that does says what it lacks.
        }
        try {
            return new Redacted(redact).json(tool.call(arguments, call));
        } catch (ToolException e) {
            throw new ToolException(e.code(), redact.apply(String.valueOf(e.getMessage())), redact.apply(e.wayOut()),
                    e.retryAfterMillis(), e);
        }
    }

    /** How long one call may take by what its declaration says; empty where it says nothing. */
    public static Optional<Duration> time(String name, @Nullable Workflow workflow) {
        return Optional.ofNullable(workflow).map(document -> document.tools().get(name)).map(ToolDeclaration::timeout);
    }

    /** What is wrong with arguments; empty when nothing is. */
    public static List<String> violations(Tool.Definition definition, JsonNode arguments) {
        try {
            return JsonSchema.of(definition.parameters()).validate(arguments).stream().map(Violation::message).toList();
        } catch (SchemaException _) {
            // Its server is the judge of what a broken schema means.
            return List.of();
        }
    }

    private static void check(Tool tool, JsonNode arguments) throws ToolException {
        List<String> wrong = violations(tool.definition(), arguments);
        if (!arguments.isObject() || !wrong.isEmpty()) {
            throw new ToolException(ErrorCode.BAD_ARGUMENTS,
                    AppTexts.text("try.arguments", tool.definition().name(), String.join("\n", wrong)),
                    AppTexts.text("try.arguments.wayOut"));
        }
    }
}
