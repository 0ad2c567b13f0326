package dev.flowbench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The optional part: {@code ./mvnw -Pembeddings test -Dtest=LocalEmbedderTest}. */
class LocalEmbedderTest {
    @TempDir Path folder;

    @Test
    void findsWhatMeansTheSameWithoutANetwork() throws Exception {
        Optional<LocalEmbedder> part = LocalEmbedder.find(folder.resolve("natives"));
        assumeTrue(part.isPresent(), "the part is not added: -Pembeddings adds it");
        try (var embedder = part.get();
                var memory = new LocalMemory(folder.resolve("memory.db"), () -> Optional.of(embedder))) {
            memory.remember("s", "pet", "The cat slept on the sofa.", 1);
            memory.remember("s", "money", "The invoice is due on Friday.", 2);
            memory.remember("s", "sky", "", 3);
            var found = memory.recall("s", "a kitten napping", 5);
            assertEquals("pet", found.getFirst().id());
            assertEquals("", found.getFirst().note());
            assertTrue(found.stream().noneMatch(entry -> entry.id().equals("money")), found::toString);
            assertEquals(384, embedder.embed(List.of("x")).getFirst().length);
        }
        assertTrue(Files.isDirectory(folder.resolve("natives")));
    }
}
