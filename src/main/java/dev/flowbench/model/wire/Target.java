package dev.flowbench.model.wire;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ModelException;
import dev.flowbench.net.Credential;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where requests go, and which secret they carry by its name: the key itself is never seen here.
 *
 * @param base address without a slash at its end
 * @param query part of every address, without its question mark; empty for none
 * @param host host and port, for people
 * @param model the provider's name of the model; empty where it is not about one
 * @param headers part of every request
 * @param credential null for none
 */
public record Target(String base, String query, String host, String model, Map<String, String> headers,
        @Nullable Credential credential) {

    /**
     * What a document says of it.
     *
     * @param model empty where it is not about one
     * @param baseUrl null for the provider's usual address
     * @param secret null for the provider's usual one
     */
    public record Wish(String model, @Nullable String baseUrl, @Nullable String secret) {
        public Wish {
            if (baseUrl != null && baseUrl.isBlank()) baseUrl = null;
            if (secret != null && secret.isBlank()) secret = null;
        }

        public static Wish of(ModelRequest request) {
            return new Wish(request.model(), request.baseUrl(), request.secret());
        }

        /** The address, with neither user nor fragment. */
        public URI address(String usual) throws ModelException {
            String text = baseUrl == null ? usual : baseUrl.strip();
            URI uri = parsed(text);
            boolean web = uri != null && ("http".equalsIgnoreCase(uri.getScheme())
                    || "https".equalsIgnoreCase(uri.getScheme()));
            if (uri == null || !web || uri.getHost() == null || uri.getUserInfo() != null
                    || uri.getRawFragment() != null) {
                throw badAddress(text);
            }
            return uri;
        }

        /** The address is none that can be used. */
        public ModelException badAddress(String text) {
            // What stands before an @ may be a password.
            return no(ErrorCode.BAD_REQUEST, model.isEmpty() ? "badBaseUrl.any" : "badBaseUrl",
                    text.substring(text.lastIndexOf('@') + 1));
        }

        /** There is no address, and no usual one. */
        public ModelException noAddress() {
            return no(ErrorCode.BAD_REQUEST, model.isEmpty() ? "noBaseUrl.any" : "noBaseUrl", "");
        }

        private ModelException no(ErrorCode code, String key, String detail) {
            String out = key.startsWith("badBaseUrl") ? "badBaseUrl.out" : key + ".out";
            return new ModelException(code, Texts.text(key, "", model, detail), Texts.text(out, "", model, detail));
        }

        private static @Nullable URI parsed(String text) {
            try {
                return new URI(text);
            } catch (URISyntaxException _) {
                return null;
            }
        }
    }

    public Target {
        headers = Map.copyOf(headers);
    }

    /** The usual kind: an address without a query, a secret under its name in a header. */
    public static Target of(Wish wish, String usualBase, @Nullable Credential credential, Map<String, String> headers)
            throws ModelException {
        URI address = wish.address(usualBase);
        if (address.getRawQuery() != null) throw wish.badAddress(address.toString());
        return new Target(bare(address.toString()), "", address.getAuthority(), wish.model(), headers, credential);
    }

    /** Without slashes at its end. */
    public static String bare(String address) {
        String bare = address;
        while (bare.endsWith("/")) bare = bare.substring(0, bare.length() - 1);
        return bare;
    }

    /** The same with another base address. */
    public Target withBase(String other) {
        return new Target(other, query, host, model, headers, credential);
    }

    /**
     * The address of a path below the base.
     *
     * @param path begins with a slash; may have a query
     * @return empty where this is no address: a name of a model with a space in it, say
     */
    public Optional<URI> address(String path) {
        try {
            return Optional.of(new URI(base + path
                    + (query.isEmpty() ? "" : (path.indexOf('?') < 0 ? "?" : "&") + query)));
        } catch (URISyntaxException _) {
            return Optional.empty();
        }
    }

    /** Name of the secret; empty for none. */
    public String secret() {
        return credential == null ? "" : credential.secret();
    }

    @Override
    public String toString() { return model + " at " + host; }
}
