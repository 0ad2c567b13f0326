package dev.flowbench.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** What was really done, in a file of its own that survives the process: one line a deed, forced before it is over. */
final class World {
    private final Path file;

    World(Path file) {
        this.file = file;
    }

    /**
     * A deed.
     *
     * @param process which process did it, from 1
     * @param what {@code model} or the tool's name
     * @param key idempotency key; of a model's answer the number of the attempt
     */
    record Deed(int process, String what, String run, String stepKey, String key) {
        private String line() {
            return process + "\t" + what + '\t' + run + '\t' + stepKey + '\t' + key + '\n';
        }

        private static Deed of(String line) {
            String[] parts = line.split("\t", -1);
            return new Deed(Integer.parseInt(parts[0]), parts[1], parts[2], parts[3], parts[4]);
        }
    }

    void happens(Deed deed) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            channel.write(ByteBuffer.wrap(deed.line().getBytes(StandardCharsets.UTF_8)));
            if (!deed.what().equals("model")) {
                channel.force(false);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Deed> all() {
        try {
            return Files.exists(file) ? Files.readAllLines(file).stream().map(Deed::of).toList() : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean happened(String key) {
        return all().stream().anyMatch(deed -> deed.key().equals(key));
    }
}
