package dev.flowbench.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.tool.ToolTexts;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The headers of a request that a document may set. */
final class Headers {
    /** What the connection itself needs. */
    private static final Set<String> NOT_OURS = Set.of("host", "content-length", "transfer-encoding", "connection",
            "keep-alive", "proxy-authorization", "proxy-connection", "upgrade", "te", "trailer", "expect",
            "accept-encoding");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
    private static final int LONGEST = 8_000;

    private Headers() {}

    /** Whether a document may set that header. */
    static boolean isAllowed(String name) {
        return NAME.matcher(name).matches() && !NOT_OURS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** Fills one header; one that comes out empty is left out. */
    static void put(String tool, String name, String template, JsonNode arguments, Map<String, String> into)
            throws ToolException {
        if (!isAllowed(name)) {
            throw ToolTexts.fault(ErrorCode.BAD_REQUEST, "http.header", tool, ToolTexts.shown(name));
        }
        String value = Filling.plain(tool, name, Filling.parse(tool, name, template), arguments);
        if (value.length() > LONGEST || value.chars().anyMatch(c -> c < 0x20 && c != '\t' || c > 0x7e)) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "http.headerValue", tool, name);
        }
        if (!value.isBlank()) {
            into.put(name, value.strip());
        }
    }
}
