package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What is outside the engine: a disk that loses what was not forced when the process dies, and a world that remembers what
 * was done to it. Processes come and go: each is a {@link Life}.
 */
final class SimWorld {
    /** A run on the disk. */
    static final class File {
        final Journal.Header header;
        final List<Event> events = new ArrayList<>();
        int durable;

        File(Journal.Header header) {
            this.header = header;
        }

        List<Event> durable() {
            return List.copyOf(events.subList(0, durable));
        }
    }

    /** Hears what is about to be done to the world, before it is. */
    interface Witness {
        void sent(String run, String stepKey, String key, String text);
    }

    final Map<String, File> disk = new LinkedHashMap<>();
    /** How often something was done, by idempotency key. */
    final Map<String, Integer> done = new LinkedHashMap<>();
    private final Scheduler time;
    private final SplittableRandom random;
    private final Witness witness;
    /** What held of a call and must not; the engine would take a throw for a failure of the tool. */
    @Nullable AssertionError broken;
    private final Map<String, Integer> calls = new HashMap<>();

    SimWorld(Scheduler time, long seed, Witness witness) {
        this.time = time;
        this.random = new SplittableRandom(seed);
        this.witness = witness;
    }

    File file(String run) {
        return Objects.requireNonNull(disk.get(run));
    }

    /** A process: it may die between any two things it does. */
    final class Life implements Journal {
        boolean dead;
        private int fuse;
        private boolean deadly;
        private int faults;
        private Scheduler.@Nullable Signal reached;

        Engine engine() {
            var tools = new ArrayList<Tool>();
            tools.add(tool("read", EffectClass.READ));
            tools.add(tool("same", EffectClass.IDEMPOTENT));
            tools.add(tool("once", EffectClass.NON_IDEMPOTENT));
            ChatModel model = (request, call) -> {
                try {
                    String text = FakeModel.last(request);
                    act(call.stepKey(), "model " + current + call.stepKey(), text, EffectClass.MODEL, call::onCancel);
                    return FakeModel.says("[" + text + "]");
                } catch (ToolException e) {
                    throw FakeModel.fails(e.code());
                }
            };
            return new Engine(new EnginePorts(model, () -> tools, Memory.NONE, Prices.free("test"), this, time));
        }

        private Tool tool(String name, EffectClass effect) {
            Tool.Definition definition = new FakeTools().add(name, effect, (given, _) -> given).all().getFirst()
                    .definition();
            return new Tool() {
                @Override
                public Definition definition() {
                    return definition;
                }

                @Override
                public JsonNode call(JsonNode arguments, Call call) throws ToolException {
                    String text = arguments.path("text").asText();
                    act(call.stepKey(), call.idempotencyKey(), text, effect, call::onCancel);
                    return Flows.text("[" + text + "]");
                }
            };
        }

        /** Something is done to the world; before and after it the process may die or the line be lost. */
        private void act(String stepKey, String key, String text, EffectClass effect, Consumer<Runnable> onCancel)
                throws ToolException {
            if (dead) {
                throw FakeTools.fails(ErrorCode.CANCELLED);
            }
            try {
                witness.sent(run(), stepKey, key, text);
            } catch (AssertionError e) {
                broken = broken == null ? e : broken;
            }
            Scheduler.Signal cut = time.signal();
            onCancel.accept(cut::raise);
            tick();
            // No step fails for good, and no breaker opens: that is for other tests.
            int fate = calls.merge(key, 1, Integer::sum) <= 2 && faults < 3 ? random.nextInt(20) : 20;
            faults += fate < 2 ? 1 : 0;
            if (cut.await(Duration.ofMillis(random.nextInt(40))) || dead) {
                throw FakeTools.fails(ErrorCode.CANCELLED);
            }
            if (fate == 0) {
                throw FakeTools.fails(ErrorCode.NET_CONNECT);
            }
            done.merge(key, 1, Integer::sum);
            tick();
            if (cut.await(Duration.ofMillis(random.nextInt(10))) || dead) {
                throw FakeTools.fails(ErrorCode.CANCELLED);
            }
            if (fate == 1) {
                throw FakeTools.fails(ErrorCode.NET_LOST);
            }
        }

        private String run() {
            return current;
        }

        private String current = "";

        /** Dies after so many things that it does. */
        void dieAfter(int steps, Scheduler.Signal signal) {
            fuse = steps;
            deadly = true;
            reached = signal;
        }

        /** Tells when it has done so many things. */
        void tellAfter(int steps, Scheduler.Signal signal) {
            fuse = steps;
            deadly = false;
            reached = signal;
        }

        private void tick() {
            if (fuse > 0 && --fuse == 0) {
                dead |= deadly;
                if (reached != null) {
                    reached.raise();
                }
            }
        }

        /** The process is gone: of what was not forced a part may have reached the disk. */
        void crash(int keep) {
            dead = true;
            disk.values().forEach(file -> {
                int kept = file.durable + keep % (file.events.size() - file.durable + 1);
                file.events.subList(kept, file.events.size()).clear();
                file.durable = kept;
            });
        }

        private Writer writer(File file) {
            return new Writer() {
                @Override
                public void append(Event event) {
                    tick();
                    if (!dead) {
                        file.events.add(event);
                    }
                }

                @Override
                public void sync() throws JournalException {
                    int upTo = file.events.size();
                    if (random.nextBoolean()) {
                        var _ = time.signal().await(Duration.ofMillis(1));
                    }
                    force(upTo);
                }

                private void force(int upTo) throws JournalException {
                    tick();
                    if (dead) {
                        throw new JournalException("The process is gone.", null);
                    }
                    file.durable = Math.max(file.durable, upTo);
                    tick();
                }

                @Override
                public void close() throws JournalException {
                    force(file.events.size());
                }
            };
        }

        @Override
        public Writer create(Header header, LongConsumer durable) {
            var file = new File(header);
            disk.put(header.run(), file);
            current = header.run();
            return writer(file);
        }

        @Override
        public Reopened reopen(String run, LongConsumer durable) throws JournalException {
            File file = file(run);
            if (!file.events.isEmpty() && file.events.getLast().what() instanceof What.RunFinished) {
                throw new JournalException("It has ended.", null);
            }
            current = run;
            return new Reopened(file.header, List.copyOf(file.events), writer(file));
        }

        @Override
        public void keep(Header header, Iterable<Event> events) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Summary> runs(int limit) {
            return List.of();
        }

        @Override
        public Optional<Header> header(String run) {
            return Optional.of(file(run).header);
        }

        @Override
        public void read(String run, Consumer<Event> reader) {
            file(run).durable().forEach(reader);
        }

        @Override
        public void delete(String run) {}
    }
}
