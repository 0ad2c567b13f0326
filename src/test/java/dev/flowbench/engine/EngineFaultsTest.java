package dev.flowbench.engine;

import static dev.flowbench.engine.Flows.graph;
import static dev.flowbench.engine.Flows.llm;
import static dev.flowbench.engine.Flows.node;
import static dev.flowbench.engine.Flows.template;
import static dev.flowbench.engine.Flows.text;
import static dev.flowbench.engine.Flows.workflow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Models, listeners and journals that fail, and runs that are stopped. */
class EngineFaultsTest {
    private static final Workflow ASK = workflow(graph(List.of(llm("ask", "{{x}}"))));

    private static Settings retrying(int attempts, Duration backoff, Duration most) {
        return new Settings(null, null, null, null, new Settings.Retry(attempts, backoff, most, Extras.NONE), null,
                List.of(), List.of(), Map.of(), null, null);
    }

    private static Settings timeout(Duration timeout) {
        return new Settings(null, null, null, timeout, null, null, List.of(), List.of(), Map.of(), null, null);
    }

    private static ChatModel failing(int times, ErrorCode code) {
        return (request, call) -> {
            if (call.attempt() <= times) {
                throw FakeModel.fails(code);
            }
            return FakeModel.ECHO.call(request, call);
        };
    }

    private static TestRun.Setup ask(ChatModel model) {
        return TestRun.of(ASK).in("x", "hi").with(model);
    }

    @Nested
    class Retries {
        @Test
        void whatMayPassIsTriedAgainAfterAWhileThatGrows() {
            TestRun run = ask(failing(2, ErrorCode.PROVIDER_ERROR)).run();
            assertThat(run.result()).isEqualTo(text("hi"));
            assertThat(run.decisions(What.Choice.RETRY)).extracting(d -> d.path("waitMillis").asLong())
                    .satisfies(waits -> {
                        assertThat(waits.get(0)).isBetween(1_000L, 1_500L);
                        assertThat(waits.get(1)).isBetween(2_000L, 3_000L);
                        assertThat(run.micros()).isEqualTo(1_000 * (waits.get(0) + waits.get(1)));
                    });
            assertThat(run.finished().spent().steps()).isEqualTo(1);
        }

        @Test
        void neverLongerThanTheLongestWait() {
            Node ask = llm("ask", "{{x}}").with(retrying(9, Duration.ofSeconds(4), Duration.ofSeconds(5)));
            TestRun run = TestRun.of(workflow(graph(List.of(ask)))).in("x", "1").with(failing(8, ErrorCode.RATE_LIMIT))
                    .run();
            assertThat(run.decisions(What.Choice.RETRY)).hasSize(8)
                    .allSatisfy(d -> assertThat(d.path("waitMillis").asLong()).isBetween(4_000L, 5_000L));
        }

        @Test
        void aProviderThatAsksToWaitIsWaitedFor() {
            TestRun run = ask((request, call) -> {
                if (call.attempt() == 1) {
                    throw FakeModel.asksToWait(Duration.ofSeconds(42));
                }
                return FakeModel.ECHO.call(request, call);
            }).run();
            assertThat(run.micros()).isEqualTo(42_000_000);
        }

        @Test
        void oneThatAsksForTooLongIsNot() {
            TestRun run = ask((_, _) -> {
                throw FakeModel.asksToWait(Duration.ofHours(1));
            }).run();
            assertThat(run.code()).isEqualTo(ErrorCode.RATE_LIMIT);
            assertThat(run.micros()).isZero();
        }

        @Test
        void whatCannotPassIsNotTriedAgain() {
            for (ErrorCode code : List.of(ErrorCode.AUTH, ErrorCode.BAD_REQUEST, ErrorCode.NO_KEY,
                    ErrorCode.NO_MODEL)) {
                TestRun run = ask(failing(9, code)).run();
                assertThat(run.code()).isEqualTo(code);
                assertThat(run.all(What.EffectStarted.class)).hasSize(1);
                assertThat(run.finished().spent()).as("nothing was used").isEqualTo(Amount.STEP);
            }
        }

        @Test
        void triesComeToAnEnd() {
            TestRun run = ask(failing(9, ErrorCode.PROVIDER_ERROR)).run();
            assertThat(run.code()).isEqualTo(ErrorCode.PROVIDER_ERROR);
            assertThat(run.all(What.EffectStarted.class)).hasSize(3);
        }

