package dev.flowbench.secret;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class SystemKeychainTest {
    @Test
    void whereThereIsNoneItSaysSo() {
        var keychain = new SystemKeychain();
        Assumptions.assumeTrue(keychain.absence().isPresent(), "this system has a keychain, which tests leave alone");
        assertTrue(keychain.absence().get().contains("no keychain"), keychain.absence().get());
        IOException e = assertThrows(IOException.class, () -> keychain.write("FLOWBENCH_TEST", "value-of-a-test"));
        assertTrue(String.valueOf(e.getMessage()).contains("no keychain"), e.getMessage());
    }
}
