package dev.flowbench.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.flow.Branch;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Extras;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Message;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Settings;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.Workflow;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sixty-four branches spend from the same budgets at once, and are stopped, killed and taken up again meanwhile; the
 * provider fails, and may lie about what was used. All is recomputed from the events alone: an admission is a hold taken
 * ({@code EffectStarted}), a wait or a refusal. A refusal is right only where, at that event, what is committed and what is
 * asked for is more than the limit, or the scope admits nothing any more; a wait only where it does not fit beside the
 * holds.
 */
class BudgetProofTest {
    private static final int BRANCHES = 64;
    private static final Prices.Price PRICE = new Prices.Price(333_333, 100_000, 500_001, 1_999_999);

    @Test
    void twentyThousandAdmissions() {
        prove(20_000, false);
        prove(4_000, true);
    }

    @Test
    @Tag("slow")
    @Timeout(7200)
    void aMillionAdmissions() {
        prove(1_000_000, false);
        prove(100_000, true);
    }

    /** @param real whether on this machine's threads; else on virtual time */
    private static void prove(long admissions, boolean real) {
        long seen = 0;
        boolean[] refused = {false, false};
        for (long seed = 0; seen < admissions; seed++) {
            boolean lies = seed % 3 == 2;
            Budgets budgets = new Budgets(lies);
            try {
                seen += run(seed, lies, real, budgets);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + (real ? " on threads" : "") + ": " + e.getMessage(), e);
            }
            refused[lies ? 1 : 0] |= budgets.refusals > 0;
        }
        assertThat(refused[0]).as("caps trip with an honest provider").isTrue();
    }

    /** One run with all its lives. @return how many admissions it took */
    private static long run(long seed, boolean lies, boolean real, Budgets budgets) {
        var random = new SplittableRandom(seed);
        Workflow workflow = workflow(random);
        ChatModel model = provider(lies);
        int stop = random.nextInt(4) == 0 ? 50 + random.nextInt(500) : Integer.MAX_VALUE;
        int die = random.nextInt(2) == 0 ? 20 + random.nextInt(600) : Integer.MAX_VALUE;
        VirtualTime virtual = new VirtualTime(seed, 5);
        Scheduler time = real ? new VirtualThreads() : virtual;
        List<Event> first = lived(time, virtual, real, running -> {
            TestRun run = TestRun.of(workflow).in("x", "hello").with(model).with(RandomPrices.PRICES).seed(seed)
                    .start(time, one -> {
                        if (stop != Integer.MAX_VALUE) {
                            one.cancelAt(stop);
                        }
                    });
            return run.events();
        });
        List<Event> events = first;
        if (die < first.size()) {
            VirtualTime again = new VirtualTime(seed + 1, 5);
            Scheduler later = real ? new VirtualThreads() : again;
            var journal = new MemoryJournal(header(workflow, seed), first.subList(0, die));
            events = lived(later, again, real, _ -> {
                try {
                    new Engine(new EnginePorts(model, RandomPrices.PRICES, journal, later)).resume("run", "test",
                            UnaryOperator.identity(), RunListener.NONE).await();
                    return journal.events();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
        }
        budgets.check(workflow, events);
        return budgets.admissions;
    }

    private interface Living {
        List<Event> live(boolean onThreads);
    }

    private static List<Event> lived(Scheduler time, VirtualTime virtual, boolean real, Living life) {
        return real ? life.live(true) : virtual.run(() -> life.live(false));
    }

    private static dev.flowbench.engine.port.Journal.Header header(Workflow workflow, long seed) {
        return new dev.flowbench.engine.port.Journal.Header("run", workflow.id(), workflow.displayName(),
                Flows.text(workflow), Map.of(), 0, true, seed, Engine.SEMANTICS, "", "", "",
                dev.flowbench.engine.port.Journal.Header.NO_OPTIONS, false);
    }

    /** Each branch asks a few times, under a budget of its own, of its frame and of the run: whichever is the tightest. */
    private static Workflow workflow(SplittableRandom random) {
        var branches = new ArrayList<Branch>();
        for (int i = 0; i < BRANCHES; i++) {
            Node ask = new Node("ask" + i, new Llm("m", List.of(new Message(Message.Role.USER, "{{item}}")),
                    5 + random.nextInt(60), null, null), retrying(random.nextInt(4) == 0 ? budget(random, 1) : null),
                    Extras.NONE);
            Node items = Flows.expression("items" + i, "['a', 'b', 'c', 'd', 'e']");
            Node each = new Node("each" + i, new MapItems(5, 1 + random.nextInt(3), 0, null,
                    Flows.graph(List.of(ask))), retrying(random.nextInt(3) == 0 ? budget(random, 4) : null),
                    Extras.NONE);
            branches.add(new Branch("b" + i, new Graph(List.of(items, each),
                    List.of(new Wire(items.id(), "result", each.id(), "items")))));
        }
        Node fan = new Node("fan",
                new Parallel(branches, null, null, null, null, BRANCHES, Duration.ofHours(1), 0, null,
                        null),
                retrying(random.nextBoolean() ? budget(random, 120) : null), Extras.NONE);
        return new Workflow(1, "test", "Test", null, null,
                Map.of("m", new ModelSpec("openai", "first", null, null, null, List.of("n"), Extras.NONE), "n",
                        new ModelSpec("openai", "second")),
                Map.of(), random.nextInt(4) == 0 ? null : budget(random, 200),
                Flows.graph(List.of(fan), "in.x -> fan.x", "fan.agreement -> out.y"), Layout.EMPTY, Extras.NONE);
    }

    private static Settings retrying(@Nullable Budget budget) {
        return new Settings(null, null, budget, null,
                new Settings.Retry(2, Duration.ofMillis(1), Duration.ofMillis(2), Extras.NONE), null, List.of(),
                List.of(), Map.of(), null, null);
    }

    private static Budget budget(SplittableRandom random, int calls) {
        long tokens = 40L * calls + random.nextInt(60);
        return switch (random.nextInt(6)) {
            case 0 -> new Budget(null, null, null, Decimal.of(tokens * 1.5e-6), null, null, null, null, null,
                    Extras.NONE);
            case 1 -> new Budget(null, null, null, null, (long) calls + 2, null, null, null, null, Extras.NONE);
            case 2 -> new Budget(null, tokens / 2, null, null, null, null, null, null, null, Extras.NONE);
            case 3 -> new Budget(null, null, tokens / 2, null, null, null, null, null, null, Extras.NONE);
            default -> new Budget(tokens, null, null, null, null, null, null, null, null, Extras.NONE);
        };
    }

    /** Fails now and then; a liar reports more than its bound, or less than was used. One in twenty reports nothing. */
    private static ChatModel provider(boolean lies) {
        return (request, call) -> {
            var random = new SplittableRandom((call.seed() * 31 + call.stepKey().hashCode()) * 31 + call.attempt());
            call.sleep(Duration.ofMillis(random.nextInt(4)));
            if (random.nextInt(100) < 8) {
                throw fault(random.nextInt(3));
            }
            long input = random.nextLong(FakeModel.ECHO.inputBound(request) + 1);
            long output = random.nextLong(request.maxOutputTokens() + 1L);
            if (random.nextInt(20) == 0) {
                return FakeModel.saysWithoutUsage("a");
            }
            if (lies && random.nextInt(40) == 0) {
                return FakeModel.says("a", input * 50 + 1, output + 1_000);
            }
            return FakeModel.says("a", input, output);
        };
    }

    private static ModelException fault(int which) {
        return switch (which) {
            case 0 -> FakeModel.fails(ErrorCode.NET_LOST);
            case 1 -> FakeModel.fails(ErrorCode.NET_CONNECT);
            default -> new ModelException(ErrorCode.PROVIDER_ERROR, "It broke.", "Wait.", -1, "half",
                    new ModelReply.Usage(3, 1), null);
        };
    }

    private static final class RandomPrices {
        static final Prices PRICES = new Prices() {
            @Override
            public String table() {
                return "test";
            }

            @Override
            public Optional<Price> price(String provider, String model) {
                return Optional.of(PRICE);
            }
        };
    }

    /** The budgets of one run, recomputed from its events. */
    private static final class Budgets {
        private final boolean lies;
        private final Map<Long, Scope> scopes = new HashMap<>();
        private final Map<String, Amount> holds = new LinkedHashMap<>();
        /** Where those wait that may have been let in and have not told it. */
        private final Map<String, Scope> waiting = new HashMap<>();
        /** Steps that are over at once and were not counted. */
        private final Map<String, Long> turnedAway = new HashMap<>();
        /** Those of them that a process counted which died before it told more of them: the next one asks anew. */
        private final List<Scope> counted = new ArrayList<>();
        long admissions;
        long refusals;

        Budgets(boolean lies) {
            this.lies = lies;
        }

        /** A budget, or a step without one on the way to it. */
        private static final class Scope {
            final @Nullable Scope parent;
            final @Nullable Budget budget;
            final long[] committed = new long[Cap.ALL.length];
            final long[] held = new long[Cap.ALL.length];
            boolean breached;
            boolean closed;
            boolean tripped;

            Scope(@Nullable Scope parent, @Nullable Budget budget) {
                this.parent = parent;
                this.budget = budget;
            }

            boolean isIn(Scope outer) {
                return this == outer || parent != null && parent.isIn(outer);
            }

            boolean hasRoomForAStep() {
                return of(Cap.STEPS) < limit(Cap.STEPS) && (parent == null || parent.hasRoomForAStep());
            }

            long limit(Cap cap) {
                return budget == null ? Cap.NONE : cap.limit(budget);
            }

            long of(Cap cap) {
                return committed[cap.ordinal()] + held[cap.ordinal()];
            }
        }

        void check(Workflow workflow, List<Event> events) {
            scopes.put(1L, new Scope(null, workflow.budget()));
            var resumed = new ArrayList<Long>();
            for (Event event : events) {
                if (event.what() instanceof What.CapTripped || event.what() instanceof What.Decided decided
                        && decided.choice() == What.Choice.REFUSED) {
                    turnedAway.put(event.where().stepKey(), resumed.isEmpty() ? 0 : resumed.getLast());
                } else if (event.what() instanceof What.Resumed) {
                    resumed.add(event.seq());
                }
            }
            for (Event event : events) {
                try {
                    take(workflow, event);
                } catch (AssertionError e) {
                    throw new AssertionError(e.getMessage() + " at " + event, e);
                }
            }
            assertThat(holds).as("holds at the end").isEmpty();
            assertThat(events.getLast().what()).isInstanceOf(What.RunFinished.class);
        }

        private void take(Workflow workflow, Event event) {
            String key = event.where().stepKey();
            switch (event.what()) {
                case What.StepStarted began -> {
                    var scope = new Scope(scopes.get(event.where().parent()),
                            workflow.node(String.valueOf(event.where().node())).orElseThrow().settings().budget());
                    scopes.put(event.where().span(), scope);
                    @Nullable Long turned = turnedAway.get(key);
                    // The process may have died between the beginning and the refusal.
                    if (Interpreter.COUNTED.contains(began.kind())
                            && (turned == null || event.seq() < turned && scope.hasRoomForAStep())) {
                        book(scope, Amount.STEP, Amount.ZERO);
                        if (turned != null) {
                            counted.add(scope);
                        }
                    }
                }
                case What.EffectStarted began -> {
                    admissions++;
                    // One that waited may have been let in before.
                    boolean waited = waiting.remove(key) != null;
                    for (@Nullable Scope s = scope(event); s != null && !waited; s = s.parent) {
                        assertThat(s.breached && capsUse(s)).as("admitted after a breach").isFalse();
                        assertThat(s.closed).as("admitted after a cap tripped").isFalse();
                    }
                    holds.put(key, began.reserved());
                    hold(scope(event), began.reserved(), 1);
                    within(scope(event), began.reserved());
                }
                case What.EffectCompleted done -> settle(event, done.settled());
                case What.EffectFailed failed -> settle(event, failed.settled());
                case What.CapTripped cap -> {
                    admissions++;
                    refusals++;
                    waiting.remove(key);
                    tripped(cap);
                }
                case What.Decided(What.Choice choice, var detail) when choice == What.Choice.WAIT -> {
                    admissions++;
                    waiting.put(key, scope(event));
                    Cap cap = cap(detail.path("cap").asText());
                    assertThat(value(cap, detail.path("asked").asText())).as("waits for room that is there")
                            .isGreaterThan(value(cap, detail.path("left").asText()));
                }
                case What.Decided(What.Choice choice, var detail) when choice == What.Choice.REFUSED -> {
                    admissions++;
                    Scope scope = scopes.get(detail.path("scope").asLong());
                    assertThat(scope != null && (scope.breached || scope.tripped))
                            .as("refused by an open scope").isTrue();
                }
                case What.Decided(What.Choice choice, var detail) when choice == What.Choice.ROUTE
                        && Set.of("rule", "none").contains(detail.path("source").asText()) ->
                    book(scope(event), Amount.STEP, Amount.ZERO);
                case What.RunFinished end -> assertThat(end.spent().tokens())
                        .isEqualTo(scopes.get(1L).committed[Cap.TOKENS.ordinal()]);
                case What.Resumed _ -> {
                    for (Scope one : counted) {
                        for (@Nullable Scope s = one; s != null; s = s.parent) {
                            s.committed[Cap.STEPS.ordinal()]--;
                        }
                    }
                    counted.clear();
                }
                default -> {}
            }
        }

        /** A cap may trip only for one that can never fit: what is committed and what is asked are more than the limit. */
        private void tripped(What.CapTripped tripped) {
            Cap cap = cap(tripped.cap());
            Scope scope = scopes.get(tripped.scope());
            long asked = value(cap, tripped.asked());
            assertThat(value(cap, tripped.limit())).isEqualTo(scope.limit(cap));
            // One that waited and was let in holds its room from then on, and tells it when its task goes on.
            assertThat(value(cap, tripped.spent())).isBetween(scope.of(cap),
                    scope.breached ? Long.MAX_VALUE : scope.limit(cap));
            assertThat(asked).as("asked for something").isPositive();
            // A step that is held never comes back: what was tried is booked, whatever came of it.
            long gone = cap == Cap.STEPS ? value(cap, tripped.spent()) : scope.committed[cap.ordinal()];
            assertThat(gone - scope.of(cap)).as("held by those who were let in").isLessThanOrEqualTo(
                    waiting.values().stream().filter(waiter -> waiter.isIn(scope)).count());
            assertThat(Amount.sum(gone, asked)).as("had no room").isGreaterThan(scope.limit(cap));
            if (!scope.breached) {
                // Nobody is refused who might have fitted later, and what is stranded is less than he asked for.
                assertThat(scope.limit(cap) - gone).as("stranded").isBetween(0L, asked - 1);
            }
            scope.closed = true;
            scope.tripped = true;
        }

        private static long value(Cap cap, String text) {
            return cap == Cap.COST
                    ? new BigDecimal(text).movePointRight(9).longValueExact()
                    : Long.parseLong(text);
        }

        private static Cap cap(String field) {
            for (Cap cap : Cap.ALL) {
                if (cap.field().equals(field)) {
                    return cap;
                }
            }
            throw new AssertionError("no cap " + field);
        }

        private Scope scope(Event event) {
            return Objects.requireNonNull(scopes.get(event.where().span()));
        }

        private void settle(Event event, Amount settled) {
            @Nullable Amount hold = holds.remove(event.where().stepKey());
            assertThat(hold).as("settled once, after a hold").isNotNull();
            Amount held = Objects.requireNonNull(hold);
            if (event.what() instanceof What.EffectFailed failed && failed.uncertain()) {
                assertThat(settled).as("uncertain stays booked").isEqualTo(held);
            }
            if (event.what() instanceof What.EffectFailed failed && failed.micros() > 0
                    && failed.error().code().charge() == ErrorCode.Charge.UNCERTAIN && failed.partialText().isEmpty()) {
                assertThat(settled).as("what may have been used is booked").isEqualTo(held);
            }
            if (event.what() instanceof What.EffectCompleted done && done.reply() instanceof ModelReply reply) {
                ModelReply.@Nullable Usage usage = reply.usage();
                assertThat(settled.inputTokens()).isEqualTo(usage == null ? held.inputTokens() : usage.input());
                assertThat(settled.outputTokens()).isEqualTo(usage == null ? held.outputTokens() : usage.output());
            }
            boolean breach = settled.inputTokens() > held.inputTokens() || settled.outputTokens() > held.outputTokens();
            assertThat(lies || !breach).as("an honest provider stays within its bound").isTrue();
            for (@Nullable Scope s = scope(event); s != null && breach; s = s.parent) {
                s.breached = true;
            }
            book(scope(event), settled, held);
        }

        private static boolean capsUse(Scope scope) {
            return List.of(Cap.COST, Cap.TOKENS, Cap.INPUT_TOKENS, Cap.OUTPUT_TOKENS).stream()
                    .anyMatch(cap -> scope.limit(cap) != Cap.NONE);
        }

        private void book(Scope innermost, Amount amount, Amount hold) {
            hold(innermost, hold, -1);
            for (@Nullable Scope s = innermost; s != null; s = s.parent) {
                for (Cap cap : Cap.ALL) {
                    s.committed[cap.ordinal()] += cap.of(amount);
                }
            }
            within(innermost, amount);
        }

        private static void hold(Scope innermost, Amount amount, int sign) {
            for (@Nullable Scope s = innermost; s != null; s = s.parent) {
                for (Cap cap : Cap.ALL) {
                    s.held[cap.ordinal()] += sign * cap.of(amount);
                }
            }
        }

        /** Committed and held are never more than the limit, while nobody has lied. */
        private static void within(Scope innermost, Amount amount) {
            for (@Nullable Scope s = innermost; s != null; s = s.parent) {
                for (Cap cap : Cap.ALL) {
                    assertThat(s.breached || cap.of(amount) == 0 || s.of(cap) <= s.limit(cap))
                            .as("%s of %s in %s", s.of(cap), s.limit(cap), cap).isTrue();
                }
            }
        }
    }
}
