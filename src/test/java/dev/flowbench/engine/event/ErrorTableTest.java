package dev.flowbench.engine.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of error codes in the README is the one in the code. */
class ErrorTableTest {
    @Test
    void theReadmeSaysWhatTheCodeDoes() throws IOException {
        String head = "| code | cause | tried again | charged | breaker | what to do |\n|---|---|---|---|---|---|\n";
        String table = Arrays.stream(ErrorCode.values()).map(ErrorTableTest::row).collect(Collectors.joining());
        assertThat(Files.readString(Path.of("README.md"))).contains(head + table);
    }

    private static String row(ErrorCode code) {
        String charged = switch (code.charge()) {
            case NONE -> "nothing to charge";
            case RELEASE -> "no";
            case SETTLE -> "what was used";
            case UNCERTAIN -> "all that was held";
        };
        String again = switch (code.again()) {
            case YES -> "yes";
            case IF_ASKED -> "only where the node has a `retry`";
            case NO -> "no";
        };
        return "| `" + code + "` | " + code.cause() + " | " + again + " | " + charged
                + " | " + (code.tripsBreaker() ? "counts" : "no") + " | " + code.todo() + " |\n";
    }
}
