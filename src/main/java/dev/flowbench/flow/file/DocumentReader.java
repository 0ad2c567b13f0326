package dev.flowbench.flow.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads workflow documents. Opening one runs nothing. What can be read is read: unknown keys and kinds are kept as they
 * came, and a value that does not fit is kept and reported; only what is no workflow document at all is refused. For any
 * thread.
 */
public final class DocumentReader {
    /** The largest file, in bytes. */
    public static final int MAX_BYTES = 50 * 1024 * 1024;
    /** The most nodes of a workflow, those in frames included. */
    public static final int MAX_NODES = 10_000;
    /** The most wires. */
    public static final int MAX_WIRES = 50_000;

    private static final char BYTE_ORDER_MARK = '\ufeff';

    private final Codecs codecs = new Codecs();
    private final DocumentWriter writer = new DocumentWriter();
    private final Migrations migrations;

    public DocumentReader() {
        this(Migrations.ALL);
    }

    DocumentReader(Migrations migrations) {
        this.migrations = migrations;
    }

    /**
     * Reads a file.
     *
     * @throws UnreadableDocument if there is no such file, it cannot be read, is too large, or is no workflow document
     */
    public Document read(Path file) throws UnreadableDocument {
        try {
            return read(bytes(file));
        } catch (UnreadableDocument e) {
            throw e.in(file);
        }
    }

    /**
     * Reads a file's content.
     *
     * @throws UnreadableDocument if it is too large, not UTF-8, or no workflow document
     */
    public Document read(byte[] content) throws UnreadableDocument {
        if (content.length > MAX_BYTES) {
            throw tooLarge(content.length);
        }
        return read(decoded(content));
    }

    /**
     * Reads a text.
     *
     * @throws UnreadableDocument if it is no workflow document
     */
    public Document read(String content) throws UnreadableDocument {
        boolean marked = !content.isEmpty() && content.charAt(0) == BYTE_ORDER_MARK;
        String text = marked ? content.substring(1) : content;
        if (text.length() > MAX_BYTES) {
            throw tooLarge(text.length());
        }
        JsonNode json = Json.read(text);
        if (!(json instanceof ObjectNode object) || !object.has("flowbench") && !object.has("nodes")) {
            throw new UnreadableDocument(null, null, "NO_WORKFLOW", Report.described(json));
        }
        refuseCrowds(object);
        var report = new Report();
        int version = version(object, report);
        if (version > 0 && version < Workflow.VERSION) {
            object = migrations.migrate(object, version);
        }
        Workflow workflow = workflow(object, report);
        var problems = new ArrayList<Problem>();
        if (marked) {
            problems.add(new Problem(Problem.Severity.INFO, "BYTE_ORDER_MARK", FileTexts.text("BYTE_ORDER_MARK"),
                    FileTexts.text("BYTE_ORDER_MARK.wayOut"), null, null, ""));
        }
        problems.addAll(report.problems());
        boolean canonical = !marked && writer.write(workflow).equals(text);
        return new Document(workflow, problems, canonical, version > Workflow.VERSION, new Positions(text));
    }

    /**
     * {@return what could not be read of a workflow, as reading its file would report it; empty for one that was read whole}
     *
     * @param workflow one that was read before, perhaps edited since
     */
    public List<Problem> unread(Workflow workflow) {
        var report = new Report();
        JsonNode json = writer.json(workflow, Codec.Style.FILE);
        version(json, report);
        workflow(json, report);
        return report.problems();
    }

    /** What nobody draws or reads, and what would take minutes to look through. */
    private static void refuseCrowds(JsonNode document) throws UnreadableDocument {
        int nodes = 0;
        int wires = 0;
        var open = new ArrayDeque<JsonNode>();
        open.add(document);
        while (!open.isEmpty()) {
            JsonNode graph = open.remove();
            nodes += graph.path("nodes").size();
            wires += graph.path("wires").size();
            if (nodes > MAX_NODES || wires > MAX_WIRES) {
                throw new UnreadableDocument(null, null, "TOO_MANY", MAX_NODES, MAX_WIRES);
            }
            for (JsonNode node : graph) {
                if (node.isContainerNode()) {
                    open.add(node);
                }
            }
        }
    }

    private Workflow workflow(JsonNode json, Report report) {
        Codec.Decoded decoded = codecs.of(Workflow.class).decode(json, At.ROOT, report);
        return (Workflow) java.util.Objects.requireNonNull(decoded.value(), "every object is a workflow");
    }

    /** The version of the format; 0 where it is not said. */
    private static int version(JsonNode document, Report report) {
        At at = At.ROOT.child("flowbench");
        @Nullable JsonNode version = document.get("flowbench");
        if (version == null) {
            report.error(At.ROOT, "NO_VERSION", Workflow.VERSION);
            return 0;
        }
        if (!version.isInt()) {
            return 0; // Reading the field reports the wrong type.
        }
        if (version.intValue() < 1) {
            report.error(at, "BAD_VERSION", version.intValue(), Workflow.VERSION);
        } else if (version.intValue() > Workflow.VERSION) {
            report.error(at, "NEWER_VERSION", version.intValue(), Workflow.VERSION);
        }
        return version.intValue();
    }

    private static byte[] bytes(Path file) throws UnreadableDocument {
        try {
            if (Files.isDirectory(file)) {
                throw new UnreadableDocument(null, null, "IS_FOLDER");
            }
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw tooLarge(size);
            }
            try (InputStream in = Files.newInputStream(file)) {
                return in.readNBytes(MAX_BYTES + 1); // It may have grown since, or be a device without a size.
            }
        } catch (NoSuchFileException e) {
            throw new UnreadableDocument(null, null, "NO_FILE");
        } catch (AccessDeniedException e) {
            throw new UnreadableDocument(null, null, "NO_ACCESS");
        } catch (IOException e) {
            throw new UnreadableDocument(null, null, "CANNOT_READ", String.valueOf(e.getMessage()));
        }
    }

    private static UnreadableDocument tooLarge(long size) {
        return new UnreadableDocument(null, null, "TOO_LARGE", Math.ceilDiv(size, 1024 * 1024),
                MAX_BYTES / 1024 / 1024);
    }

    private static String decoded(byte[] content) throws UnreadableDocument {
        if (content.length >= 2 && (startsWith(content, 0xfe, 0xff) || startsWith(content, 0xff, 0xfe)
                || content[0] == 0 || content[1] == 0)) {
            throw new UnreadableDocument(null, new Position(1, 1), "NOT_UTF8_UTF16");
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(content);
        CharBuffer out = CharBuffer.allocate(content.length);
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            throw new UnreadableDocument(null, Position.at(out, out.length()), "NOT_UTF8",
                    String.format("%02X", content[in.position()]));
        }
        return out.toString();
    }

    private static boolean startsWith(byte[] content, int first, int second) {
        return (content[0] & 0xff) == first && (content[1] & 0xff) == second;
    }
}
