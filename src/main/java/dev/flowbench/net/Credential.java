package dev.flowbench.net;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which secret a request carries, and in which header. It holds the secret's name, never its value: {@link Http} puts that
 * in as its last step, and only for a host that the secret is bound to.
 *
 * @param secret name of the secret: {@code OPENAI_API_KEY}
 * @param header the header it goes into: {@code Authorization}
 * @param prefix what stands before it there, with its space: {@code "Bearer "}; may be empty
 * @param binds whether its first use binds a secret that is bound to nothing; not where somebody else than the user says
 *     where it goes
 */
public record Credential(String secret, String header, String prefix, boolean binds) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final Pattern PLAIN = Pattern.compile("[ -~]{0,100}");
    private static final Set<String> NOT_OURS = Set.of("host", "content-length", "transfer-encoding", "connection",
            "upgrade", "te", "trailer", "expect");

    /**
     * @throws IllegalArgumentException if a name is blank, the header is none or one that the connection itself needs, or what
     *     stands before the secret cannot stand in a header
     */
    public Credential {
        if (secret.isBlank()) throw new IllegalArgumentException("a secret needs a name");
        if (!NAME.matcher(header).matches() || NOT_OURS.contains(header.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("no secret may go into the header " + header);
        }
        if (!PLAIN.matcher(prefix).matches()) {
            throw new IllegalArgumentException("what stands before a secret stands on one line");
        }
    }

    /** One whose first use binds the secret. */
    public Credential(String secret, String header, String prefix) {
        this(secret, header, prefix, true);
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
