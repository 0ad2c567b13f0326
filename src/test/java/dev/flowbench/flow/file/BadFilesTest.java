package dev.flowbench.flow.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadFilesTest {
    @TempDir private Path folder;

    private final DocumentReader reader = new DocumentReader();

    private UnreadableDocument refused(String text) {
        UnreadableDocument refused = assertThrows(UnreadableDocument.class, () -> reader.read(text));
        assertFalse(refused.what().isBlank() || refused.wayOut().isBlank());
        assertFalse(refused.getMessage().contains("Exception"), refused.getMessage());
        return refused;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            NOT_JSON      | 1 | 1  | web page      | <html></html>
            NOT_JSON      | 2 | 1  | comma         | {"flowbench": 1,\\n}
            NOT_JSON      | 1 | 2  | single        | {'flowbench': 1}
            NOT_JSON      | 1 | 2  | comments      | {// hello
            NOT_JSON      | 1 | 15 | word          | {"flowbench": yes}
            NOT_JSON      | 1 | 7  | line break    | {"id":"\\n"}
            NOT_JSON      | 1 | 11 | backslash     | {"id":"C:\\\\q"}
            NOT_JSON      | 1 | 2  | curly         | {\u201cid\u201d: 1}
            TRUNCATED     | 2 | 8  | cut off       | {"flowbench": 1,\\n"nodes"
            TRUNCATED     | 1 | 20 | cut off       | {"flowbench": 1, "x"
            TRUNCATED     | 1 | 9  | cut off       | {"id": "w
            DUPLICATE_KEY | 2 | 2  | "id"          | {"flowbench": 1, "id": "a",\\n "id": "b"}
            TEXT_AFTER_END | 1 | 16 | more          | {"flowbench":1}{}
            NUMBER_OUT_OF_RANGE | 1 | 14 | 1e99999 | {"flowbench":1e99999}
            """)
    void aFileThatIsNoJsonSaysWhereAndWhy(String code, int line, int column, String said, String text) {
        UnreadableDocument refused = refused(text.replace("\\n", "\n").replace("\\\\", "\\"));
        assertEquals(code, refused.code(), refused.getMessage());
        assertTrue(refused.what().contains(said), refused.getMessage());
        assertEquals(line, refused.position().line(), refused.getMessage());
        assertTrue(Math.abs(column - refused.position().column()) <= 1, refused.getMessage());
    }

    @Test
    void tenThousandDeep() {
        String nodes = "{\"flowbench\":1,\"nodes\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
        assertEquals("TOO_DEEP", refused(nodes).code());
        assertEquals(new Position(1, 23 + 1_000), refused(nodes).position());
        assertEquals("TOO_DEEP", refused("[".repeat(10_000)).code());
    }

    @Test
    void emptyOrSomethingElse() {
        assertEquals("EMPTY", refused("").code());
        assertEquals("EMPTY", refused(" \n ").code());
        assertEquals("NO_WORKFLOW", refused("{\"name\": \"x\"}").code());
        assertEquals("NO_WORKFLOW", refused("[1, 2]").code());
        assertEquals("NO_WORKFLOW", refused("5").code());
    }

    @Test
    void twoHundredMegabytesAreRefusedUnread() throws IOException {
        Path file = folder.resolve("big.flow.json");
        try (var big = new RandomAccessFile(file.toFile(), "rw")) {
            big.setLength(200L * 1024 * 1024); // A hole: nothing is written, and nothing may be read.
        }
        UnreadableDocument refused = assertThrows(UnreadableDocument.class, () -> reader.read(file));
        assertEquals("TOO_LARGE", refused.code());
        assertTrue(refused.getMessage().startsWith("big.flow.json: The file has 200 MB; a workflow may have 50 MB."),
                refused.getMessage());
    }

    @Test
    void longTextsAndManyValues() {
        assertEquals("TOO_LARGE_VALUE",
                refused("{\"flowbench\":1,\"id\":\"" + "x".repeat(Json.MAX_STRING + 1) + "\"}").code());
        assertEquals("TOO_LARGE_VALUE", refused("{\"flowbench\":1,\"id\":" + "1".repeat(2000) + "}").code());
        assertEquals("TOO_LARGE_VALUE", refused("{\"flowbench\":[" + "1,".repeat(Json.MAX_TOKENS) + "1]}").code());
    }

    @Test
    void moreNodesOrWiresThanAnybodyDraws() {
        String node = "{\"id\":\"a\",\"kind\":\"gate\"},";
        String nodes = node.repeat(6_000);
        String frame = "{\"id\":\"f\",\"kind\":\"chain\",\"slots\":{\"body\":{\"nodes\":["
                + nodes.substring(0, nodes.length() - 1) + "]}}}";
        assertEquals("TOO_MANY", refused("{\"flowbench\":1,\"nodes\":[" + nodes + frame + "]}").code());
        String wires = "\"a.b -> c.d\",".repeat(60_000);
        assertEquals("TOO_MANY",
                refused("{\"flowbench\":1,\"wires\":[" + wires.substring(0, wires.length() - 1) + "]}").code());
    }

    @Test
    void aWireWithoutEnd() throws UnreadableDocument {
        Document document = reader.read(
                "{\"flowbench\":1,\"id\":\"w\",\"wires\":[\"a.b" + ".c".repeat(200_000) + " -> out.x\"]}");
        assertEquals("BAD_WIRE", document.problems().getFirst().code());
        assertTrue(document.problems().getFirst().message().length() < 100);
    }

    @Test
    void otherEncodings() throws UnreadableDocument {
        String text = "{\"flowbench\":1,\"id\":\"w\",\"nodes\":[],\n\"name\":\"é\"}";
        UnreadableDocument latin = assertThrows(UnreadableDocument.class,
                () -> reader.read(text.getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals("NOT_UTF8", latin.code());
        assertEquals(new Position(2, 9), latin.position());
        assertTrue(latin.getMessage().contains("E9"));
        for (var wide : new java.nio.charset.Charset[]{StandardCharsets.UTF_16, StandardCharsets.UTF_16LE}) {
            assertEquals("NOT_UTF8_UTF16",
                    assertThrows(UnreadableDocument.class, () -> reader.read(text.getBytes(wide))).code());
        }
        Document marked = reader.read(("\ufeff" + text).getBytes(StandardCharsets.UTF_8));
        assertEquals("BYTE_ORDER_MARK", marked.problems().getFirst().code());
        assertEquals("é", marked.workflow().name());
    }

    @Test
    void filesThatAreNotThere() {
        Path none = folder.resolve("none.flow.json");
        assertEquals("none.flow.json: There is no such file. Check the name and the folder.",
                assertThrows(UnreadableDocument.class, () -> reader.read(none)).getMessage());
        assertEquals("IS_FOLDER", assertThrows(UnreadableDocument.class, () -> reader.read(folder)).code());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            NO_VERSION    | {"id":"w","nodes":[]}
            BAD_VERSION   | {"flowbench":0,"id":"w"}
            BAD_VERSION   | {"flowbench":-3,"id":"w"}
            NEWER_VERSION | {"flowbench":7,"id":"w"}
            WRONG_TYPE    | {"flowbench":"1","id":"w"}
            """)
    void versionsThatAreNotOurs(String code, String text) throws UnreadableDocument {
        Document document = reader.read(text);
        assertEquals(code, document.problems().getFirst().code());
        assertEquals(1, document.problems().size());
        assertEquals(code.equals("NEWER_VERSION"), document.readOnly());
    }

    @Test
    void cutAnywhereItNeverBreaks() throws UnreadableDocument {
        String text = new DocumentWriter().write(new RandomWorkflows(3).workflow());
        for (int i = 0; i < text.length() - 2; i++) {
            String part = text.substring(0, i);
            UnreadableDocument refused = assertThrows(UnreadableDocument.class, () -> reader.read(part));
            assertTrue(refused.code().equals("TRUNCATED") || refused.code().equals("EMPTY")
                    || refused.code().equals("NOT_JSON"), refused.getMessage());
        }
    }
}
