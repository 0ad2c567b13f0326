package dev.flowbench.app;

import dev.flowbench.memory.Embedder;
import dev.flowbench.memory.LocalEmbedder;
import dev.flowbench.memory.PatientEmbedder;
import dev.flowbench.memory.RemoteEmbedder;
import dev.flowbench.net.Credential;
import dev.flowbench.net.Http;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the memory asks for meanings: as the settings of the moment say, else the model on this machine where that part has
 * been added. For any thread.
 */
final class Embedders implements Supplier<Optional<Embedder>>, AutoCloseable {
    private final Supplier<Optional<EmbeddingSettings>> settings;
    private final Supplier<Http> http;
    private final Flowbench.Made<Optional<LocalEmbedder>> local;
    private @Nullable EmbeddingSettings now;
    private @Nullable Embedder remote;

    /** @param natives folder for the native library of the model on this machine */
    Embedders(Supplier<Optional<EmbeddingSettings>> settings, Supplier<Http> http, Path natives) {
        this.settings = settings;
        this.http = http;
        this.local = new Flowbench.Made<>(() -> LocalEmbedder.find(natives));
    }

    @Override
    public synchronized Optional<Embedder> get() {
        @Nullable EmbeddingSettings wanted = settings.get().orElse(null);
        if (wanted == null || wanted.provider().equals(EmbeddingSettings.LOCAL)) {
            return local.get().map(found -> found);
        }
        if (!wanted.equals(now)) {
            now = wanted;
            remote = wanted.address().map(address -> made(wanted, address)).orElse(null);
        }
        return Optional.ofNullable(remote);
    }

    private Embedder made(EmbeddingSettings wanted, URI address) {
        @Nullable Credential key = wanted.key().map(Credential::bearer).orElse(null);
        return new PatientEmbedder(new RemoteEmbedder(http.get(), address, wanted.model(), key), System::nanoTime);
    }

    @Override
    public void close() {
        if (local.isMade()) {
            local.get().ifPresent(LocalEmbedder::close);
        }
    }
}
