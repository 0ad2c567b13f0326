package dev.flowbench.model.openai;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.model.Secrets;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes and with which key. Its text form shows no key.
 *
 * @param base address without a slash at its end
 * @param host host and port, for people
 * @param model the provider's name of the model
 * @param secret name of the secret that holds the key; empty for none
 */
record Target(String base, String host, String model, String secret, Optional<String> key) {
    private static final String OPENAI = "https://api.openai.com/v1";
    private static final String OPENAI_SECRET = "OPENAI_API_KEY";

    static Target of(ModelRequest request, boolean openai, Secrets secrets) throws ModelException {
        String given = request.baseUrl();
        if ((given == null || given.isBlank()) && !openai)
            throw no(ErrorCode.BAD_REQUEST, "noBaseUrl", "", request, "");
        URI base = address(given == null || given.isBlank() ? OPENAI : given.strip(), request);
        String host = base.getAuthority();
        String named = request.secret();
        if (openai && (named == null || named.isBlank()) && !isOpenAi(base)) {
            // A document must not be able to send a person's key to whatever address it names.
            throw no(ErrorCode.NO_KEY, "foreignHost", host, request, OPENAI_SECRET);
        }
        String secret = named != null && !named.isBlank() ? named : openai ? OPENAI_SECRET : "";
        Optional<String> key = secret.isEmpty() ? Optional.empty() : secrets.get(secret);
        if (!secret.isEmpty() && key.isEmpty()) throw no(ErrorCode.NO_KEY, "NO_KEY", host, request, secret);
        if (key.isPresent() && !key.get().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw no(ErrorCode.AUTH, "badKey", host, request, secret);
        }
        String address = base.toString();
        while (address.endsWith("/")) address = address.substring(0, address.length() - 1);
        return new Target(address, host, request.model(), secret, key);
    }

    private static boolean isOpenAi(URI base) {
        String host = base.getHost().toLowerCase(Locale.ROOT);
        return "https".equalsIgnoreCase(base.getScheme())
                && (host.equals("api.openai.com") || host.endsWith(".api.openai.com"));
    }

    private static URI address(String text, ModelRequest request) throws ModelException {
        URI uri = parsed(text);
        boolean web = uri != null && ("http".equalsIgnoreCase(uri.getScheme())
                || "https".equalsIgnoreCase(uri.getScheme()));
        if (uri == null || !web || uri.getHost() == null || uri.getUserInfo() != null || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            // What stands before an @ may be a password.
            String shown = text.substring(text.lastIndexOf('@') + 1);
            throw no(ErrorCode.BAD_REQUEST, "badBaseUrl", "", request, shown);
        }
        return uri;
    }

    private static @Nullable URI parsed(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            return null;
        }
    }

    private static ModelException no(ErrorCode code, String key, String host, ModelRequest request, String detail) {
        return new ModelException(code, Texts.text(key, host, request.model(), detail),
                Texts.text(key + ".out", host, request.model(), detail));
    }

    @Override
    public String toString() { return model + " at " + host; }
}
