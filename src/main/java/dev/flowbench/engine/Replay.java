package dev.flowbench.engine;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.plan.GraphPlan;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.flow.Budget;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Goes over a document in one thread, without waiting and without any effect. */
final class Replay {
    private Replay() {}

    static ReplayReport of(RunRequest request, GraphPlan plan, @Nullable Budget budget, List<Event> events,
            EnginePorts ports, @Nullable CommitPlan commit) throws JournalException {
        var recording = new Recording(events, true);
        var live = new LiveRun(request, plan, new RunState(request, idle(ports), nothing(request), RunListener.NONE,
                budget, recording, null), budget, commit);
        try {
            live.replay();
        } catch (Stop _) {
            // It parts from the record before its first step: the recording knows where.
        }
        return new ReplayReport(request.run(), events.size(), recording.reproduced(), recording.isWhole(),
                recording.leftOver(), recording.hash());
    }

    static ForkPreview preview(RunRequest request, GraphPlan plan, @Nullable Budget budget, Reuse reuse,
            EnginePorts ports) {
        try {
            var live = new LiveRun(request, plan, new RunState(request, idle(ports), nothing(request),
                    RunListener.NONE, budget, null, reuse), budget, null);
            live.replay();
        } catch (JournalException e) {
            throw new IllegalStateException(e);
        }
        return reuse.preview();
    }

    private static Journal.Writer nothing(RunRequest request) throws JournalException {
        return Journal.none().create(new Journal.Header(request.run(), "", "", "", Map.of(), 0, true, 0, 0, "", "",
                "", Journal.Header.NO_OPTIONS, false), _ -> {});
    }

    /** The same world, in which nothing happens. */
    private static EnginePorts idle(EnginePorts ports) {
        ChatModel bound = ports.model();
        var silent = new ChatModel() {
            @Override
            public dev.flowbench.engine.event.ModelReply call(dev.flowbench.engine.event.ModelRequest request,
                    Call call) throws ModelException {
                throw new IllegalStateException("a live call in a replay");
            }

            @Override
            public long inputBound(dev.flowbench.engine.event.ModelRequest request) {
                return bound.inputBound(request);
            }
        };
        return new EnginePorts(silent, ports.tools(), Memory.NONE, ports.prices(), Journal.none(), new Inline());
    }

    /** Forks run at once, to their end; nothing waits, and time stands still. */
    private static final class Inline implements Scheduler {
        @Override
        public long epochMicros() {
            return 0;
        }

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public void fork(String name, Runnable task) {
            task.run();
        }

        @Override
        public Section section() {
            return new Section() {
                @Override
                public void enter() {}

                @Override
                public void leave() {}
            };
        }

        @Override
        public Signal signal() {
            return new Signal() {
                private boolean raised;

                @Override
                public void raise() {
                    raised = true;
                }

                @Override
                public void await() {
                    if (!raised) {
                        throw new IllegalStateException("waits for what does not come");
                    }
                }

                @Override
                public boolean await(Duration atMost) {
                    return raised;
                }
            };
        }

        @Override
        public Timer after(Duration delay, Runnable task) {
            return () -> {};
        }
    }
}
