package dev.flowbench.tool;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.engine.port.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both ways of reaching a folder hold the same promises. */
class FileToolsTest {
    @Nested
    class AsTheSystemCan extends FileTools {
        @Override
        GrantedFolders.Opener opener() {
            return Folder::open;
        }

        /** A link put in the way between look and use: the reader gets the inner file, or a refusal. */
        @Test
        @DisabledOnOs(OS.WINDOWS)
        void nobodyCanPutALinkInTheWay() throws Exception {
            race(2_000);
        }

        @Test
        @Tag("slow")
        @DisabledOnOs(OS.WINDOWS)
        void nobodyCanPutALinkInTheWayInTenThousandTries() throws Exception {
            race(10_000);
        }

        private void race(int tries) throws Exception {
            Path outside = Files.createDirectories(base.resolve("outside"));
            Files.writeString(outside.resolve("a.txt"), "outside");
            Files.createDirectories(notes.resolve("swap"));
            Files.writeString(notes.resolve("swap/a.txt"), "inside");
            Path link = Files.createSymbolicLink(notes.resolve("link"), outside);
            var over = new AtomicBoolean();
            var swapper = Thread.ofPlatform().start(() -> swap(link, over));
            try {
                for (int i = 0; i < tries; i++) {
                    try {
                        assertEquals("inside", call("read-file", path("swap/a.txt"), CALL).path("text").asText());
                        call("write-file", path("swap/b.txt", "owned"), CALL);
                        call("append-file", path("swap/c.txt", "owned"), CALL);
                    } catch (ToolException _) {
                        // Refused: the link was there, or nothing.
                    }
                }
            } finally {
                over.set(true);
                swapper.join();
            }
            try (Stream<Path> files = Files.list(outside)) {
                assertEquals(1, files.count());
            }
        }

