package dev.flowbench.engine.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.FloatNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventJsonTest {
    private static final Where WHERE = new Where("r1", 2, 1, "draft", "draft#1", "generator", 0, 1);

    @ParameterizedTest
    @EnumSource
    void everyEventComesBackAsItWas(EventNames.Type type) throws Exception {
        RandomEvents events = new RandomEvents(type.ordinal());
        for (int i = 0; i < 300; i++) {
            Event event = events.event(type);
            String line = EventJson.line(event);
            assertFalse(line.contains("\n"), "one line");
            Event back = EventJson.read(line);
            assertEquals(event, back, line);
            assertEquals(line, EventJson.line(back));
        }
    }

    @Test
    void aBlockOfLinesComesBackInOrder() throws Exception {
        RandomEvents random = new RandomEvents(7);
        EventWriter writer = new EventWriter();
        List<Event> events = new ArrayList<>();
        for (int round = 0; round < 2; round++) {
            writer.reset();
            events.clear();
            for (int i = 0; i < 200; i++) {
                Event event = random.event(EventNames.Type.values()[i % EventNames.Type.values().length]);
                events.add(event);
                writer.write(event);
            }
            List<Event> back = new ArrayList<>();
            EventJson.readLines(writer.buffer(), 0, writer.size(), back::add);
            assertEquals(events, back);
            assertEquals(200, new String(writer.toByteArray(), StandardCharsets.UTF_8).lines().count());
        }
    }

    @Test
    void packedBlocksHoldTheSameEventsAndStandForThemselves() throws Exception {
        RandomEvents random = new RandomEvents(8);
        EventWriter writer = EventWriter.packed();
        for (int round = 0; round < 20; round++) {
            writer.reset();
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < 40 * round; i++) {
                Event event = random.event(EventNames.Type.values()[i % EventNames.Type.values().length]);
                events.add(event);
                writer.write(event);
            }
            List<Event> back = new ArrayList<>();
            EventJson.readLines(writer.buffer(), 0, writer.size(), back::add);
            assertEquals(events, back);
            assertEquals(events.stream().map(EventJson::line).toList(), back.stream().map(EventJson::line).toList());
        }
    }

    @Test
    void aPackedBlockWithAnEventThatCannotBeWrittenIsBegunAnew() throws Exception {
        EventWriter writer = EventWriter.packed();
        Event good = new Event(1, 1, WHERE, new What.Paused("breakpoint"));
        writer.write(good);
        assertThrows(IllegalArgumentException.class, () -> writer.write(deep(6_000)));
        writer.write(good);
        List<Event> back = new ArrayList<>();
        EventJson.readLines(writer.buffer(), 0, writer.size(), back::add);
        assertEquals(List.of(good), back);
    }

    @Test
    void packedNumbersPrintAsTheyDid() throws Exception {
        for (String number : List.of("0.70", "1e400", "0.1", "-0.0", "1E+2", "100000000000000000000", "1", "-7",
                "9007199254740993", "3.0", "1.10e-7")) {
            Event event = EventJson.read("{\"seq\":1,\"at\":1,\"type\":\"state-written\",\"run\":\"r\",\"span\":1,"
                    + "\"parent\":0,\"field\":\"f\",\"value\":[" + number + "]}");
            EventWriter writer = EventWriter.packed();
            writer.write(event);
            List<Event> back = new ArrayList<>();
            EventJson.readLines(writer.buffer(), 0, writer.size(), back::add);
            assertEquals(EventJson.line(event), EventJson.line(back.getFirst()));
            assertEquals(event, back.getFirst());
        }
        var odd = new Event(1, 1, WHERE, new What.StateWritten("f", new FloatNode(0.1f)));
        EventWriter writer = EventWriter.packed();
        writer.write(odd);
        List<Event> back = new ArrayList<>();
        EventJson.readLines(writer.buffer(), 0, writer.size(), back::add);
        assertEquals(EventJson.line(odd), EventJson.line(back.getFirst()));
    }

    @Test
    void aLineIsFlatAndReadable() {
        Event event = new Event(3, 1_000_000, WHERE, new What.StepStarted("llm", Map.of("task", new TextNode("hi"))));
        assertEquals("{\"seq\":3,\"at\":1000000,\"type\":\"step-started\",\"run\":\"r1\",\"span\":2,\"parent\":1,"
                + "\"node\":\"draft\",\"key\":\"draft#1\",\"child\":\"generator\",\"index\":0,\"attempt\":1,"
                + "\"kind\":\"llm\",\"inputs\":{\"task\":\"hi\"}}", EventJson.line(event));
    }

    @Test
    void namesOfALaterVersionAreIgnoredAndTheOrderIsFree() throws Exception {
        Event event = EventJson.read("{\"kind\":\"llm\",\"colour\":{\"deep\":[1,{\"x\":2}]},\"inputs\":{\"a\":1},"
                + "\"attempt\":2,\"type\":\"step-started\",\"seq\":9,\"run\":\"r\",\"at\":5,\"span\":4,\"parent\":1,\"more\":[1,2]}");
        assertEquals(9, event.seq());
        assertEquals(2, event.where().attempt());
        assertEquals("llm", ((What.StepStarted) event.what()).kind());
    }

    @Test
    void numbersKeepTheirText() throws Exception {
        Event event = new Event(1, 1, WHERE, new What.StepCompleted(
                Map.of("result", DecimalNode.valueOf(new BigDecimal("0.70"))), null));
        assertTrue(EventJson.line(EventJson.read(EventJson.line(event))).contains("{\"result\":0.70}"));
    }

    @Test
    void whatIsNoEventIsToldClearly() {
        assertTrue(error("{\"seq\":1,\"type\":\"step-danced\"}").contains("step-danced"));
        assertTrue(error("{\"seq\":12}").contains("12"));
        assertTrue(error("{\"seq\":1,\"type\":\"step-failed\"}").contains("error"));
        assertTrue(error("{\"seq\":1,").startsWith("This is no event but broken JSON"));
        assertTrue(error("[1]").contains("JSON object"));
        assertTrue(error("{\"seq\":1,\"type\":7}").contains("type"));
        assertTrue(error("{\"seq\":\"one\",\"type\":\"step-skipped\"}").contains("broken JSON"));
        assertTrue(error("").contains("0"));
    }

    @Test
    void aValueThatCannotBeWrittenLeavesTheBufferAsItWas() throws Exception {
        EventWriter writer = new EventWriter();
        Event good = new Event(1, 1, WHERE, new What.StepSkipped("no wire"));
        writer.write(good);
        int size = writer.size();
        ObjectMapper mapper = new ObjectMapper();
        Event bad = deep(6_000);
        assertThrows(IllegalArgumentException.class, () -> writer.write(bad));
        assertEquals(size, writer.size());
        writer.write(good);
        List<Event> back = new ArrayList<>();
        EventJson.readLines(writer.buffer(), 0, writer.size(), back::add);
        assertEquals(List.of(good, good), back);
        writer.write(new Event(3, 3, WHERE, new What.StepCompleted(Map.of("x", new POJONode("odd")), null)));
    }

    /** An event with lists in lists. */
    private static Event deep(int levels) {
        ArrayNode value = JsonNodeFactory.instance.arrayNode();
        ArrayNode inner = value;
        for (int i = 0; i < levels; i++) {
            inner = inner.addArray();
        }
        return new Event(2, 2, WHERE, new What.StepCompleted(Map.of("result", value), null));
    }

    private static String error(String line) {
        return String.valueOf(assertThrows(EventFormatException.class, () -> EventJson.read(line)).getMessage());
    }
}
