package dev.flowbench.trace;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import java.util.Map;

/** Prints how many events a second a trace takes in, and what a span costs in heap. A main, not a test. */
final class RunTraceBench {
    private RunTraceBench() {
    }

    public static void main(String[] args) {
        int steps = 200_000;
        Event[] events = new Event[steps * 2 + 2];
        events[0] = new Event(1, 1, new Where("r", 1, 0, null, "", "", 0, 1),
                new What.RunStarted("f", "F", "h", Map.of(), true, 1, ""));
        events[1] = new Event(2, 1, new Where("r", 2, 1, "chain", "chain", "", 0, 1),
                new What.StepStarted("chain", Map.of()));
        for (int i = 0; i < steps; i++) {
            Where where = new Where("r", 3 + i, 2, "s" + i % 1000, "s" + i, "body", 0, 1);
            events[2 + 2 * i] = new Event(2 + 2L * i, i * 10L, where,
                    new What.StepStarted("llm", Map.of("value", IntNode.valueOf(i))));
            events[3 + 2 * i] = new Event(3 + 2L * i, i * 10L + 5, where,
                    new What.StepCompleted(Map.of("result", IntNode.valueOf(i)), null));
        }
        var flow = TraceFlows.chain(1000);
        for (int round = 0; round < 8; round++) {
            RunTrace trace = new RunTrace(flow);
            long start = System.nanoTime();
            for (Event event : events) {
                trace.accept(event);
            }
            long folded = System.nanoTime();
            VisibleRows rows = new VisibleRows();
            rows.rebuild(trace);
            long listed = System.nanoTime();
            trace.criticalPath(trace.latest());
            long path = System.nanoTime();
            rows.filter(new RowFilter("zebra", false));
            rows.rebuild(trace);
            System.out.printf("%,d events/s; list of %,d rows %.1f ms; critical path %.1f ms; filter %.1f ms%n",
                    events.length * 1_000_000_000L / (folded - start), trace.size(), (listed - folded) / 1e6,
                    (path - listed) / 1e6, (System.nanoTime() - path) / 1e6);
        }
    }
}
