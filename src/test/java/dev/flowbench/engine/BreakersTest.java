package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.llm;
import static dev.flowbench.engine.Flows.text;
import static dev.flowbench.engine.Flows.workflow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.TemplateSource;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A model that fails too often is left alone for a while, by all runs of the engine; one call tries whether it is well. */
class BreakersTest {
    private static final Workflow ONE = workflow(
            graph(List.of(llm("n", "{{x}}")), "in.x -> n.x", "n.result -> out.y"));

    private final AtomicInteger calls = new AtomicInteger();
    private boolean well;

    private final ChatModel model = (request, call) -> {
        calls.incrementAndGet();
        if (!well) {
            throw FakeModel.fails(ErrorCode.NET_CONNECT);
        }
        return FakeModel.says("well");
    };

    private static What.RunFinished run(Engine engine, String id) {
        return run(engine, ONE, id);
    }

    private static What.RunFinished run(Engine engine, Workflow flow, String id) {
        return start(engine, flow, id).await();
    }

    private static Run start(Engine engine, Workflow flow, String id) {
        try {
            return engine.start(new RunRequest(id, flow, "{}", "hash", Map.of("x", text("x")), true, 1, ""),
                    RunListener.NONE);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void afterFiveFailuresNothingIsSentUntilOneCallTries() {
        for (long seed = 0; seed < 20; seed++) {
            calls.set(0);
            well = false;
            var time = new VirtualTime(seed);
            time.run(() -> {
                var engine = new Engine(new EnginePorts(model, Prices.free("test"), Journal.none(), time));
                assertThat(code(run(engine, "a"))).isEqualTo(ErrorCode.NET_CONNECT); // three tries
                assertThat(code(run(engine, "b"))).isEqualTo(ErrorCode.BREAKER_OPEN); // two more
                assertThat(calls).hasValue(5);
                assertThat(code(run(engine, "c"))).isEqualTo(ErrorCode.BREAKER_OPEN);
                assertThat(calls).hasValue(5);
                time.signal().await(Duration.ofSeconds(31));
                assertThat(code(run(engine, "d"))).isEqualTo(ErrorCode.BREAKER_OPEN); // one tries, in vain
                assertThat(calls).hasValue(6);
                time.signal().await(Duration.ofSeconds(31));
                well = true;
                assertThat(run(engine, "e").status()).isEqualTo(RunStatus.DONE);
                assertThat(run(engine, "f").status()).isEqualTo(RunStatus.DONE);
                return true;
            });
        }
    }

    @Test
    void whatWaitedForItsTurnUntilItsTimeWasOverSaysNothingOfTheModel() {
        var time = new VirtualTime(1);
        time.run(() -> {
            ChatModel full = (request, call) -> {
                if (!well) {
                    call.waits("full");
                    call.sleep(Duration.ofHours(1));
                }
                return model.call(request, call);
            };
            var engine = new Engine(new EnginePorts(full, Prices.free("test"), Journal.none(), time));
            var runs = new ArrayList<Run>();
            for (int i = 0; i < 7; i++) {
                runs.add(start(engine, ONE, "run" + i));
            }
            assertThat(runs).extracting(each -> code(each.await())).containsOnly(ErrorCode.TIMEOUT);
            well = true;
            assertThat(run(engine, "b").status()).isEqualTo(RunStatus.DONE);
            return true;
        });
    }

    @Test
    void failuresThatAreFarApartDoNotAddUp() {
        var time = new VirtualTime(1);
        time.run(() -> {
            var engine = new Engine(new EnginePorts(model, Prices.free("test"), Journal.none(), time));
            var codes = new ArrayList<ErrorCode>();
            for (int i = 0; i < 4; i++) {
                codes.add(code(run(engine, "run" + i)));
                time.signal().await(Duration.ofMinutes(2));
            }
            assertThat(codes).containsOnly(ErrorCode.NET_CONNECT);
            assertThat(calls).hasValue(12);
            return true;
        });
    }

    private static ErrorCode code(What.RunFinished finished) {
        if (finished.error() == null) {
            throw new AssertionError(finished);
        }
        return finished.error().code();
    }

    private static Node tool(String id, String tool) {
        return new Node(id, new ToolCall(tool, Map.of("text", new TemplateSource("{{x}}")), null, List.of(), 100,
                Duration.ofSeconds(5)));
    }

    @Test
    void aToolThatFailsTooOftenIsLeftAloneAndOthersAreNot() {
        for (long seed = 0; seed < 20; seed++) {
            calls.set(0);
            well = false;
            var tools = new FakeTools().add("weak", EffectClass.READ, (given, _) -> {
                calls.incrementAndGet();
                if (!well) {
                    throw FakeTools.fails(ErrorCode.NET_CONNECT);
                }
                return given;
            }).add("strong", EffectClass.READ, (given, _) -> given);
            Workflow weak = workflow(graph(List.of(tool("n", "weak")), "in.x -> n.x", "n.result -> out.y"));
            Workflow strong = workflow(graph(List.of(tool("n", "strong")), "in.x -> n.x", "n.result -> out.y"));
            var time = new VirtualTime(seed);
            time.run(() -> {
                var engine = new Engine(new EnginePorts(model, tools, Memory.NONE, Prices.free("test"), Journal.none(),
                        time));
                assertThat(code(run(engine, weak, "a"))).isEqualTo(ErrorCode.NET_CONNECT); // three tries
                assertThat(code(run(engine, weak, "b"))).isEqualTo(ErrorCode.BREAKER_OPEN); // two more
                assertThat(code(run(engine, weak, "c"))).isEqualTo(ErrorCode.BREAKER_OPEN);
                assertThat(calls).hasValue(5);
                assertThat(run(engine, strong, "d").status()).isEqualTo(RunStatus.DONE);
                time.signal().await(Duration.ofSeconds(31));
                well = true;
                assertThat(run(engine, weak, "e").status()).isEqualTo(RunStatus.DONE);
                assertThat(calls).hasValue(6);
                return true;
            });
        }
    }
}
