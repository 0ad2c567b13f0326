package dev.flowbench.model.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.EventJson;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.flow.EffectClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/**
 * Answers kept by the content of their requests, a file each: the event of the answer as a journal writes it. The oldest go
 * when there are too many. What cannot be read or written is as if it were not there. Safe for many threads and processes.
 */
public final class AnswerCache {
    private static final int MOST = 5_000;
    private static final int LOOK_EVERY = 100;

    private final Path folder;
    private final UnaryOperator<String> redact;
    private final AtomicInteger kept = new AtomicInteger();

    /**
     * @param folder made when something is kept
     * @param redact takes secrets out of what is written
     */
    public AnswerCache(Path folder, UnaryOperator<String> redact) {
        this.folder = folder;
        this.redact = redact;
    }

    /** The answer to the very same request of another run: within one run, who asks again wants another answer. */
    Optional<ModelReply> find(ModelRequest request, String run) {
        try {
            Event event = EventJson.read(Files.readString(file(request)).strip());
            return !event.where().run().equals(run)
                    && event.what() instanceof What.EffectCompleted(ModelReply reply, var _, var _, var _, var _)
                            ? Optional.of(reply)
                            : Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (IOException e) {
            LoggerFactory.getLogger(AnswerCache.class).warn("An answer in {} cannot be read", folder, e);
            return Optional.empty();
        }
    }

    void keep(ModelRequest request, ModelReply reply, String run) {
        var event = new Event(1, 0, at(run), new What.EffectCompleted(reply, Amount.ZERO, 0));
        Path file = file(request);
        // Threads of two processes may have the same number.
        Path next = file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid() + "-"
                + Thread.currentThread().threadId());
        try {
            Files.createDirectories(folder);
            Files.writeString(next, redact.apply(EventJson.line(event)) + "\n");
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            if (kept.incrementAndGet() % LOOK_EVERY == 1) trim();
        } catch (IOException e) {
            LoggerFactory.getLogger(AnswerCache.class).warn("An answer cannot be kept in {}", folder, e);
        }
    }

    /** Forgets all answers; how many there were. */
    public int clear() throws IOException {
        List<Path> all = files();
        for (Path file : all) Files.deleteIfExists(file);
        return all.size();
    }

    private void trim() throws IOException {
        List<Path> all = files();
        for (int i = 0; i < all.size() - MOST; i++) Files.deleteIfExists(all.get(i));
    }

    /** The oldest first. */
    private List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted(Comparator.comparing(file -> {
                try {
                    return Files.getLastModifiedTime(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            })).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static Where at(String run) { return new Where(run, Where.ROOT, 0, null, "", "", 0, 1); }

    private Path file(ModelRequest request) { return folder.resolve(Canonical.sha256(content(request)) + ".json"); }

    /** All that decides the answer; neither the alias nor the key's name does. */
    private static JsonNode content(ModelRequest request) {
        var same = new ModelRequest("", request.provider(), request.model(), request.baseUrl(), null,
                request.messages(), request.schema(), request.maxOutputTokens(), request.temperature(),
                request.reasoningEffort(), false, false, request.tools(), null);
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        return content.put("request", EventJson.line(new Event(1, 0, at(""), new What.EffectStarted(
                EffectClass.MODEL, same, Amount.ZERO))));
    }
}
