package dev.flowbench.model.openai;

import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.wire.Target;
import dev.flowbench.net.Credential;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of Azure OpenAI: of a resource ({@code https://NAME.openai.azure.com}), of its version 1
 * ({@code …/openai/v1}), and of a deployment with the version of the protocol in the query
 * ({@code …/openai/deployments/NAME?api-version=2024-10-21}), as Azure's own pages show them. The key goes into its own
 * header.
 */
final class Azure {
    private static final String SECRET = "AZURE_OPENAI_API_KEY";
    private static final String DEPLOYMENTS = "/openai/deployments/";
    private static final String CALL = "/chat/completions";
    private static final String OLDEST_THAT_STREAMS_USAGE = "api-version=2024-10-21";

    private Azure() {}

    /** By the address alone: a provider of its own would be one more thing to know. */
    static boolean is(Target.Wish wish) throws ModelException {
        if (wish.baseUrl() == null) return false;
        URI address = wish.address("");
        String host = address.getHost().toLowerCase(Locale.ROOT);
        return host.endsWith(".openai.azure.com") || host.endsWith(".services.ai.azure.com")
                || host.endsWith(".cognitiveservices.azure.com")
                || String.valueOf(address.getPath()).contains(DEPLOYMENTS);
    }

    static Target target(Target.Wish wish) throws ModelException {
        URI address = wish.address("");
        String given = address.toString();
        @Nullable String asked = address.getRawQuery();
        String base = Target.bare(asked == null ? given : given.substring(0, given.indexOf('?')));
        if (base.endsWith(CALL)) base = base.substring(0, base.length() - CALL.length());
        String path = String.valueOf(URI.create(base).getPath());
        if (path.isEmpty() || path.equals("/openai")) base += path.isEmpty() ? "/openai/v1" : "/v1";
        String query = asked == null ? path.contains(DEPLOYMENTS) ? OLDEST_THAT_STREAMS_USAGE : "" : asked;
        if (!query.isEmpty() && !query.matches("api-version=[\\w.-]{1,40}")) throw wish.badAddress(given);
        String secret = wish.secret() == null ? SECRET : wish.secret();
        return new Target(base, query, address.getAuthority(), wish.model(), Map.of(),
                Credential.in("api-key", secret));
    }
}