        @Test
        void anotherModelStandsIn() {
            Workflow flow = ASK
                    .withModels(Map.of("m", new ModelSpec("openai", "first", null, null, null, List.of("other"),
                            Extras.NONE), "other", new ModelSpec("openai", "second")));
            TestRun run = TestRun.of(flow).in("x", "hi").with((request, call) -> {
                if (request.model().equals("first")) {
                    throw FakeModel.fails(ErrorCode.NO_KEY);
                }
                return FakeModel.ECHO.call(request, call);
            }).run();
            assertThat(run.result()).isEqualTo(text("hi"));
            assertThat(run.decisions(What.Choice.FALLBACK)).hasSize(1).first()
                    .isEqualTo(Flows.object("from", "m", "to", "other", "error", "NO_KEY"));
        }

        @Test
        void whereTheFallbackFailsTooTheFirstCauseIsSaidWhetherRunResumedOrReplayed() throws Exception {
            Workflow flow = ASK
                    .withModels(Map.of("m", new ModelSpec("openai", "first", null, null, null, List.of("other"),
                            Extras.NONE), "other", new ModelSpec("openai", "second")));
            ChatModel model = (request, call) -> {
                throw request.model().equals("first")
                        ? new ModelException(ErrorCode.AUTH, "The key is wrong.", "Set another key.")
                        : new ModelException(ErrorCode.NOT_GRANTED, "It is not allowed.", "Allow it.");
            };
            TestRun run = TestRun.of(flow).in("x", "hi").with(model).run();
            assertThat(run.error()).satisfies(e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.NOT_GRANTED);
                assertThat(e.message()).isEqualTo("first: The key is wrong; its fallback second: It is not allowed.");
                assertThat(e.wayOut()).isEqualTo("Set another key.");
            });
            assertThat(new Engine(ports(model, Journal.none(), new VirtualTime(1)))
                    .replay(ReplayTest.header(flow, 1), run.events(), flow).divergence()).isNull();
            for (int end = 1; end < run.events().size(); end++) {
                var journal = new MemoryJournal(ReplayTest.header(flow, 1), run.events().subList(0, end));
                var time = new VirtualTime(1);
                What.RunFinished finished = time.run(() -> {
                    try {
                        return new Engine(ports(model, journal, time))
                                .resume("run", "test", UnaryOperator.identity(), RunListener.NONE).await();
                    } catch (dev.flowbench.engine.plan.PlanException | JournalException e) {
                        throw new AssertionError(e);
                    }
                });
                assertThat(finished.error()).as("left after " + end)
                        .satisfies(e -> assertThat(e.message()).isEqualTo(run.error().message()));
            }
        }

        @Test
        void whatALibrarySaidIsKeptWithoutTheNameOfItsClass() {
            TestRun run = ask((_, _) -> {
                throw new ModelException(ErrorCode.BAD_REQUEST, "No.", "Mend it.", -1, "", null,
                        new IllegalStateException("It is shut"));
            }).run();
            assertThat(run.error().cause()).isEqualTo("It is shut");
        }

        @Test
        void aModelThatBreaksIsAMistakeOfOursAndHoldsNothing() {
            var events = new ArrayList<Event>();
            var time = new VirtualTime(1);
            What.RunFinished end = time.run(() -> start(time, events::add, (_, _) -> {
                throw new AssertionError("broken");
            }).await());
            assertThat(end.status()).isEqualTo(RunStatus.FAILED);
            assertThat(end.error()).satisfies(e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.ENGINE_BUG);
                assertThat(e.message()).contains("broken").doesNotContain("{0}");
            });
        }
    }

    private static EnginePorts ports(ChatModel model, Journal journal, Scheduler time) {
        return new EnginePorts(model, dev.flowbench.engine.port.Prices.free("test"), journal, time);
    }

    private static Run start(Scheduler scheduler, RunListener listener, ChatModel model) {
        try {
            return new Engine(
                    new EnginePorts(model, dev.flowbench.engine.port.Prices.free("t"), Journal.none(), scheduler))
                    .start(new RunRequest("run", ASK, "{}", "h", Map.of("x", text("hi")), true, 1, ""), listener);
        } catch (dev.flowbench.engine.plan.PlanException | JournalException e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class Time {
        @Test
        void aStepThatTakesTooLongFailsByItsName() {
            Node slow = llm("slow", "{{x}}").with(timeout(Duration.ofSeconds(2)));
            TestRun run = TestRun.of(workflow(graph(List.of(slow)))).in("x", "1")
                    .with(FakeModel.after(Duration.ofSeconds(5), FakeModel.ECHO)).run();
            assertThat(run.code()).isEqualTo(ErrorCode.TIMEOUT);
            assertThat(run.error().message()).contains("\"slow\"").contains("PT2S");
            assertThat(run.micros()).isEqualTo(2_000_000);
            assertThat(run.all(What.EffectFailed.class)).hasSize(1).first()
                    .satisfies(f -> assertThat(f.uncertain()).isTrue());
        }

        @Test
        void whatWaitsForItsTurnUntilItsTimeIsOverWasNotSentAndIsNotCharged() {
            ChatModel full = (request, call) -> {
                call.waits("full");
                call.sleep(Duration.ofMinutes(10));
                call.goesOn();
                return FakeModel.ECHO.call(request, call);
            };
            Node slow = llm("slow", "{{x}}").with(timeout(Duration.ofSeconds(2)));
            for (Node node : List.of(slow, llm("usual", "{{x}}"))) {
                TestRun run = TestRun.of(workflow(graph(List.of(node)))).in("x", "1").with(full).run();
                assertThat(run.code()).isEqualTo(ErrorCode.TIMEOUT);
                assertThat(run.all(What.EffectFailed.class)).hasSize(1).first().satisfies(failed -> {
                    assertThat(failed.uncertain()).isFalse();
                    assertThat(failed.settled()).isEqualTo(Amount.STEP);
                    assertThat(failed.queuedMicros()).isEqualTo(failed.micros()).isPositive();
                });
            }
        }

        @Test
        void whatWaitedForItsTurnSaysHowLong() {
            TestRun run = ask((request, call) -> {
                call.waits("full");
                call.sleep(Duration.ofSeconds(3));
                call.waits("slow");
                call.sleep(Duration.ofSeconds(4));
                call.goesOn();
                return FakeModel.after(Duration.ofSeconds(5), FakeModel.ECHO).call(request, call);
            }).run();
            assertThat(run.all(What.EffectCompleted.class)).hasSize(1).first().satisfies(done -> {
                assertThat(done.queuedMicros()).isEqualTo(7_000_000);
                assertThat(done.micros()).isEqualTo(12_000_000);
            });
        }

        @Test
        void aFrameThatTakesTooLongFailsByItsName() {
            Node frame = node("frame", new Chain(5, graph(List.of(llm("slow", "v")))))
                    .with(timeout(Duration.ofSeconds(2)));
            TestRun run = TestRun.of(workflow(graph(List.of(frame))))
                    .with(FakeModel.after(Duration.ofSeconds(5), FakeModel.ECHO)).run();
            assertThat(run.error().message()).contains("\"frame\"");
        }

        @Test
        void aTimeoutLongerThanUsualHolds() {
            Node slow = llm("slow", "{{x}}").with(timeout(Duration.ofMinutes(20)));
            TestRun run = TestRun.of(workflow(graph(List.of(slow)))).in("x", "1")
                    .with(FakeModel.after(Duration.ofMinutes(15), FakeModel.ECHO)).run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
        }

        @Test
        void aTimeBeyondAllReasonIsForEver() {
            Node slow = llm("slow", "{{x}}").with(timeout(Duration.ofSeconds(Long.MAX_VALUE)));
            TestRun run = TestRun.of(workflow(graph(List.of(slow)))).in("x", "1").run();
            assertThat(run.status()).isEqualTo(RunStatus.DONE);
        }

        @Test
        void aCallWithoutAnyLimitEndsAllTheSame() {
            TestRun run = ask(FakeModel.after(Duration.ofDays(1), FakeModel.ECHO)).run();
            assertThat(run.code()).isEqualTo(ErrorCode.TIMEOUT);
            assertThat(run.micros()).isEqualTo(ModelDoor.DEFAULT_TIMEOUT.toNanos() / 1_000);
        }

        @Test
        void aModelThatIsCutOffByItsTimeHasTimedOut() {
            var time = new VirtualTime(1);
            TestRun run = ask((_, call) -> {
                Scheduler.Signal cut = time.signal();
                call.onCancel(cut::raise);
                cut.await();
                throw FakeModel.fails(ErrorCode.CANCELLED);
            }).run(time, _ -> {});
            assertThat(run.code()).isEqualTo(ErrorCode.TIMEOUT);
        }
    }

    @Nested
    class Stopping {
        @Test
        void aStopCutsOffWhatIsInFlight() {
            TestRun run = ask(FakeModel.after(Duration.ofSeconds(60), FakeModel.ECHO)).run(new VirtualTime(1),
                    running -> running.cancelAt(3));
            assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(run.micros()).isZero();
            assertThat(run.all(What.CancelRequested.class)).containsExactly(new What.CancelRequested("test"));
        }

        @Test
        void aModelThatDoesNotListenIsLeftBehind() {
            for (int seed = 0; seed < 50; seed++) {
                var time = new VirtualTime(seed);
                TestRun run = ask((request, call) -> {
                    time.signal().await(Duration.ofSeconds(30));
                    call.delta("too late");
                    return FakeModel.ECHO.call(request, call);
                }).run(time, running -> time.after(Duration.ofMillis(5), running::cancel));
                assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
                assertThat(run.micros()).isLessThanOrEqualTo(2_000_000);
                assertThat(run.all(What.EffectFailed.class)).hasSize(1).first()
                        .satisfies(f -> assertThat(f.uncertain()).isTrue());
            }
        }

        @Test
        void onVirtualThreadsToo() throws InterruptedException {
            var running = new CountDownLatch(1);
            var forEver = new CountDownLatch(1);
            Run run = start(new VirtualThreads(), RunListener.NONE, (_, call) -> {
                call.onCancel(forEver::countDown);
                running.countDown();
                try {
                    forEver.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                throw FakeModel.fails(ErrorCode.CANCELLED);
            });
            running.await();
            run.cancel("enough");
            run.cancel("again");
            assertThat(run.await().status()).isEqualTo(RunStatus.CANCELLED);
        }

        @Test
        void whileItWaitsForATry() {
            TestRun run = ask(failing(9, ErrorCode.NET_CONNECT)).run(new VirtualTime(1),
                    running -> running.cancelAt(5));
            assertThat(run.status()).isEqualTo(RunStatus.CANCELLED);
            assertThat(run.micros()).isZero();
        }

        @Test
        void afterTheEndItChangesNothing() {
            var time = new VirtualTime(3);
            var told = new ArrayList<Event>();
            What.RunFinished end = time.run(() -> {
                Run run = EngineFaultsTest.start(time, told::add, FakeModel.ECHO);
                run.await();
                run.cancel("too late");
                return run.await();
            });
            assertThat(end.status()).isEqualTo(RunStatus.DONE);
            assertThat(told).extracting(Event::what).doesNotHaveAnyElementsOfTypes(What.CancelRequested.class);
        }
    }

    @Nested
    class World {
        @Test
        void aListenerThatFailsDoesNotHurtTheRun() {
            var time = new VirtualTime(1);
            What.RunFinished end = time.run(() -> start(time, _ -> {
                throw new IllegalStateException("a bad listener");
            }, FakeModel.ECHO).await());
            assertThat(end.status()).isEqualTo(RunStatus.DONE);
        }

        @Test
        void aJournalThatCannotBeWrittenStopsBeforeTheCall() {
            var asked = new ArrayList<String>();
            TestRun run = ask((request, call) -> {
                asked.add(call.stepKey());
                return FakeModel.ECHO.call(request, call);
            }).with(new BrokenJournal()).run();
            assertThat(run.status()).isEqualTo(RunStatus.FAILED);
            assertThat(run.code()).isEqualTo(ErrorCode.STORAGE_FAILED);
            assertThat(run.error().message()).isEqualTo("The disk is full.");
            assertThat(asked).isEmpty();
            assertThat(run.finished().spent().tokens()).isZero();
        }

        @Test
        void aRunThatCannotBeKeptDoesNotBegin() {
            assertThatThrownBy(() -> ask(FakeModel.ECHO).with(new BrokenJournal() {
                @Override
                public Writer create(Header header, LongConsumer durable) throws JournalException {
                    throw new JournalException("There is no folder.", null);
                }
            }).run()).hasMessage("There is no folder.");
        }

        @Test
        void aPureStepIsTwoEvents() {
            TestRun run = TestRun.of(workflow(graph(List.of(template("a", "{{x}}"))))).in("x", "1").run();
            assertThat(run.events()).hasSize(4);
        }
    }

    /** Takes events and cannot make them durable. */
    private static class BrokenJournal implements Journal {
        @Override
        public Writer create(Header header, LongConsumer durable) throws JournalException {
            return new Writer() {
                @Override
                public void append(Event event) {}

                @Override
                public void sync() throws JournalException {
                    throw new JournalException("The disk is full.", null);
                }

                @Override
                public void close() throws JournalException {
                    sync();
                }
            };
        }

        @Override
        public Reopened reopen(String run, LongConsumer durable) throws JournalException {
            throw new JournalException("The disk is full.", null);
        }

        @Override
        public void keep(Header header, Iterable<Event> events) throws JournalException {
            throw new JournalException("The disk is full.", null);
        }

        @Override
        public List<Summary> runs(int limit) {
            return List.of();
        }

        @Override
        public java.util.Optional<Header> header(String run) {
            return java.util.Optional.empty();
        }

        @Override
        public void read(String run, java.util.function.Consumer<Event> reader) {}

        @Override
        public void delete(String run) {}
    }
}
