package dev.flowbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsCommandTest {
    private static final String VALUE = "canary-0042-value";

    @TempDir private Path home;

    @Test
    void aSecretIsSetBoundListedAndDeletedAndNeverShown() {
        try (var typed = new Typed(home)) {
            typed.secrets.put("FLOWBENCH_PASSPHRASE", "a passphrase for tests");
            typed.standardInput = VALUE + "\n";
            String set = all(typed.type("secrets", "set", "MY_KEY").ends(0));
            assertTrue(set.contains("encrypted file"), set);
            all(typed.type("secrets", "bind", "MY_KEY", "https://API.example/v1").ends(0));
            String list = typed.type("secrets", "list").ends(0).out();
            assertEquals("MY_KEY  file         api.example\n", list);
            assertTrue(all(typed.type("secrets", "list", "--json").ends(0)).contains("\"api.example\""));
            all(typed.type("secrets", "delete", "MY_KEY").ends(0));
            assertEquals("", typed.type("secrets", "list").ends(0).out());
        }
    }

    @Test
    void aBindingIsTakenBackButNotThatOfAUsualKeyToItsProvider() {
        try (var typed = new Typed(home)) {
            typed.secrets.put("OPENAI_API_KEY", VALUE);
            all(typed.type("secrets", "bind", "OPENAI_API_KEY", "eu.api.openai.com").ends(0));
            String done = all(
                    typed.type("secrets", "unbind", "OPENAI_API_KEY", "https://EU.api.openai.com/v1").ends(0));
            assertTrue(done.contains("may be sent to api.openai.com only"), done);
            assertEquals("OPENAI_API_KEY  environment  api.openai.com\n", typed.type("secrets", "list").ends(0).out());
            assertTrue(all(typed.type("secrets", "unbind", "OPENAI_API_KEY", "eu.api.openai.com").ends(2))
                    .contains("was not bound"));
            assertTrue(all(typed.type("secrets", "unbind", "OPENAI_API_KEY", "api.openai.com").ends(2))
                    .contains("cannot be taken back"));
            all(typed.type("secrets", "bind", "MY_KEY", "a.example").ends(0));
            String last = all(typed.type("secrets", "unbind", "MY_KEY", "a.example").ends(0));
            assertTrue(last.contains("the first host"), last);
            assertEquals("OPENAI_API_KEY  environment  api.openai.com\n", typed.type("secrets", "list").ends(0).out());
        }
    }

    @Test
    void whatCannotBeSaysTheWayOut() {
        try (var typed = new Typed(home)) {
            typed.standardInput = VALUE + "\n";
            assertTrue(all(typed.type("secrets", "set", "MY_KEY", "--in", "file").ends(2))
                    .contains("FLOWBENCH_PASSPHRASE"));
            assertTrue(all(typed.type("secrets", "set", "MY_KEY", "--in", "keychain").ends(2)).contains("--in file"));
            assertTrue(all(typed.type("secrets", "set", "MY_KEY=" + VALUE).ends(2)).contains("asked for"));
            assertTrue(all(typed.type("secrets", "bind", "MY_KEY", "*.example").ends(2)).contains("api.example.com"));
            assertTrue(all(typed.type("secrets", "delete", "MY_KEY").ends(2)).contains("secrets list"));
            assertTrue(all(typed.type("secrets").ends(2)).contains("secrets --help"));
            typed.standardInput = "";
            assertTrue(all(typed.type("secrets", "set", "MY_KEY").ends(2)).contains("no value came"));
        }
    }

    @Test
    void theUsualOnesOfTheEnvironmentAreListed() {
        try (var typed = new Typed(home)) {
            typed.secrets.put("OPENAI_API_KEY", VALUE);
            assertEquals("OPENAI_API_KEY  environment  api.openai.com\n", typed.type("secrets", "list").ends(0).out());
        }
    }

    private static String all(Typed.Outcome outcome) {
        String said = outcome.out() + outcome.err();
        assertFalse(said.contains(VALUE), said);
        return said;
    }
}
