package dev.flowbench.net;

import java.util.Locale;
import java.util.Set;

/**
 * Which secret a request carries, and in which header. It holds the secret's name, never its value: {@link Http} puts that
 * in as its last step, and only for a host that the secret is bound to.
 *
 * @param secret name of the secret: {@code OPENAI_API_KEY}
 * @param header the header it goes into: {@code Authorization}
 * @param prefix what stands before it there, with its space: {@code "Bearer "}; may be empty
 */
public record Credential(String secret, String header, String prefix) {
    private static final Set<String> NOT_OURS = Set.of("host", "content-length", "transfer-encoding", "connection",
            "upgrade", "te", "trailer", "expect");

    /** @throws IllegalArgumentException if a name is blank, or the header is one that the connection itself needs */
    public Credential {
        if (secret.isBlank()) throw new IllegalArgumentException("a secret needs a name");
        if (header.isBlank() || NOT_OURS.contains(header.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("no secret may go into the header " + header);
        }
    }

    /** {@code Authorization: Bearer …} */
    public static Credential bearer(String secret) {
        return new Credential(secret, "Authorization", "Bearer ");
    }

    /** The value alone in a header: {@code x-api-key: …} */
    public static Credential in(String header, String secret) {
        return new Credential(secret, header, "");
    }
}
