package dev.flowbench.flow;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A tool that a document declares. Nodes and agents name it like one that is built in. Exactly one of {@code http},
 * {@code mcp} and {@code subflow} says what it does; the checks see to that.
 *
 * @param description what it does and when to use it, for models and people
 * @param parameters JSON Schema of the arguments, an object schema; null where the MCP server or the subflow says it
 * @param effect what repeating it may do to the world; null for {@code NON_IDEMPOTENT}; of a subflow it can only say
 *     more than its own steps do
 * @param polling whether calling it again with the same arguments makes sense
 * @param timeout cap on the time of one call; null for what calls it
 * @param retry how failures of the network are tried again, unless a tool node says so itself; null for what calls it
 * @param fallback name of the tool that is called in its place, with the same arguments, where it fails: one of the document
 *     or of the machine; only where its effect allows it. Null for none
 * @param fields what to keep of the result; empty for all
 * @param http a request over HTTP
 * @param mcp a tool of an MCP server of the user's settings
 * @param subflow another workflow
 */
public record ToolDeclaration(
        @Field(editor = Editor.PROSE) @Nullable String description,
        @Field(editor = Editor.SCHEMA) @Nullable JsonNode parameters,
        @Nullable EffectClass effect,
        @Nullable Boolean polling,
        @Nullable Duration timeout,
        Settings.@Nullable Retry retry,
        @Field(editor = Editor.TOOL) @Nullable String fallback,
        List<String> fields,
        @Nullable HttpTool http,
        @Nullable McpTool mcp,
        @Nullable SubflowTool subflow,
        Extras extras) {
    public ToolDeclaration {
        fields = List.copyOf(fields);
    }

    /**
     * A request over HTTP. Its templates take the tool's arguments by name.
     *
     * @param method {@code GET}, {@code POST}, …
     * @param address http or https; what templates bring into it is percent-encoded
     * @param headers templates by header name; never a key
     * @param body what is sent; null for nothing
     * @param secret name of the secret that authenticates; null for none
     * @param secretHeader the header that carries it; null for {@code Authorization}
     * @param secretPrefix what stands before it in the header; null for {@code "Bearer "} in
     *     {@code Authorization}, for nothing elsewhere
     * @param result JSON path of what counts in the answer; null for all of it
     */
    public record HttpTool(
            @Field(required = true, byDefault = "\"GET\"") String method,
            @Field(required = true) TemplateSource address,
            Map<String, TemplateSource> headers,
            @Nullable TemplateSource body,
            @Nullable String secret,
            @Nullable String secretHeader,
            @Nullable String secretPrefix,
            @Nullable String result,
            Extras extras) {
        public HttpTool {
            headers = Maps.copy(headers);
        }
    }

    /**
     * A tool of an MCP server. The server is named here and configured in the user's settings, never in a document.
     *
     * @param server name of the server
     * @param tool name of its tool
     */
    public record McpTool(@Field(required = true) String server, @Field(required = true) String tool, Extras extras) {}

    /**
     * Another workflow of the workspace.
     *
     * @param file relative path of the other file
     * @param hash semantic hash of the content that is meant; null for any
     */
    public record SubflowTool(
            @Field(required = true, editor = Editor.FILE) String file, @Nullable String hash, Extras extras) {}
}
