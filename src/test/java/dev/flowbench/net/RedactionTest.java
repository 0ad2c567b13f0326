package dev.flowbench.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final String SECRET = "p/ss+wörd=1234";

    @Test
    void aKnownValueIsFoundInEveryForm() {
        var redaction = new Redaction();
        redaction.know(" " + SECRET + "\n");
        byte[] bytes = SECRET.getBytes(StandardCharsets.UTF_8);
        for (String form : new String[]{SECRET, URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
            Base64.getEncoder().encodeToString(bytes), Base64.getUrlEncoder().encodeToString(bytes)}) {
            String clean = redaction.of("a " + form + " b");
            assertTrue(clean.startsWith("a [secret]") && clean.endsWith(" b"), clean);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"sk-proj-abcdEFGH1234_-x", "sk-ant-api03-abcdefgh", "Bearer abc.def-gh1",
        "gsk_abcdefgh1234",
        "hf_abcdefgh1234", "ghp_abcdefgh1234", "AIzaSyA-1234567890abcdefghij", "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "sk-ab***********yz12"})
    void whatIsShapedLikeAKeyGoes(String key) {
        assertEquals("Bad: [secret] here", new Redaction().of("Bad: " + key + " here"));
    }

    @Test
    void wordsStay() {
        String text = "The task-management desk asks for a basic request; api key: missing. Status 404, gpt-4.1-mini.";
        var redaction = new Redaction();
        redaction.know("a");
        assertEquals(text, redaction.of(text));
        assertFalse(redaction.of(text).contains(Redaction.MARK));
    }
}
