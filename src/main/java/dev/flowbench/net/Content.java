package dev.flowbench.net;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import okhttp3.MediaType;

/** A body: bytes and what they are. Immutable. Its text form shows only how much it is. */
public final class Content {
    /** Nothing. */
    public static final Content NONE = new Content("", new byte[0]);

    private final String type;
    private final byte[] bytes;

    private Content(String type, byte[] bytes) {
        this.type = type;
        this.bytes = bytes;
    }

    /** JSON in UTF-8. */
    public static Content json(String text) {
        return new Content("application/json", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Text in UTF-8. */
    public static Content text(String text) {
        return new Content("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Bytes of any kind.
     *
     * @param type media type: {@code image/png}; empty for unknown
     */
    public static Content of(String type, byte[] bytes) { return new Content(type, bytes.clone()); }

    /** The media type as it was said, with its parameters; empty where nothing was said. */
    public String type() {
        return type;
    }

    /** The media type without parameters, in lower case: {@code text/html}; empty where nothing sensible was said. */
    public String mediaType() {
        MediaType parsed = MediaType.parse(type);
        return parsed == null ? "" : parsed.type() + "/" + parsed.subtype();
    }

    /** A copy of the bytes. */
    public byte[] bytes() { return bytes.clone(); }

    /** Number of bytes. */
    public int size() { return bytes.length; }

    /** The bytes as text, in the character set that the media type names, else in UTF-8. */
    public String text() {
        MediaType parsed = MediaType.parse(type);
        Charset set = parsed == null ? null : parsed.charset(StandardCharsets.UTF_8);
        return new String(bytes, set == null ? StandardCharsets.UTF_8 : set);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Content content && type.equals(content.type) && Arrays.equals(bytes, content.bytes);
    }

    @Override
    public int hashCode() { return Objects.hash(type, Arrays.hashCode(bytes)); }

    @Override
    public String toString() { return "Content[" + mediaType() + ", " + bytes.length + " bytes]"; }
}
