package dev.flowbench.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.net.Http;
import dev.flowbench.tool.DeclaredTools;
import dev.flowbench.tool.Json;
import java.util.Objects;
import java.util.function.Supplier;

/** Makes the tools that documents declare as requests over HTTP. Nothing is sent before one is called. For many threads. */
public final class HttpTools {
    private final Supplier<Http> http;

    /** @param http asked when a tool is first called */
    public HttpTools(Supplier<Http> http) {
        this.http = http;
    }

    /** Makes the tool of a declaration that has {@code http}. */
    public Tool make(String name, ToolDeclaration declaration) {
        var http = Objects.requireNonNull(declaration.http(), "a tool over HTTP");
        Tool.Definition definition = DeclaredTools.definition(name, declaration, http.method() + " "
                + http.address().text(), Json.object().put("type", "object"), null, EffectClass.NON_IDEMPOTENT);
        var exchange = new Exchange(name, http, definition.effect() == EffectClass.IDEMPOTENT, this.http);
        return new Tool() {
            @Override
            public Definition definition() {
                return definition;
            }

            @Override
            public JsonNode call(JsonNode arguments, Call call) throws ToolException {
                return exchange.call(arguments, call);
            }
        };
    }
}
