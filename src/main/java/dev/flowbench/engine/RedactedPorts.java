package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.engine.port.Tools;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The world as the engine sees it: nothing comes in that holds a secret. Here, and not where events are written, so that
 * what a run goes on with is what is recorded, and it comes to the same when it is gone over again.
 */
final class RedactedPorts {
    private RedactedPorts() {}

    static EnginePorts of(EnginePorts ports) {
        var clean = new Redacted(ports.redact());
        return new EnginePorts(new CleanModel(ports.model(), clean), new CleanTools(ports.tools(), clean),
                new CleanMemory(ports.memory(), clean), ports.prices(), ports.journal(), ports.scheduler(),
                ports.redact());
    }

    private record CleanModel(ChatModel model, Redacted clean) implements ChatModel {
        @Override
        public ModelReply call(ModelRequest request, Call call) throws ModelException {
            var live = new LiveText(clean, call::delta);
            try {
                return clean.reply(model.call(request, new CleanCall(call, live)));
            } catch (ModelException e) {
                throw new ModelException(e.code(), clean.text(String.valueOf(e.getMessage())), clean.text(e.wayOut()),
                        e.retryAfterMillis(), clean.text(e.partialText()), e.usage(), clean.cause(e.getCause()));
            } catch (RuntimeException e) {
                throw clean.broken(e);
            } finally {
                live.finish();
            }
        }

        @Override
        public long inputBound(ModelRequest request) {
            return model.inputBound(request);
        }
    }

    private record CleanCall(ChatModel.Call call, LiveText live) implements ChatModel.Call {
        @Override
        public String run() {
            return call.run();
        }

        @Override
        public String stepKey() {
            return call.stepKey();
        }

        @Override
        public String node() {
            return call.node();
        }

        @Override
        public int attempt() {
            return call.attempt();
        }

        @Override
        public long seed() {
            return call.seed();
        }

        @Override
        public void delta(String text) {
            live.add(text);
        }

        @Override
        public void waits(String reason) {
            call.waits(reason);
        }

        @Override
        public void goesOn() {
            call.goesOn();
        }

        @Override
        public boolean cancelled() {
            return call.cancelled();
        }

        @Override
        public void onCancel(Runnable hook) {
            call.onCancel(hook);
        }

        @Override
        public Duration timeLeft() {
            return call.timeLeft();
        }

        @Override
        public void sleep(Duration duration) throws ModelException {
            call.sleep(duration);
        }
    }

    private record CleanTools(Tools tools, Redacted clean) implements Tools {
        @Override
        public List<Tool> all() {
            return tools.all().stream().<Tool>map(tool -> new CleanTool(tool, clean)).toList();
        }

        @Override
        public Optional<Tool> tool(String name) {
            return tools.tool(name).map(tool -> new CleanTool(tool, clean));
        }
    }

    private record CleanTool(Tool tool, Redacted clean) implements Tool {
        @Override
        public Definition definition() {
            return tool.definition();
        }

        @Override
        public JsonNode call(JsonNode arguments, Call call) throws ToolException {
            try {
                return clean.json(tool.call(arguments, call));
            } catch (ToolException e) {
                throw redacted(e, clean);
            } catch (RuntimeException e) {
                throw clean.broken(e);
            }
        }

        @Override
        public boolean simulated() {
            return tool.simulated();
        }
    }

    private record CleanMemory(Memory memory, Redacted clean) implements Memory {
        @Override
        public boolean simulated() {
            return memory.simulated();
        }

        @Override
        public List<Entry> recall(String scope, String query, int k) throws ToolException {
            try {
                return memory.recall(scope, query, k).stream()
                        .map(entry -> new Entry(entry.id(), clean.text(entry.text()), entry.score(), entry.at(),
                                clean.text(entry.note())))
                        .toList();
            } catch (ToolException e) {
                throw redacted(e, clean);
            }
        }

        @Override
        public void remember(String scope, String id, String text, long at) throws ToolException {
            try {
                memory.remember(scope, id, text, at);
            } catch (ToolException e) {
                throw redacted(e, clean);
            }
        }
    }

    private static ToolException redacted(ToolException e, Redacted clean) {
        return new ToolException(e.code(), clean.text(String.valueOf(e.getMessage())), clean.text(e.wayOut()),
                e.retryAfterMillis(), clean.cause(e.getCause()));
    }
}
