package dev.flowbench.net;

import dev.flowbench.net.NetException.Kind;
import java.io.IOException;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Gives a request the secret that it names, if the secret may go where the request goes. */
final class Keyring {
    private final Secrets secrets;
    private final HostPolicy policy;
    private final Redaction redaction;

    Keyring(Secrets secrets, HostPolicy policy, Redaction redaction) {
        this.secrets = secrets;
        this.policy = policy;
        this.redaction = redaction;
    }

    /** A header with a secret in it. Its text form shows only its name. */
    record Filled(String name, String value) {
        @Override
        public String toString() { return name; }
    }

    /** The header for a credential; null for none. */
    @Nullable Filled header(@Nullable Credential credential, HttpUrl url) throws NetException {
        if (credential == null) return null;
        Secret secret = secret(credential.secret());
        // Before anything can go wrong with it.
        redaction.know(secret.value());
        mayGo(secret, url, credential.binds());
        // A line end that a shell or a file left behind is no part of a key.
        String value = secret.value().strip();
        if (!value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)) throw noSecret("secret.characters", secret.name());
        return new Filled(credential.header(), credential.prefix() + value);
    }

    private Secret secret(String name) throws NetException {
        try {
            return secrets.find(name).filter(one -> !one.value().isBlank())
                    .orElseThrow(() -> noSecret("secret.none", name));
        } catch (NetException e) {
            throw e;
        } catch (IOException e) {
            throw new NetException(Kind.NO_SECRET, redaction.of(String.valueOf(e.getMessage())),
                    NetTexts.text("secret.unreadable.out", name), null);
        }
    }

    private void mayGo(Secret secret, HttpUrl url, boolean binds) throws NetException {
        String place = Places.of(url);
        if (!url.isHttps() && !policy.isGranted(url.host(), url.port())) throw notBound("secret.clear", secret, place);
        try {
            if (!secret.isBoundTo(place)
                    && !(binds && secret.places().isEmpty() && secrets.bindFirst(secret.name(), place))) {
                throw notBound(secret.places().isEmpty() ? "secret.unbound" : "secret.bound", secret, place);
            }
        } catch (NetException e) {
            throw e;
        } catch (IOException e) {
            throw new NetException(Kind.NOT_BOUND, redaction.of(String.valueOf(e.getMessage())), "", null);
        }
    }

    private static NetException noSecret(String key, String name) {
        return new NetException(Kind.NO_SECRET, NetTexts.text(key, name), NetTexts.text(key + ".out", name), null);
    }

    private static NetException notBound(String key, Secret secret, String place) {
        String places = String.join(", ", secret.places().stream().sorted().toList());
        return new NetException(Kind.NOT_BOUND, NetTexts.text(key, secret.name(), place, places),
                NetTexts.text(key + ".out", secret.name(), place, places), null);
    }

    /** The last step before a request is written: from here on it holds the secret. */
    static Response filled(Interceptor.Chain chain) throws IOException {
        @Nullable Filled header = chain.request().tag(Filled.class);
        return chain.proceed(header == null
                ? chain.request()
                : chain.request().newBuilder().header(header.name(), header.value()).build());
    }
}
