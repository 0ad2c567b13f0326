package dev.flowbench.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.text.Template;
import dev.flowbench.tool.ToolTexts;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The address of a tool, in three templates: where it goes, the path, the query. A value cannot lead from one of them into
 * the next, nor out of its own segment of the path.
 */
final class Address {
    private static final int LONGEST = 8_000;
    private static final Pattern WHOLE = Pattern.compile("\\{\\{\\s*[^{}#^/!&>=]+\\}\\}");
    private static final Pattern AUTHORITY = Pattern
            .compile("(?i)[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?|\\[[0-9a-f:.]+\\](:[0-9]{1,5})?");
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9\\-._~!$&'()*+,;=:@/%]*");
    private static final Pattern DOTS = Pattern.compile("(?i)(\\.|%2e){1,2}");

    private final String tool;
    private final @Nullable Template whole;
    private final String scheme;
    private final Template host;
    private final Template path;
    private final Template query;

    private Address(String tool, @Nullable Template whole, String scheme, Template host, Template path,
            Template query) {
        this.tool = tool;
        this.whole = whole;
        this.scheme = scheme;
        this.host = host;
        this.path = path;
        this.query = query;
    }

    /** @throws ToolException if it is no address of the web */
    static Address of(String tool, String text) throws ToolException {
        String address = text.strip();
        Template none = Filling.parse(tool, "address", "");
        if (WHOLE.matcher(address).matches()) {
            return new Address(tool, Filling.parse(tool, "address", address), "", none, none, none);
        }
        int begin = address.indexOf("://");
        String scheme = begin < 0 ? "" : address.substring(0, begin).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw ToolTexts.fault(ErrorCode.BAD_REQUEST, "http.scheme", tool, ToolTexts.shown(address));
        }
        String rest = address.substring(begin + 3);
        int fragment = outside(rest, "#", 0);
        rest = rest.substring(0, fragment);
        int slash = outside(rest, "/?", 0);
        int mark = outside(rest, "?", slash);
        return new Address(tool, null, scheme, Filling.parse(tool, "address", rest.substring(0, slash)),
                Filling.parse(tool, "address", rest.substring(slash, mark)),
                Filling.parse(tool, "address", mark == rest.length() ? "" : rest.substring(mark + 1)));
    }

    /** Where one of the characters first stands outside of a tag; else the end. */
    private static int outside(String text, String characters, int from) {
        for (int at = from; at < text.length(); at++) {
            if (text.startsWith("{{", at)) {
                int end = text.indexOf("}}", at);
                at = end < 0 ? text.length() : end + 1;
            } else if (characters.indexOf(text.charAt(at)) >= 0) {
                return at;
            }
        }
        return text.length();
    }

    /** Whether arguments say to which host it goes. */
    boolean isOpen() {
        return whole != null || !host.names().isEmpty();
    }

    /** The address with arguments in it. */
    URI filled(JsonNode arguments) throws ToolException {
        try {
            URI address = new URI(whole == null ? parts(arguments) : given(whole, arguments));
            if (address.toString().length() > LONGEST) {
                throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "http.long", tool, Integer.toString(LONGEST));
            }
            return address;
        } catch (URISyntaxException e) {
            throw ToolTexts.fault(e, ErrorCode.BAD_ARGUMENTS, "http.address", tool, ToolTexts.shown(e.getInput()));
        }
    }

    /** The document leaves the whole address to its arguments, as its sheet says. */
    private String given(Template one, JsonNode arguments) throws ToolException, URISyntaxException {
        String text = Filling.plain(tool, "address", one, arguments).strip();
        var address = new URI(text);
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || address.getHost() == null
                || address.getRawUserInfo() != null || Filling.control(text) != null) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "http.address", tool, ToolTexts.shown(text));
        }
        return text;
    }

    private String parts(JsonNode arguments) throws ToolException {
        String authority = Filling.plain(tool, "address", host, arguments).toLowerCase(Locale.ROOT);
        if (!AUTHORITY.matcher(authority).matches()) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "http.host", tool, ToolTexts.shown(authority));
        }
        String places = path(arguments);
        String asked = Filling.encoded(tool, "address", query, arguments).replace(" ", "%20");
        if (!PATH.matcher(asked.replace("?", "")).matches()) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "http.address", tool, ToolTexts.shown(asked));
        }
        return scheme + "://" + authority + places + (asked.isEmpty() ? "" : "?" + tidy(asked));
    }

    private String path(JsonNode arguments) throws ToolException {
        for (String name : path.required()) {
            JsonNode value = arguments.path(name);
            if (value.isTextual() && value.textValue().isEmpty()) {
                // The address of all in place of the address of one.
                throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "http.empty", tool, name);
            }
        }
        String text = Filling.encoded(tool, "address", path, arguments);
        boolean bad = !PATH.matcher(text).matches();
        for (String segment : text.split("/", -1)) {
            bad |= DOTS.matcher(segment).matches();
        }
        if (bad) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "http.address", tool, ToolTexts.shown(text));
        }
        return text;
    }

    /** Optional parts may leave a separator at the beginning. */
    private static String tidy(String query) {
        int at = 0;
        while (at < query.length() && query.charAt(at) == '&') {
            at++;
        }
        return query.substring(at);
    }
}
