package dev.flowbench.flow.file;

import dev.flowbench.flow.Workflow;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A fingerprint of what a workflow does. It changes with everything that may change a run, and with nothing else:
 *
 * <ul>
 * <li>left out are layout, titles, the workflow's name, notes and remarks on the canvas;
 * <li>the order of nodes, of wires, and of what stands under names (models, state, arguments, writes, unknown keys) does not
 * count; the order of messages, routes, branches and everything else in a list does;
 * <li>JSON Schemas and other values of the user's own count as they are written, the order of their keys included, since a
 * model reads them;
 * <li>a subflow counts by the hash pinned in it.
 * </ul>
 */
public final class SemanticHash {
    private SemanticHash() {}

    /** {@return the SHA-256 of the workflow's meaning, 64 hexadecimal digits in small letters} */
    public static String of(Workflow workflow) {
        String meaning = Printer.print(new DocumentWriter().json(workflow, Codec.Style.MEANING));
        return sha256(meaning.getBytes(StandardCharsets.UTF_8));
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
