package dev.flowbench.engine.event;

import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;

/** Prints nanoseconds an event to write and to read. A main, not a test: figures depend on the machine. */
final class EventJsonBench {
    private EventJsonBench() {
    }

    public static void main(String[] args) throws Exception {
        Event[] events = new Event[1000];
        for (int i = 0; i < events.length; i++) {
            Where where = new Where("01HZX3J5Q8", 2 + i / 2, 1, "step-" + i / 2 % 50, "step-" + i / 2 + "(root)#1",
                    "body", i / 2, 1);
            events[i] = new Event(i + 1, 1_760_000_000_000_000L + i, where, i % 2 == 0
                    ? new What.StepStarted("transform", Map.of("value", IntNode.valueOf(i)))
                    : new What.StepCompleted(Map.of("result", new TextNode("value " + i)), null));
        }
        EventWriter writer = new EventWriter();
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        for (int round = 0; round < 8; round++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            for (int n = 0; n < 300; n++) {
                writer.reset();
                for (Event event : events) {
                    writer.write(event);
                }
            }
            long wrote = System.nanoTime() - start;
            long bytes = threads.getCurrentThreadAllocatedBytes() - before;
            long[] count = new long[1];
            start = System.nanoTime();
            for (int n = 0; n < 100; n++) {
                EventJson.readLines(writer.buffer(), 0, writer.size(), _ -> count[0]++);
            }
            long read = System.nanoTime() - start;
            System.out.printf("write %d ns/event, %d B allocated/event, %d B/line; read %d ns/event%n", wrote / 300_000,
                    bytes / 300_000, writer.size() / 1000, read / count[0]);
        }
    }
}
