package dev.flowbench.tool.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.tool.ToolTexts;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How an operation is let in: the name of a secret, and where it goes.
 *
 * @param secret null for none
 * @param header null for the usual one
 * @param prefix null for the usual one
 */
record Auth(@Nullable String secret, @Nullable String header, @Nullable String prefix) {
    private static final Auth NONE = new Auth(null, null, null);

    /** The first of the ways that a tool can go. */
    static Auth of(JsonNode root, JsonNode operation, Consumer<String> note) {
        JsonNode ways = operation.has("security") ? operation.path("security") : root.path("security");
        String left = "";
        String inAddress = "";
        for (JsonNode way : ways) {
            if (way.isEmpty()) {
                return NONE;
            }
            String scheme = way.fieldNames().next();
            JsonNode how = Schemas.local(root, root.path("components").path("securitySchemes").path(scheme));
            String secret = secret(root.path("info").path("title").asText(), scheme);
            String type = how.path("type").asText().toLowerCase(Locale.ROOT);
            String kind = how.path("scheme").asText().toLowerCase(Locale.ROOT);
            if (way.size() == 1 && type.equals("apikey") && how.path("in").asText().equals("header")
                    && Headers.isAllowed(how.path("name").asText())) {
                return new Auth(secret, how.path("name").asText(), "");
            }
            if (way.size() == 1 && type.equals("http") && kind.equals("basic")) {
                note.accept(ToolTexts.text("openapi.basic", secret));
                return new Auth(secret, null, "Basic ");
            }
            if (way.size() == 1 && (type.equals("http") && kind.equals("bearer") || type.equals("oauth2")
                    || type.equals("openidconnect"))) {
                return new Auth(secret, null, null);
            }
            left = scheme;
            inAddress = type.equals("apikey") && how.path("in").asText().equals("query")
                    ? how.path("name").asText()
                    : inAddress;
        }
        if (!left.isEmpty()) {
            note.accept(inAddress.isEmpty()
                    ? ToolTexts.text("openapi.auth", left)
                    : ToolTexts.text("openapi.authQuery", inAddress));
        }
        return NONE;
    }

    private static String secret(String title, String scheme) {
        String name = (title + "_" + scheme).toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]+", "_")
                .replaceAll("^[^A-Z]+|_+$", "");
        return name.isEmpty() ? "API_KEY" : name.substring(0, Math.min(80, name.length()));
    }
}
