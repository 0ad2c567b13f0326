package dev.flowbench.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.ToolDeclaration.HttpTool;
import dev.flowbench.net.Credential;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.NetException;
import dev.flowbench.net.Reply;
import dev.flowbench.net.Request;
import dev.flowbench.tool.ToolTexts;
import java.net.URI;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One declared request: made from arguments, sent, and what comes back. */
final class Exchange {
    /** An API's answer is read whole; nobody wants more than that in a context. */
    static final Limits LIMITS = new Limits(Limits.USUAL.connect(), Limits.USUAL.idle(), Limits.USUAL.lineBytes(),
            4_000_000);

    private static final int REDIRECTS = 5;
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private final String name;
    private final HttpTool declared;
    private final boolean idempotent;
    private final Supplier<Http> http;

    /** @param idempotent whether the server is told what a repetition repeats */
    Exchange(String name, HttpTool declared, boolean idempotent, Supplier<Http> http) {
        this.name = name;
        this.declared = declared;
        this.idempotent = idempotent;
        this.http = http;
    }

    JsonNode call(JsonNode arguments, Tool.Call call) throws ToolException {
        ToolTexts.unlessCancelled(call);
        Request request = request(arguments, call);
        Http client = http.get();
        try {
            Reply reply = client.send(request, call.timeLeft(), call::onCancel, _ -> {});
            return new Answer(name, declared, client.redaction()).of(reply);
        } catch (NetException e) {
            throw failed(e, call);
        }
    }

    private Request request(JsonNode arguments, Tool.Call call) throws ToolException {
        String method = declared.method().strip().toUpperCase(Locale.ROOT);
        if (!method.matches("[A-Z]{1,20}") || method.equals("CONNECT") || method.equals("TRACE")) {
            throw ToolTexts.fault(ErrorCode.BAD_REQUEST, "http.method", name, ToolTexts.shown(declared.method()));
        }
        var address = Address.of(name, declared.address().text());
        URI filled = address.filled(arguments);
        var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        for (var header : declared.headers().entrySet()) {
            Headers.put(name, header.getKey(), header.getValue().text(), arguments, headers);
        }
        headers.putIfAbsent("Accept", "application/json, text/*;q=0.8, */*;q=0.1");
        boolean reads = method.equals("GET") || method.equals("HEAD");
        if (idempotent && !reads) {
            headers.putIfAbsent(IDEMPOTENCY_KEY, call.idempotencyKey());
        }
        var body = declared.body() == null || reads
                ? null
                : Body.of(name, declared.body().text(), headers.get("Content-Type")).filled(arguments);
        return new Request(method, filled, headers, body, credential(!address.isOpen()), reads ? REDIRECTS : 0,
                Request.Reading.WHOLE, LIMITS);
    }

    /** @param binds not where a model, or who speaks to it, says to which host it goes */
    private @Nullable Credential credential(boolean binds) throws ToolException {
        if (declared.secret() == null || declared.secret().isBlank()) {
            return null;
        }
        String header = declared.secretHeader() == null || declared.secretHeader().isBlank()
                ? "Authorization"
                : declared.secretHeader();
        String usual = header.equalsIgnoreCase("Authorization") ? "Bearer " : "";
        try {
            return new Credential(declared.secret(), header,
                    declared.secretPrefix() == null ? usual : declared.secretPrefix(), binds);
        } catch (IllegalArgumentException e) {
            throw ToolTexts.fault(e, ErrorCode.BAD_REQUEST, "http.credential", name, ToolTexts.shown(header));
        }
    }

    private ToolException failed(NetException e, Tool.Call call) {
        String said = ToolTexts.shown(String.valueOf(e.getMessage()));
        return switch (e.kind()) {
            case REFUSED, NOT_BOUND ->
                new ToolException(ErrorCode.NOT_GRANTED, String.valueOf(e.getMessage()), e.wayOut(), -1, e);
            case NO_SECRET -> new ToolException(ErrorCode.NO_KEY, String.valueOf(e.getMessage()), e.wayOut(), -1, e);
            case BAD_REQUEST -> ToolTexts.fault(e, ErrorCode.BAD_REQUEST, "http.bad", name, said);
            case UNKNOWN_HOST, CONNECT -> ToolTexts.fault(e, ErrorCode.NET_CONNECT, "http.unreached", name, said);
            case LOST -> ToolTexts.fault(e, ErrorCode.NET_LOST, "http.lost", name, said);
            case TIMEOUT -> ToolTexts.fault(e, ErrorCode.TIMEOUT, "http.timeout", name);
            // What a declaration's own time ended was not ended by a person.
            case CANCELLED -> call.timeLeft().isPositive()
                    ? ToolTexts.fault(e, ErrorCode.CANCELLED, "cancelled")
                    : ToolTexts.fault(e, ErrorCode.TIMEOUT, "http.timeout", name);
            case TOO_LARGE -> ToolTexts.fault(e, ErrorCode.TOO_LARGE, "http.large", name,
                    Integer.toString(LIMITS.bodyBytes()));
        };
    }
}
