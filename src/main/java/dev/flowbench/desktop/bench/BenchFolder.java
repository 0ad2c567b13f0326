package dev.flowbench.desktop.bench;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bench data as JSON files in one folder. One thread writes, in order; a file is replaced whole or not at all. */
public final class BenchFolder implements BenchData {
    private static final Logger LOG = LoggerFactory.getLogger(BenchFolder.class);
    private static final String ENDING = ".json";

    private final Path folder;
    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("bench data").factory());

    /** @param folder made when something is first written */
    public BenchFolder(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<JsonNode> read(String name) {
        Path file = file(name);
        try {
            return Files.isRegularFile(file)
                    ? Optional.ofNullable(json.readTree(Files.readAllBytes(file)))
                    : Optional.empty();
        } catch (JacksonException e) {
            LOG.warn("Bench data {} is broken and is left out: {}", file, e.getOriginalMessage());
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("Bench data {} cannot be read", file, e);
            return Optional.empty();
        }
    }

    @Override
    public void write(String name, JsonNode value) {
        Path file = file(name);
        writer.execute(() -> {
            try {
                Files.createDirectories(file.toAbsolutePath().getParent());
                Path next = file.resolveSibling(file.getFileName() + ".new");
                Files.write(next, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(value));
                Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                LOG.warn("Bench data {} cannot be written", file, e);
            }
        });
    }

    @Override
    public void remove(String name) {
        Path file = file(name);
        writer.execute(() -> {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                LOG.warn("Bench data {} cannot be removed", file, e);
            }
        });
    }

    @Override
    public List<String> names(String below) {
        Path at = folder.resolve(below);
        if (!Files.isDirectory(at)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(at)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> below + "/" + name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            LOG.warn("Bench data below {} cannot be listed", at, e);
            return List.of();
        }
    }

    @Override
    public void flush() {
        try {
            writer.submit(() -> {
            }).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ENDING);
    }
}