        private void swap(Path link, AtomicBoolean over) {
            try {
                while (!over.get()) {
                    Files.move(notes.resolve("swap"), notes.resolve("aside"));
                    Files.move(link, notes.resolve("swap"));
                    Files.move(notes.resolve("swap"), link);
                    Files.move(notes.resolve("aside"), notes.resolve("swap"));
                }
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** As on Windows. */
    @Nested
    class ByPath extends FileTools {
        @Override
        GrantedFolders.Opener opener() {
            return granted -> new NamedFolder(granted.toRealPath(), granted.toRealPath());
        }
    }

    abstract static class FileTools extends ToolTest {
        @TempDir Path base;
        Path notes;
        private Path secret;

        abstract GrantedFolders.Opener opener();

        @Override
        Tools tools() {
            return new BuiltInTools(new GrantedFolders(
                    new Grants(Map.of("notes", notes, "outbox", base.resolve("out"), "gone", base.resolve("gone"))),
                    opener()));
        }

        @BeforeEach
        void folders() throws IOException {
            notes = Files.createDirectories(base.resolve("notes"));
            Files.createDirectories(notes.resolve("sub/deep"));
            Files.createDirectories(base.resolve("out"));
            secret = Files.writeString(base.resolve("secret.txt"), "secret");
        }

        static final Tool.Call CALL = TestCall.in("notes");

        static JsonNode path(String path) {
            return object().put("path", path);
        }

        static JsonNode path(String path, String text) {
            return object().put("path", path).put("text", text);
        }

        @Test
        void whatIsWrittenIsRead() throws Exception {
            var written = call("write-file", path("sub/Grüße 1.md", "eins\nzwei\ndrei\n"), CALL);
            assertFalse(written.path("replaced").booleanValue());
            assertEquals("eins\nzwei\ndrei\n", Files.readString(notes.resolve("sub/Grüße 1.md")));
            var read = call("read-file", path("sub/Grüße 1.md"), CALL);
            assertEquals("eins\nzwei\ndrei\n", read.path("text").asText());
            assertEquals(3, read.path("lines").intValue());
            assertTrue(read.path("whole").booleanValue());
            var part = call("read-file", object().put("path", "sub/Grüße 1.md").put("from", 2).put("lines", 1), CALL);
            assertEquals("zwei", part.path("text").asText());
            assertFalse(part.path("whole").booleanValue());
            assertTrue(call("write-file", path("sub/Grüße 1.md", ""), CALL).path("replaced").booleanValue());
            assertEquals("", call("read-file", path("sub/Grüße 1.md"), CALL).path("text").asText());
        }

        @Test
        void nothingIsLeftBesideAFileThatWasWritten() throws Exception {
            call("write-file", path("a.txt", "1"), CALL);
            call("write-file", path("a.txt", "2"), CALL);
            try (Stream<Path> files = Files.list(notes)) {
                assertEquals(List.of("a.txt", "sub"), files.map(file -> file.getFileName().toString()).sorted()
                        .toList());
            }
        }

        @Test
        @DisabledOnOs(OS.WINDOWS)
        void aFileThatIsReplacedKeepsWhoMayReadIt() throws Exception {
            Path file = Files.writeString(notes.resolve("private.txt"), "1");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
            call("write-file", path("private.txt", "2"), CALL);
            assertEquals("2", Files.readString(file));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }

        @Test
        void whatIsAddedStandsOnLinesOfItsOwn() throws Exception {
            call("append-file", path("log.txt", "one"), CALL);
            call("append-file", path("log.txt", "two\n"), CALL);
            Files.writeString(notes.resolve("log.txt"), "one\ntwo\nbroken off");
            var added = call("append-file", path("log.txt", "three"), CALL);
            assertEquals("one\ntwo\nbroken off\nthree\n", Files.readString(notes.resolve("log.txt")));
            assertEquals(Files.size(notes.resolve("log.txt")), added.path("bytes").longValue());
        }

        @Test
        void messagesGoToTheOutbox() throws Exception {
            var message = object().put("to", "Ann <ann@example.org>").put("subject", "Refund \"42\"")
                    .put("body", "Hello,\n\nyour refund is on its way.");
            for (int i = 0; i < 2; i++) {
                call("send-message", message, TestCall.bare());
            }
            List<String> lines = Files.readAllLines(base.resolve("out/outbox.jsonl"));
            assertEquals(2, lines.size());
            var sent = json(lines.getFirst());
            assertEquals("Refund \"42\"", sent.path("subject").asText());
            assertEquals("key-1", sent.path("idempotencyKey").asText());
            assertEquals("2025-03-01T23:30:00.123456Z", sent.path("at").asText());
            assertEquals(ErrorCode.BAD_ARGUMENTS, code("send-message",
                    message.deepCopy().put("to", "ann@example.org\nBcc: all@example.org"), TestCall.bare()));
            assertEquals(2, Files.readAllLines(base.resolve("out/outbox.jsonl")).size());
        }

        @Test
        void filesAreListedInOrder() throws Exception {
            Files.writeString(notes.resolve("b.md"), "12345");
            Files.writeString(notes.resolve("sub/deep/a.txt"), "");
            Files.writeString(notes.resolve(".hidden"), "");
            var all = call("list-files", object(), CALL);
            assertEquals(json("[{`path`:`b.md`,`bytes`:5},{`path`:`sub/deep/a.txt`,`bytes`:0}]"), all.path("files"));
            assertTrue(all.path("whole").booleanValue());
            assertEquals(json("[{`path`:`sub/deep/a.txt`,`bytes`:0}]"),
                    call("list-files", path("sub"), CALL).path("files"));
            assertEquals(1, call("list-files", object().put("ending", ".md"), CALL).path("files").size());
            assertEquals(ErrorCode.TOOL_ERROR, code("list-files", path("nowhere"), CALL));
            assertEquals(ErrorCode.CANCELLED, code("list-files", object(), TestCall.in("notes").nowCancelled()));
        }

        @Test
        void moreFilesThanAListHoldsAreNotHidden() throws Exception {
            for (int i = 0; i < 501; i++) {
                Files.writeString(notes.resolve("f" + i), "");
            }
            var all = call("list-files", object(), CALL);
            assertEquals(500, all.path("files").size());
            assertFalse(all.path("whole").booleanValue());
        }

        @Test
        void theBestPassagesAreFound() throws Exception {
            Files.writeString(notes.resolve("returns.md"), """
                    # Returns

                    Goods can be returned within 30 days. The refund is paid to the same card.

                    # Shipping

                    Parcels are sent every day except Sunday. Shipping is free above 50 euros, and
                    otherwise costs 4.90. Express shipping arrives on the next working day and costs more.
                    """);
            Files.writeString(notes.resolve("sub/hours.TXT"), "The shop is open every day from nine to five.");
            Files.writeString(notes.resolve("image.png"), "refunds refunds refunds");
            Files.write(notes.resolve("broken.txt"), new byte[]{'r', (byte) 0xff});
            var found = call("search-texts", object().put("query", "How are refunds paid?"), CALL);
            assertEquals(2, found.path("files").intValue());
            assertEquals(1, found.path("skipped").intValue());
            var best = found.path("passages").get(0);
            assertEquals("returns.md", best.path("path").asText());
            assertEquals(1, best.path("line").intValue());
            assertTrue(best.path("text").asText().contains("The refund is paid"));
            var shipping = call("search-texts", object().put("query", "SHIPPING costs").put("k", 1), CALL);
            assertEquals(1, shipping.path("passages").size());
            assertEquals(5, shipping.path("passages").get(0).path("line").intValue());
            assertEquals(0, call("search-texts", object().put("query", "zebra"), CALL).path("passages").size());
            assertEquals(0, call("search-texts", object().put("query", "?!"), CALL).path("passages").size());
        }

        @Test
        void onlyWhatWasGrantedIsThere() {
            assertEquals(ErrorCode.NOT_GRANTED, code("read-file", path("a.txt"), TestCall.bare()));
            for (String name : List.of("other", "", "../notes", "NOTES", base.toString(), "notes/sub")) {
                assertEquals(ErrorCode.NOT_GRANTED, code("read-file", path("a.txt"), TestCall.in(name)), name);
                assertEquals(ErrorCode.NOT_GRANTED, code("list-files", object(), TestCall.in(name)), name);
            }
            assertEquals(ErrorCode.TOOL_ERROR, code("read-file", path("a.txt"), TestCall.in("gone")));
        }

        @Test
        void whatIsMissingOrNoTextSaysSo() throws Exception {
            assertEquals(ErrorCode.TOOL_ERROR, code("read-file", path("none.txt"), CALL));
            assertEquals(ErrorCode.TOOL_ERROR, code("read-file", path("nowhere/none.txt"), CALL));
            assertEquals(ErrorCode.TOOL_ERROR, code("write-file", path("nowhere/none.txt", ""), CALL));
            assertEquals(ErrorCode.TOOL_ERROR, code("read-file", path("sub"), CALL));
            assertEquals(ErrorCode.TOOL_ERROR, code("write-file", path("sub", ""), CALL));
            Files.write(notes.resolve("bytes"), new byte[]{(byte) 0xc3, 0x28});
            assertEquals(ErrorCode.TOOL_ERROR, code("read-file", path("bytes"), CALL));
            assertEquals(ErrorCode.TOOL_ERROR, code("read-file", path("bytes/more"), CALL));
            Files.write(notes.resolve("large"), new byte[GrantedFolders.MAX_BYTES + 1]);
            assertEquals(ErrorCode.TOO_LARGE, code("read-file", path("large"), CALL));
            assertEquals(ErrorCode.TOO_LARGE, code("write-file", path("new", "ü".repeat(1_000_001)), CALL));
            assertFalse(Files.exists(notes.resolve("new")));
            Files.write(notes.resolve("full"), new byte[20_000_000]);
            assertEquals(ErrorCode.TOO_LARGE, code("append-file", path("full", "x"), CALL));
        }

        static List<String> hostile() {
            return List.of("../secret.txt", "..", ".", "./a", "a/..", "sub/../../secret.txt", "sub/../a", "/etc/passwd",
                    "//etc/passwd", "///", "/", "\\", "..\\secret.txt", "sub\\..\\..\\secret.txt", "C:\\x", "C:/x",
                    "c:x", "\\\\server\\share\\x", "//server/share/x", "\\\\?\\C:\\x", "\\\\.\\pipe\\x", "//?/C:/x",
                    "a.txt:stream", "a.txt::$DATA", ":stream", "a:b", "CON", "con", "nul", "NUL.txt", "aux.md", "prn",
                    "com1", "COM9.log", "lpt1", "LPT3.x.y", "sub/nul", "nul/a", "CONIN$", "conout$", "clock$", "COM¹",
                    "lpt²", "ＣＯＮ", "ｎｕｌ.txt", "com0", "CON .txt", "...", "....", ".. /x", " ..", ".. ", "a/ ../b",
                    "..\u200b/x", "\u2024\u2024/secret.txt", "\uff0e\uff0e/secret.txt", "..\uff0fsecret.txt",
                    "..\u2215secret.txt", "..\u2044secret.txt", "a\u2025", "%2e%2e/secret.txt", "%2e%2e%2fsecret.txt",
                    "..%2fsecret.txt", "..%5csecret.txt", "%00", "a\0.txt", "../secret.txt\0.md", "a\nb", "a\rb",
                    "a\tb", "a\u202etxt.exe", "a\u2066b", "a\ud800", "\ufeffa", "a\u007f", "a\u0085", "a\u2028b",
                    "~", "~/x", "~root/x", "$HOME\\x", "%HOME%", "${HOME}/../x", "`id`", "a|b", "a>b", "a<b", "a\"b",
                    "a*", "?", "*", "a//b", "a/", "sub/", "", " ", " a", "a ", "a.", "a. ", "a./b", "sub./x",
                    ".git/config", ".ssh/authorized_keys", ".env", "sub/.git/hooks/pre-commit", ".flowbench-0.new",
                    "-/../x", "file:///etc/passwd", "http://x/y", "jar:file:x!/y", "PROGRA~1", "a".repeat(121),
                    "a/".repeat(200) + "a", "a/".repeat(12) + "a", "x".repeat(100_000), "\u0000", "\ue000", "😀",
                    "..;/secret.txt", "\\\\localhost\\c$\\x", "/proc/self/environ", "\\??\\C:\\x", "a.txt:ads:$DATA",
                    "sub/../../../etc/passwd", "..\\..\\windows\\win.ini", "COM1.txt/x", "LPT9", "con.",
                    "\u202e../x", "sub/\u200e../x", "a/\u00a0", "/dev/stdin", "Aux.TXT", "nUl", "%c0%ae%c0%ae/x");
        }

        @ParameterizedTest
        @MethodSource("hostile")
        void noPathLeadsOut(String path) throws Exception {
            for (String tool : List.of("read-file", "write-file", "append-file")) {
                assertEquals(ErrorCode.NOT_GRANTED, code(tool, path(path, "owned"), CALL), path);
            }
            if (!path.isEmpty() && !path.equals(".")) {
                assertEquals(ErrorCode.NOT_GRANTED, code("list-files", path(path), CALL), path);
            }
            assertEquals("secret", Files.readString(secret));
            try (Stream<Path> files = Files.walk(base)) {
                assertEquals(6, files.count());
            }
        }

        @Test
        @DisabledOnOs(OS.WINDOWS)
        void noLinkIsFollowed() throws Exception {
            Path outside = Files.createDirectories(base.resolve("outside"));
            Files.writeString(outside.resolve("x.txt"), "outside");
            Files.writeString(notes.resolve("real.txt"), "real");
            Files.createSymbolicLink(notes.resolve("file"), secret);
            Files.createSymbolicLink(notes.resolve("relative"), Path.of("../secret.txt"));
            Files.createSymbolicLink(notes.resolve("inside"), Path.of("real.txt"));
            Files.createSymbolicLink(notes.resolve("dangling"), base.resolve("made.txt"));
            Files.createSymbolicLink(notes.resolve("loop"), Path.of("loop"));
            Files.createSymbolicLink(notes.resolve("folder"), outside);
            Files.createSymbolicLink(notes.resolve("sub/up"), Path.of(".."));
            for (String path : List.of("file", "relative", "inside", "dangling", "loop", "folder", "folder/x.txt",
                    "folder/new.txt", "sub/up/real.txt", "sub/up/file")) {
                for (String tool : List.of("read-file", "write-file", "append-file")) {
                    assertEquals(ErrorCode.NOT_GRANTED, code(tool, path(path, "owned"), CALL), path);
                }
            }
            assertEquals(ErrorCode.NOT_GRANTED, code("list-files", path("folder"), CALL));
            assertEquals(json("[{`path`:`real.txt`,`bytes`:4}]"), call("list-files", object(), CALL).path("files"));
            assertEquals("secret", Files.readString(secret));
            assertFalse(Files.exists(base.resolve("made.txt")));
            assertFalse(Files.exists(outside.resolve("new.txt")));
        }

        @Test
        @DisabledOnOs(OS.WINDOWS)
        void theGrantedFolderItselfMayBeALink() throws Exception {
            Path link = Files.createSymbolicLink(base.resolve("link"), notes);
            Files.writeString(notes.resolve("a.txt"), "a");
            notes = link;
            assertEquals("a", call("read-file", path("a.txt"), CALL).path("text").asText());
        }
    }
}
