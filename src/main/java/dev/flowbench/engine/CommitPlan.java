package dev.flowbench.engine;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventFormatException;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.Tools;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a run does that commits a dry run: kept with the run, so that whoever takes it up again needs nothing else.
 *
 * @param items all that was collected, in order, with what was decided of each
 */
record CommitPlan(List<Item> items) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String COMMIT = "commit";
    private static final String HELD = "held";
    private static final String DECIDED = "decided";

    /**
     * One effect.
     *
     * @param held in the dry run
     * @param decision what a person decided of it, by its id in the dry run
     */
    record Item(DryRun.Held held, ApprovalDecided decision) {
        boolean approved() {
            return decision.verdict() != Verdict.REJECT;
        }

        /** What was approved, exactly. */
        JsonNode action() {
            @Nullable JsonNode edited = decision.value();
            return edited == null ? held.action() : edited;
        }
    }

    CommitPlan {
        items = List.copyOf(items);
    }

    /**
     * Holds what is wanted against what was collected and what is there to do it.
     *
     * @throws PlanException if it cannot be done as it was approved
     */
    static CommitPlan of(DryRun dry, CommitRequest request, Tools tools, Memory memory) throws PlanException {
        if (!dry.dry()) {
            throw new PlanException("", Texts.text("commit.notDry", request.dryRun()));
        }
        if (!dry.over()) {
            throw new PlanException("", Texts.text("commit.notOver", request.dryRun()));
        }
        if (request.effects().isEmpty()) {
            throw new PlanException("", Texts.text("commit.nothing", request.dryRun()));
        }
        var approved = new HashMap<String, CommitRequest.Approved>();
        for (CommitRequest.Approved one : request.effects()) {
            if (approved.put(one.id(), one) != null) {
                throw new PlanException("", Texts.text("commit.twice", one.id()));
            }
        }
        var items = new ArrayList<Item>();
        for (DryRun.Held held : dry.effects()) {
            CommitRequest.@Nullable Approved one = approved.remove(held.id());
            if (one == null) {
                items.add(new Item(held, decision(request, held, Verdict.REJECT, null)));
                continue;
            }
            @Nullable JsonNode arguments = one.arguments();
            check(held, one, arguments == null ? held.request().arguments() : arguments, tools, memory);
            items.add(new Item(held, arguments == null
                    ? decision(request, held, Verdict.APPROVE, null)
                    : decision(request, held, Verdict.EDIT, ToolCalls.action(new ToolRequest(held.request().tool(),
                            arguments, held.request().config(), held.request().idempotencyKey())))));
        }
        for (String unknown : approved.keySet()) {
            throw new PlanException("", Texts.text("commit.unknown", unknown, request.dryRun()));
        }
        return new CommitPlan(items);
    }

    private static ApprovalDecided decision(CommitRequest request, DryRun.Held held, Verdict verdict,
            @Nullable JsonNode value) {
        return new ApprovalDecided(held.id(), verdict, value, request.person(), request.comment(),
                value == null ? held.sha256() : Canonical.sha256(value));
    }

    private static void check(DryRun.Held held, CommitRequest.Approved approved, JsonNode arguments, Tools tools,
            Memory memory) throws PlanException {
        if (!approved.sha256().equals(held.sha256())
                || !held.sha256().equals(Canonical.sha256(held.action()))) {
            throw new PlanException(held.node(), Texts.text("commit.otherBytes", held.id()));
        }
        Tool.Definition tool = tool(held.request().tool(), tools, memory).map(Tool::definition).orElseThrow(
                () -> new PlanException(held.node(), Texts.text("error.noTool", held.request().tool())));
        if (tool.effect() != held.effect()) {
            throw new PlanException(held.node(), Texts.text("commit.otherTool", tool.name()));
        }
        List<String> wrong = ToolCalls.violations(tool, arguments);
        if (!wrong.isEmpty()) {
            throw new PlanException(held.node(),
                    Texts.text("commit.doesNotFit", held.id(), tool.name(), String.join("; ", wrong)));
        }
    }

    /** The tool, or what writes to the memory. */
    static Optional<Tool> tool(String name, Tools tools, Memory memory) {
        return name.equals(ToolRequest.REMEMBER) ? Optional.of(MemoryTools.remember(memory)) : tools.tool(name);
    }

    /** As the options of the run, a JSON object. The events stand in it as their lines, so that every digit is kept. */
    String write() {
        ObjectNode json = JSON.createObjectNode();
        ArrayNode list = json.putArray(COMMIT);
        for (Item item : items) {
            DryRun.Held held = item.held();
            list.addObject()
                    .put(HELD, line(held, new What.EffectHeld(held.id(), held.effect(), held.request(), held.sha256(),
                            held.standIn())))
                    .put(DECIDED, line(held, item.decision()));
        }
        return json.toString();
    }

    private static String line(DryRun.Held held, What what) {
        return EventJson.line(new Event(1, 0, new Where("", 1, 0, held.node(), held.stepKey(), "", 0, 1), what));
    }

    /**
     * What the options of a run say of it.
     *
     * @return null for a run that commits nothing
     * @throws JournalException if they cannot be read
     */
    static @Nullable CommitPlan read(String options) throws JournalException {
        try {
            JsonNode list = JSON.readTree(options.isEmpty() ? "{}" : options).path(COMMIT);
            if (!list.isArray()) {
                return null;
            }
            var items = new ArrayList<Item>();
            for (JsonNode item : list) {
                Event event = EventJson.read(item.path(HELD).asText());
                if (event.what() instanceof What.EffectHeld held && EventJson.read(item.path(DECIDED).asText())
                        .what() instanceof ApprovalDecided decision) {
                    items.add(new Item(DryRun.Held.of(event.where(), held), decision));
                }
            }
            return new CommitPlan(items);
        } catch (JsonProcessingException e) {
            throw new JournalException(Texts.text("error.storedOptions", e.getOriginalMessage()), e);
        } catch (EventFormatException e) {
            throw new JournalException(Texts.text("error.storedOptions", e.getMessage()), e);
        }
    }
}
