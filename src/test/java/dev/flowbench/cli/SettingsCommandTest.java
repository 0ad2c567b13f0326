package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsCommandTest {
    @TempDir private Path home;

    @Test
    void aLocalServerIsAllowedAndForbidden() throws Exception {
        Files.writeString(home.resolve("settings.json"), "{\"theme\": \"dark\", \"ofLater\": 1}");
        try (var typed = new Typed(home)) {
            typed.type("settings", "allow", "http://LOCALHOST:11434/v1").ends(0);
            assertEquals("theme: dark\nlocal server: localhost:11434\n", typed.type("settings").ends(0).out());
            assertTrue(typed.type("settings", "allow", "localhost:11434").ends(0).err().contains("already"));
            typed.type("settings", "forbid", "localhost:11434").ends(0);
            assertEquals("theme: dark\n", typed.type("settings").ends(0).out());
            assertTrue(typed.type("settings", "allow", "10.0.0.0/8").ends(2).err().contains("localhost:11434"));
            assertTrue(Files.readString(home.resolve("settings.json")).contains("ofLater"));
        }
    }

    @Test
    void brokenSettingsAreSaidAndNeverWrittenOver(@TempDir Path home) throws IOException {
        try (var typed = new Typed(home)) {
            Path file = Files.writeString(home.resolve("settings.json"), "{\"folders\": {\"notes\":");
            assertTrue(typed.type("settings").ends(0).err().contains("settings.json"));
            typed.type("settings", "allow", "localhost:8").ends(2);
            typed.type("settings", "limit", "openai", "--concurrent", "2").ends(2);
            assertEquals("{\"folders\": {\"notes\":", Files.readString(file));
        }
    }

    @Test
    void aLimitIsShownChangedInPartAndTakenAway(@TempDir Path home) {
        try (var typed = new Typed(home)) {
            typed.type("settings", "limit", "openai", "--concurrent", "2", "--per-minute", "60").ends(0);
            assertTrue(typed.type("settings", "limit", "openai").ends(0).err().contains("2 at once, 60 a minute"));
            typed.type("settings", "limit", "openai", "--concurrent", "5").ends(0);
            assertTrue(typed.type("settings", "limit", "openai").ends(0).err().contains("5 at once, 60 a minute"));
            typed.type("settings", "limit", "openai", "--concurrent", "any", "--per-minute", "any").ends(0);
            assertTrue(!typed.type("settings").ends(0).out().contains("openai"));
        }
    }
}
