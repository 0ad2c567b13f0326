package dev.flowbench.net;

import dev.flowbench.net.NetException.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import okio.Buffer;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Reads server-sent events, line by line, and no more than allowed. Lines are cut as bytes, so no letter is split. */
final class EventReader {
    private static final ByteString LINE_ENDS = ByteString.encodeUtf8("\r\n");
    private static final ByteString BYTE_ORDER_MARK = ByteString.encodeUtf8("\ufeff");
    private static final int LINE_FEED = '\n';

    private final BufferedSource source;
    private final Limits limits;
    private long read;
    private boolean skipLineFeed;

    EventReader(BufferedSource source, Limits limits) {
        this.source = source;
        this.limits = limits;
    }

    static NetException tooLarge(long limit) {
        return new NetException(Kind.TOO_LARGE, "more than " + limit + " bytes came back", null);
    }

    /** An event that is not ended by an empty line still counts: the last one of some servers is not. */
    void readTo(Consumer<ServerEvent> events) throws IOException {
        String type = "";
        var data = new StringBuilder();
        boolean any = false;
        source.skip(source.request(BYTE_ORDER_MARK.size()) && source.rangeEquals(0, BYTE_ORDER_MARK)
                ? BYTE_ORDER_MARK.size()
                : 0);
        for (String line = line(); line != null; line = line()) {
            if (line.isEmpty()) {
                if (any) events.accept(new ServerEvent(type.isEmpty() ? "message" : type, data.toString()));
                type = "";
                data.setLength(0);
                any = false;
                continue;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? line : line.substring(0, colon);
            String value = colon < 0 ? "" : line.substring(line.startsWith(" ", colon + 1) ? colon + 2 : colon + 1);
            switch (field) {
                case "data" -> {
                    if (any) data.append('\n');
                    data.append(value);
                    any = true;
                }
                case "event" -> type = value;
                default -> {
                    // Comments keep a connection awake; ids and retries mean nothing here. A server that sends no
                    // events at all is told by what is left.
                    if (!field.isEmpty() && !field.equals("id") && !field.equals("retry")) {
                        events.accept(new ServerEvent("unknown", line));
                    }
                }
            }
        }
        if (any) events.accept(new ServerEvent(type.isEmpty() ? "message" : type, data.toString()));
    }

    /** The next line; null at the end. */
    private @Nullable String line() throws IOException {
        long from = 0;
        Buffer buffer = source.getBuffer();
        while (true) {
            long end = buffer.indexOfElement(LINE_ENDS, from);
            if (end == 0 && skipLineFeed && buffer.getByte(0) == LINE_FEED) {
                // The second half of a line end whose first half came with an earlier packet.
                skipLineFeed = false;
                buffer.skip(1);
                continue;
            }
            if ((end >= 0 ? end : buffer.size()) > limits.lineBytes()) throw tooLarge(limits.lineBytes());
            if (end >= 0) {
                String line = buffer.readString(end, StandardCharsets.UTF_8);
                skipLineFeed = buffer.readByte() == '\r';
                count(end + 1);
                return line;
            }
            from = buffer.size();
            if (!source.request(from + 1)) {
                if (from == 0) return null;
                count(from);
                return buffer.readString(StandardCharsets.UTF_8);
            }
        }
    }

    private void count(long bytes) throws IOException {
        read += bytes;
        if (read > limits.bodyBytes()) throw tooLarge(limits.bodyBytes());
    }
}
