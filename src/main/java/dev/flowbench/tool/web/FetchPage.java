package dev.flowbench.tool.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.NetException;
import dev.flowbench.net.Reply;
import dev.flowbench.net.Request;
import dev.flowbench.tool.Json;
import dev.flowbench.tool.ToolTexts;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Reads a web page as text. No script of it runs, and nothing that it names is loaded. */
public final class FetchPage implements Tool {
    private static final Definition DEFINITION = Json.definition("fetch-page", EffectClass.READ, false, false);
    private static final int REDIRECTS = 5;
    private static final int MOST_CHARS = 200_000;
    private static final int USUAL_CHARS = 20_000;
    private static final Limits LIMITS = new Limits(Limits.USUAL.connect(), Limits.USUAL.idle(),
            Limits.USUAL.lineBytes(), 5_000_000);

    private final Supplier<Http> http;

    /** @param http asked when a page is first read */
    public FetchPage(Supplier<Http> http) {
        this.http = http;
    }

    @Override
    public Definition definition() {
        return DEFINITION;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        ToolTexts.unlessCancelled(call);
        URI address = address(Json.text(arguments, "address"));
        int most = Json.whole(arguments, "maxChars", USUAL_CHARS, 100, MOST_CHARS);
        Request request = Request.get(address).withRedirects(REDIRECTS).withLimits(LIMITS)
                .withHeaders(
                        Map.of("Accept", "text/html, application/xhtml+xml, text/*;q=0.8, application/json;q=0.5"));
        Reply reply;
        try {
            reply = http.get().send(request, call.timeLeft(), call::onCancel, _ -> {});
        } catch (NetException e) {
            throw failed(e, address);
        }
        if (!reply.ok()) {
            int status = reply.status();
            ErrorCode code = status == 429
                    ? ErrorCode.RATE_LIMIT
                    : status >= 500 ? ErrorCode.PROVIDER_ERROR : ErrorCode.TOOL_ERROR;
            throw ToolTexts.fault(code, "page.status", host(address), Integer.toString(status));
        }
        return read(reply, most);
    }

    private static ObjectNode read(Reply reply, int most) throws ToolException {
        String type = reply.content().mediaType();
        String body = reply.body();
        if (type.contains("html") || type.isEmpty() && body.stripLeading().startsWith("<")) {
            return PageText.of(reply.content().bytes(), reply.content().type(), reply.address(), most);
        }
        if (!type.isEmpty() && !type.startsWith("text/") && !type.contains("json") && !type.contains("xml")
                || body.indexOf('\0') >= 0) {
            throw ToolTexts.fault(ErrorCode.TOOL_ERROR, "page.noText", host(reply.address()), ToolTexts.shown(type));
        }
        ObjectNode page = Json.object().put("address", reply.address().toString()).put("title", "")
                .put("text", PageText.cut(body, most)).put("truncated", body.length() > most);
        page.putArray("links");
        return page;
    }

    private static URI address(String text) throws ToolException {
        try {
            var address = new URI(text.strip());
            String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            if ((scheme.equals("http") || scheme.equals("https")) && address.getHost() != null
                    && address.getRawUserInfo() == null) {
                return address;
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "page.address", ToolTexts.shown(text));
    }

    private static String host(URI address) {
        return ToolTexts.shown(String.valueOf(address.getHost()));
    }

    private static ToolException failed(NetException e, URI address) {
        String said = ToolTexts.shown(String.valueOf(e.getMessage()));
        return switch (e.kind()) {
            case REFUSED, NOT_BOUND, NO_SECRET ->
                new ToolException(ErrorCode.NOT_GRANTED, String.valueOf(e.getMessage()), e.wayOut(), -1, e);
            case BAD_REQUEST -> ToolTexts.fault(e, ErrorCode.BAD_ARGUMENTS, "page.address", said);
            case UNKNOWN_HOST, CONNECT, LOST ->
                ToolTexts.fault(e, ErrorCode.NET_CONNECT, "page.unreached", host(address), said);
            case TIMEOUT -> ToolTexts.fault(e, ErrorCode.TIMEOUT, "page.timeout", host(address));
            case CANCELLED -> ToolTexts.fault(e, ErrorCode.CANCELLED, "cancelled");
            case TOO_LARGE -> ToolTexts.fault(e, ErrorCode.TOO_LARGE, "page.large", host(address),
                    Integer.toString(LIMITS.bodyBytes()));
        };
    }
}
