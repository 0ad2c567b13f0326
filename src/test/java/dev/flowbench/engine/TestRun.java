package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunError;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.plan.PlanException;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run that has ended, with all it told.
 *
 * @param documents the further ones, by path
 * @param events in the order told
 * @param finished the last one, as the run itself gives it
 */
record TestRun(Workflow workflow, Map<String, Workflow> documents, List<Event> events, What.RunFinished finished) {
    /** What a run needs: a document, inputs and a world; then {@link #run}. */
    static final class Setup {
        private final Workflow workflow;
        private final Map<String, JsonNode> inputs = new LinkedHashMap<>();
        private ChatModel model = FakeModel.ECHO;
        private Prices prices = Prices.free("test");
        private Journal journal = Journal.none();
        private Tools tools = Tools.NONE;
        private Memory memory = Memory.NONE;
        private RunOptions options = RunOptions.USUAL;
        private long seed = 1;
        private Person person = (run, request, scheduler) -> {};
        private Driver driver = (run, stood) -> {};

        private Setup(Workflow workflow) {
            this.workflow = workflow;
        }

        Setup in(String name, Object value) {
            inputs.put(name, Flows.object("value", value).get("value"));
            return this;
        }

        Setup with(ChatModel newModel) {
            model = newModel;
            return this;
        }

        Setup with(Prices newPrices) {
            prices = newPrices;
            return this;
        }

        Setup with(Journal newJournal) {
            journal = newJournal;
            return this;
        }

        Setup with(RunOptions newOptions) {
            options = newOptions;
            return this;
        }

        Setup with(Tools newTools) {
            tools = newTools;
            return this;
        }

        Setup with(Memory newMemory) {
            memory = newMemory;
            return this;
        }

        /** Who is asked, each time on a task of its own. */
        Setup with(Person newPerson) {
            person = newPerson;
            return this;
        }

        /** Who steps through it, each time on a task of its own. */
        Setup stepping(Driver newDriver) {
            driver = newDriver;
            return this;
        }

        Setup seed(long newSeed) {
            seed = newSeed;
            return this;
        }

        /** Runs on virtual time in the order that the seed draws, checks what holds of every run. */
        TestRun run() {
            var time = new VirtualTime(seed);
            return time.run(() -> start(time, _ -> {}));
        }

        /** Runs on virtual time; the hook is given the run before it is waited for. */
        TestRun run(VirtualTime time, Consumer<Running> hook) {
            return time.run(() -> start(time, hook));
        }

        /** Runs on any scheduler. */
        TestRun start(Scheduler scheduler, Consumer<Running> hook) {
            var events = new ArrayList<Event>();
            var running = new Running(events, scheduler, person, driver);
            try {
                Run run = new Engine(new EnginePorts(model, tools, memory, prices, journal, scheduler)).start(
                        new RunRequest("run", workflow, "{}", "hash", inputs, true, seed, "", options), running);
                running.began(run);
                hook.accept(running);
                What.RunFinished finished = run.await();
                var ended = new TestRun(workflow, options.documents(), List.copyOf(events), finished);
                EventChecks.check(ended);
                return ended;
            } catch (PlanException | JournalException e) {
                throw new AssertionError(e.getMessage(), e);
            }
        }
    }

    /** A person who is asked in a run. */
    interface Person {
        void asked(Run run, What.ApprovalRequested request, Scheduler scheduler);
    }

    /** One who looks on when a run stands, and lets it go on. */
    interface Driver {
        /** @param stood tells of the step that goes on next */
        void stood(Run run, Event stood);
    }

    /** A run that has begun. */
    static final class Running implements RunListener {
        private final List<Event> events;
        private final Scheduler scheduler;
        private final NavigableMap<Long, Scheduler.Signal> awaited = new TreeMap<>();
        private final Person person;
        private final Driver driver;
        private final List<Consumer<Run>> early = new ArrayList<>();
        @Nullable Run run;

        Running(List<Event> events, Scheduler scheduler, Person person) {
            this(events, scheduler, person, (run, stood) -> {});
        }

        Running(List<Event> events, Scheduler scheduler, Person person, Driver driver) {
            this.events = events;
            this.scheduler = scheduler;
            this.person = person;
            this.driver = driver;
        }

        void began(Run begun) {
            synchronized (events) {
                run = begun;
                early.forEach(act -> scheduler.fork("person", () -> act.accept(begun)));
                early.clear();
            }
        }

        private void act(Consumer<Run> act) {
            @Nullable Run begun = run;
            if (begun == null) {
                early.add(act);
            } else {
                scheduler.fork("person", () -> act.accept(begun));
            }
        }

        @Override
        public void event(Event event) {
            synchronized (events) {
                events.add(event);
                if (event.what() instanceof What.ApprovalRequested request) {
                    act(begun -> person.asked(begun, request, scheduler));
                }
                if (event.what() instanceof What.Stood stood && stood.first()) {
                    act(begun -> driver.stood(begun, event));
                }
                awaited.headMap(event.what() instanceof What.RunFinished ? Long.MAX_VALUE : event.seq(), true)
                        .values().removeIf(signal -> {
                            signal.raise();
                            return true;
                        });
            }
        }

        /** Stops the run once that many events were told, or it has ended. */
        void cancelAt(long seq) {
            Scheduler.Signal signal = scheduler.signal();
            synchronized (events) {
                if (events.size() >= seq) {
                    signal.raise();
                } else {
                    awaited.put(seq, signal);
                }
            }
            scheduler.fork("canceller", () -> {
                signal.await();
                cancel();
            });
        }

        void cancel() {
            if (run != null) {
                run.cancel("test");
            }
        }
    }

    static Setup of(Workflow workflow) {
        return new Setup(workflow);
    }

    RunStatus status() {
        return finished.status();
    }

    @Nullable JsonNode out(String name) {
        return finished.outputs().get(name);
    }

    @Nullable JsonNode result() {
        return finished.result();
    }

    RunError error() {
        RunError error = finished.error();
        if (error == null) {
            throw new AssertionError("no error: " + finished);
        }
        return error;
    }

    ErrorCode code() {
        return error().code();
    }

    <W extends What> List<W> all(Class<W> type) {
        return events.stream().map(Event::what).filter(type::isInstance).map(type::cast).toList();
    }

    /** What happened to a node, of one type. */
    <W extends What> List<W> of(String node, Class<W> type) {
        return events.stream().filter(e -> node.equals(e.where().node())).map(Event::what).filter(type::isInstance)
                .map(type::cast).toList();
    }

    List<JsonNode> decisions(What.Choice choice) {
        return all(What.Decided.class).stream().filter(d -> d.choice() == choice).map(What.Decided::detail).toList();
    }

    /** Microseconds from the first event to the last. */
    long micros() {
        return events.getLast().at() - events.getFirst().at();
    }
}
