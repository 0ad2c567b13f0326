package dev.flowbench.secret;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.flowbench.net.Redaction;
import dev.flowbench.net.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VaultTest {
    private static final String VALUE = "canary-0815-value";

    @TempDir private Path folder;

    private final Map<String, String> environment = new HashMap<>(Map.of(Vault.PASSPHRASE, "correct horse"));
    private final Redaction redaction = new Redaction();

    @Test
    void theEncryptedFileGivesBackWhatWasSetAndShowsNothing() throws Exception {
        assertEquals(Keep.FILE, vault(Keychain.NONE).set("MY_KEY", " " + VALUE + "\n", null));
        assertEquals(VALUE, vault(Keychain.NONE).find("MY_KEY").orElseThrow().value());
        for (Path file : files()) {
            String text = Files.readString(file);
            assertFalse(text.contains(VALUE) || text.contains("correct horse"), file.toString());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)),
                    file.toString());
        }
        assertFalse(Files.readString(folder.resolve("secrets.enc")).contains("MY_KEY"));
    }

    @Test
    void anotherPassphraseAChangedFileAndNoneAtAllOpenNothing() throws Exception {
        vault(Keychain.NONE).set("MY_KEY", VALUE, Keep.FILE);
        environment.put(Vault.PASSPHRASE, "wrong horse");
        says("FLOWBENCH_PASSPHRASE does not open", () -> vault(Keychain.NONE).find("MY_KEY"));
        environment.remove(Vault.PASSPHRASE);
        says("needs its passphrase", () -> vault(Keychain.NONE).find("MY_KEY"));
        var asked = vault(Keychain.NONE);
        asked.asks(fresh -> fresh ? Optional.empty() : Optional.of("correct horse".toCharArray()));
        assertEquals(VALUE, asked.find("MY_KEY").orElseThrow().value());
        environment.put(Vault.PASSPHRASE, "  ");
        var mistyped = vault(Keychain.NONE);
        mistyped.asks(_ -> Optional.of("wrong horse".toCharArray()));
        says("The passphrase does not open", () -> mistyped.find("MY_KEY"));
        mistyped.asks(_ -> Optional.of("correct horse".toCharArray()));
        assertEquals(VALUE, mistyped.find("MY_KEY").orElseThrow().value(), "it may be typed again");
        environment.put(Vault.PASSPHRASE, "correct horse");
        Path file = folder.resolve("secrets.enc");
        String kept = Files.readString(file);
        Files.writeString(file, kept.replace("600000", "600001"));
        assertThrows(IOException.class, () -> vault(Keychain.NONE).find("MY_KEY"));
        Files.writeString(file, kept.replace("600000", "2000000000"));
        says("damaged", () -> vault(Keychain.NONE).find("MY_KEY"));
        Files.writeString(file, "{");
        says("damaged", () -> vault(Keychain.NONE).find("MY_KEY"));
    }

    @Test
    void aPassphraseIsChosenOnceAndAskedForAfterThat() throws Exception {
        environment.remove(Vault.PASSPHRASE);
        var fresh = new ArrayList<Boolean>();
        var first = vault(Keychain.NONE);
        says("no passphrase was chosen", () -> first.set("MY_KEY", VALUE, Keep.FILE));
        assertFalse(Files.exists(folder.resolve("secrets.enc")));
        first.asks(isNew -> {
            fresh.add(isNew);
            return Optional.of("correct horse".toCharArray());
        });
        first.set("MY_KEY", VALUE, Keep.FILE);
        first.set("OTHER_KEY", VALUE, Keep.FILE);
        assertEquals(List.of(true), fresh, "asked once in a process");
        var second = vault(Keychain.NONE);
        second.asks(isNew -> {
            fresh.add(isNew);
            return Optional.of("correct horse".toCharArray());
        });
        assertEquals(VALUE, second.find("OTHER_KEY").orElseThrow().value());
        assertEquals(List.of(true, false), fresh);
    }

    @Test
    void aNewPassphraseIsNotShortAndNoneThatIsGivenIsSaid() throws Exception {
        environment.put(Vault.PASSPHRASE, "7 chars");
        says("8 characters or more", () -> vault(Keychain.NONE).set("MY_KEY", VALUE, Keep.FILE));
        environment.remove(Vault.PASSPHRASE);
        var asked = vault(Keychain.NONE);
        asked.asks(_ -> Optional.of("7 chars".toCharArray()));
        says("8 characters or more", () -> asked.set("MY_KEY", VALUE, Keep.FILE));
        asked.asks(_ -> Optional.of(new char[0]));
        says("no passphrase was chosen. Nothing was kept", () -> asked.set("MY_KEY", VALUE, Keep.FILE));
        assertFalse(Files.exists(folder.resolve("secrets.enc")));
        asked.asks(_ -> Optional.of("8 chars.".toCharArray()));
        asked.set("MY_KEY", VALUE, Keep.FILE);
        var later = vault(Keychain.NONE);
        later.asks(_ -> Optional.of(new char[0]));
        says("No passphrase was given", () -> later.find("MY_KEY"));
    }

    @Test
    void whatIsKnownToTheEnvironmentIsKnownBeforeItIsUsed() throws Exception {
        environment.put("OPENAI_API_KEY", VALUE);
        environment.put("BOUND_KEY", VALUE + 2);
        environment.put("NAMED_KEY", VALUE + 3);
        environment.put("OTHER", VALUE + 4);
        vault(Keychain.NONE).bind("BOUND_KEY", "a.example");
        vault(Keychain.NONE).acquaint(Set.of("NAMED_KEY", "MISSING"), true);
        for (String known : List.of(VALUE, VALUE + 2, VALUE + 3)) {
            assertEquals("it is [secret].", redaction.withoutKnown("it is " + known + "."));
        }
        assertTrue(redaction.withoutKnown(VALUE + 4).endsWith("4"), "nobody said that this is one");
    }

    @Test
    void theKeychainIsTakenWhereThereIsOneAndAskedOnlyForWhatItKeeps() throws Exception {
        var keychain = new FakeKeychain();
        var vault = vault(keychain);
        assertTrue(vault.find("OTHER").isEmpty());
        assertEquals(0, keychain.asked);
        assertEquals(Keep.KEYCHAIN, vault.set("MY_KEY", VALUE, null));
        assertEquals(VALUE, vault.find("MY_KEY").orElseThrow().value());
        vault.set("MY_KEY", VALUE + 2, Keep.FILE);
        assertTrue(keychain.values.isEmpty(), "moved, not copied");
        assertEquals(VALUE + 2, vault.find("MY_KEY").orElseThrow().value());
        vault.set("MY_KEY", VALUE, Keep.KEYCHAIN);
        keychain.values.clear();
        says("does not give MY_KEY", () -> vault.find("MY_KEY"));
    }

    @Test
    void theEnvironmentComesFirst() throws Exception {
        var vault = vault(Keychain.NONE);
        vault.set("MY_KEY", VALUE, Keep.FILE);
        environment.put("MY_KEY", "other-value-0816\n");
        assertEquals("other-value-0816", vault.find("MY_KEY").orElseThrow().value());
        assertEquals(Keep.ENVIRONMENT, vault.rows().getFirst().kept());
    }

    @Test
    void aSecretIsBoundOnceAndNeverElsewhereUnasked() throws Exception {
        environment.put("MY_KEY", VALUE);
        var vault = vault(Keychain.NONE);
        assertEquals(Set.of(), vault.find("MY_KEY").orElseThrow().places());
        assertTrue(vault.bindFirst("MY_KEY", "first.example"));
        assertFalse(vault.bindFirst("MY_KEY", "second.example"));
        assertTrue(vault(Keychain.NONE).bindFirst("MY_KEY", "first.example"));
        assertEquals(Set.of("first.example"), vault(Keychain.NONE).find("MY_KEY").orElseThrow().places());
        vault.bind("MY_KEY", "second.example");
        assertEquals(Set.of("first.example", "second.example"), vault.find("MY_KEY").orElseThrow().places());
        environment.put("OPENAI_API_KEY", VALUE);
        assertFalse(vault.bindFirst("OPENAI_API_KEY", "evil.example"));
        assertEquals(Set.of("api.openai.com"), vault.find("OPENAI_API_KEY").orElseThrow().places());
    }

    @Test
    void aBrokenRegisterAllowsNothing() throws Exception {
        environment.put("MY_KEY", VALUE);
        Files.writeString(folder.resolve("secrets.json"), "[]");
        says("no secret is sent anywhere", () -> vault(Keychain.NONE).find("MY_KEY"));
        says("no secret is sent anywhere", () -> vault(Keychain.NONE).bindFirst("MY_KEY", "first.example"));
    }

    @Test
    void whatIsDeletedIsGone() throws Exception {
        var vault = vault(Keychain.NONE);
        vault.set("MY_KEY", VALUE, Keep.FILE);
        vault.bind("MY_KEY", "first.example");
        assertTrue(vault.delete("MY_KEY"));
        assertTrue(vault.find("MY_KEY").isEmpty() && vault.rows().isEmpty());
        assertFalse(vault.delete("MY_KEY"));
    }

    @Test
    void redactionKnowsWhatIsHandedOut() throws Exception {
        environment.put("MY_KEY", VALUE);
        Secret secret = vault(Keychain.NONE).find("MY_KEY").orElseThrow();
        assertEquals("it is [secret]", redaction.of("it is " + VALUE));
        assertFalse((secret + " " + vault(Keychain.NONE)).contains(VALUE));
    }

    @Test
    void aKeyIsAnEnvironmentVariable() {
        var secrets = Environment.of(Map.of("A", " key\r\n", "B", "  "));
        assertEquals(Optional.of("key"), secrets.get("A"));
        assertEquals(Optional.empty(), secrets.get("B"));
        assertEquals(Optional.empty(), secrets.get("C"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb", "a\u0000b"})
    void aValueIsOneLine(String value) {
        says("was not set", () -> vault(Keychain.NONE).set("MY_KEY", value, Keep.FILE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1A", "A B", "A=B", "../A", "ä"})
    void aNameIsAName(String name) { assertFalse(Vault.isName(name)); }

    private Vault vault(Keychain keychain) {
        return new Vault(folder, Environment.of(environment), keychain,
                redaction);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }

    private interface Attempt {
        void make() throws Exception;
    }

    private static void says(String words, Attempt attempt) {
        IOException e = assertThrows(IOException.class, attempt::make);
        assertTrue(String.valueOf(e.getMessage()).contains(words), e.getMessage());
        assertFalse(String.valueOf(e.getMessage()).contains(VALUE));
    }

    private static final class FakeKeychain implements Keychain {
        final Map<String, String> values = new HashMap<>();
        int asked;

        @Override
        public Optional<String> absence() { return Optional.empty(); }

        @Override
        public Optional<String> read(String name) {
            asked++;
            return Optional.ofNullable(values.get(name));
        }

        @Override
        public void write(String name, String value) { values.put(name, value); }

        @Override
        public void delete(String name) { values.remove(name); }
    }
}
