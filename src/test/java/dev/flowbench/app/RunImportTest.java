package dev.flowbench.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.Message;
import dev.flowbench.net.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunImportTest {
    private static final String RUN = "20261121-091502-x7k2";

    @TempDir Path folder;
    private final List<Flowbench> homes = new ArrayList<>();

    private Runs home(String name) {
        var flowbench = new Flowbench(new Machine(new FlowbenchHome(folder.resolve(name)), Samples.installed(),
                _ -> Optional.empty(), Limits.USUAL, Clock.systemUTC()));
        homes.add(flowbench);
        return flowbench.runs();
    }

    @AfterEach
    void close() {
        homes.forEach(Flowbench::close);
    }

    private static List<What> story() {
        return List.of(
                new What.RunStarted("flow", "Flow\n\"two\"", "h", Map.of("x", new TextNode("ü€😀")), true, 7, "p"),
                new What.StepSkipped("a"),
                asks(List.of(new ModelRequest.Turn(Message.Role.USER, "one")), null),
                asks(List.of(new ModelRequest.Turn(Message.Role.USER, "one"),
                        new ModelRequest.Turn(Message.Role.USER, "two")), new ModelRequest.Earlier(3, List.of(0, 1))),
                new What.EffectCompleted(new ModelReply("fine", new ModelReply.Usage(3, 4), ModelReply.Finish.STOP, "m",
                        null, 5), Amount.STEP, 9),
                new What.RunFinished(RunStatus.DONE, Map.of(), null, null, null, Amount.STEP));
    }

    private static What asks(List<ModelRequest.Turn> messages, ModelRequest.Earlier earlier) {
        return new What.EffectStarted(EffectClass.MODEL, new ModelRequest("w", "p", "m", null, null, messages, null, 9,
                null, List.of(), earlier), Amount.STEP);
    }

    /** Home "a" with one run of six events. */
    private Runs recorded() throws JournalException {
        Runs runs = home("a");
        var header = new Journal.Header(RUN, "flow", "Flow", "{\n  \"flowbench\": 1\n}\n",
                Map.of("b.flow.json", "{\"b\":1}", "a.flow.json", "{}"), 1_000, true, -7, 3, "/home/me/flow.flow.json",
                "parent", "[{\"m\": 1.50}]", "{\"tags\": {\"k\": \"v\"}}");
        try (Journal.Writer writer = runs.journal().create(header, _ -> {})) {
            long seq = 0;
            for (What what : story()) {
                seq++;
                writer.append(new Event(seq, 1_000 + seq, new Where(RUN, 1, 0, "n", "n#1", "", 0, 1), what));
            }
        }
        return runs;
    }

    private static String export(Runs runs) throws Exception {
        var bytes = new ByteArrayOutputStream();
        runs.export(RUN, bytes);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static Runs.Imported put(Runs runs, String text) throws Exception {
        return runs.importRun(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aRunIsTheSameElsewhere() throws Exception {
        Runs here = recorded();
        String text = export(here);
        Runs there = home("b");
        assertEquals(new Runs.Imported(RUN, 6, false), put(there, text));
        assertEquals(text, export(there));
        assertEquals(here.list(1).getFirst().spent(), there.list(1).getFirst().spent());
        Journal.Header header = there.header(RUN).orElseThrow();
        assertTrue(header.imported());
        assertEquals(here.header(RUN).orElseThrow().documents(), header.documents());
        assertFalse(text.contains("/home/me"), "the path of a file left this machine");
    }

    @Test
    void theVerySameRunMayComeTwiceAndNoOtherOfItsId() throws Exception {
        Runs here = recorded();
        String text = export(here);
        assertEquals(new Runs.Imported(RUN, 6, true), put(here, text));
        assertFalse(here.header(RUN).orElseThrow().imported());
        for (String other : List.of(text.replace("fine", "poor"), text.replace("\"seed\":-7", "\"seed\":-8"),
                text.substring(0, text.lastIndexOf("{\"seq\"")))) {
            var fault = assertThrows(JournalException.class, () -> put(here, other));
            assertTrue(fault.getMessage().contains("Another run"), fault.getMessage());
        }
        assertEquals(text, export(here));
    }

    @Test
    void aRunThatHadNotEndedIsKeptAndNotResumed() throws Exception {
        String text = export(recorded());
        Runs there = home("b");
        put(there, text.substring(0, text.lastIndexOf("{\"seq\"")));
        assertEquals(RunStatus.INTERRUPTED, there.list(1).getFirst().status());
        var fault = assertThrows(JournalException.class, () -> there.journal().reopen(RUN, _ -> {}));
        assertTrue(fault.getMessage().contains("not resumed"), fault.getMessage());
    }

    /** Something in the text is replaced; the message names the line and what is wrong, and nothing is kept. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "flowbenchRun | flow | Line 1: | not the beginning",
        "\"flowbenchRun\":1 | \"flowbenchRun\":2 | Line 1: | newer version",
        "\"seed\":-7 | \"seed\":\"x\" | Line 1: | 'seed'",
        "\"document\":\" | \"document\":7,\"x\":\" | Line 1: | 'document'",
        "\"run\":\"20261121 | \"run\":\"20261122 | Line 2: | of the run",
        "\"seq\":2 | \"seq\":3 | Line 3: | event 2 should stand here",
        "\"type\":\"effect-completed\" | \"flowbenchRun\":1 | Line 6: | second run",
        "{\"seq\":3 | seq:3 | Line 4: | JSON",
        "step-skipped | step-jumped | Line 3: | step-jumped",
        "{\"seq\":6 | {\"seq\":6,\"type\":\"paused\"} {\"seq\":7 | Line 7: | 2 events"})
    void aFaultIsNamedWithItsLine(String part, String by, String line, String why) throws Exception {
        String text = export(recorded());
        assertTrue(text.contains(part));
        String broken = text.replaceFirst(Pattern.quote(part),
                Matcher.quoteReplacement(by));
        Runs there = home("b");
        var fault = assertThrows(JournalException.class, () -> put(there, broken));
        assertTrue(fault.getMessage().startsWith(line) && fault.getMessage().contains(why), fault.getMessage());
        assertEquals(List.of(), there.list(10));
        put(there, text);
    }

    @Test
    void anIdThatReachesOutOfTheFolderIsRefused() throws Exception {
        String text = export(recorded()).replace(RUN, "../" + RUN);
        var fault = assertThrows(JournalException.class, () -> put(home("b"), text));
        assertTrue(fault.getMessage().contains("cannot be the id"), fault.getMessage());
    }

    @Test
    void whatIsNoRunAtAllIsSaid() throws Exception {
        Runs there = home("b");
        for (String nothing : List.of("", "\n", "null", "[]", "{\"a\":1}", "\u0000")) {
            var fault = assertThrows(JournalException.class, () -> put(there, nothing), nothing);
            assertTrue(fault.getMessage().startsWith("Line 1:"), fault.getMessage());
        }
        var fault = assertThrows(JournalException.class,
                () -> there.importRun(new ByteArrayInputStream(new byte[]{(byte) 0xff, '\n'})));
        assertEquals("Line 1: This is not text in UTF-8.", fault.getMessage());
        var endless = assertThrows(JournalException.class, () -> there.importRun(new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        }));
        assertTrue(endless.getMessage().contains("more than 32 MB"), endless.getMessage());
    }
}
