package dev.flowbench.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.net.Limits;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class CleanLogTest {
    private static final String KEY = "canary/0909+\"log=" + System.nanoTime();

    @TempDir private Path home;

    @Test
    void whoeverLogsItASecretIsNotWritten() throws Exception {
        Log file = Log.file();
        long before = file.size();
        org.slf4j.Logger library = LoggerFactory.getLogger("org.some.library");
        try (var flowbench = new Flowbench(new Machine(new FlowbenchHome(home), Samples.installed(),
                name -> Optional.of(KEY), Limits.USUAL, Clock.systemUTC()))) {
            assertTrue(flowbench.secrets().find("SOME_KEY").isPresent());
            library.warn("headers [Authorization: Bearer {}]", KEY);
            library.warn("asked for ?key={}", URLEncoder.encode(KEY, StandardCharsets.UTF_8));
            library.error("failed", new IllegalStateException("with " + KEY, new RuntimeException("by " + KEY)));
            library.warn("and {} of nobody we know", "sk-0123456789abcdef");
        }
        String log = file.from(before);
        assertTrue(log.contains("headers [Authorization: [secret]]") || log.contains("Bearer [secret]"),
                "it is logged");
        assertTrue(log.contains("and [secret] of nobody we know"));
        assertFalse(log.contains(KEY) || log.contains(URLEncoder.encode(KEY, StandardCharsets.UTF_8)));
    }
}
