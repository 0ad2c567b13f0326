package dev.flowbench.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
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

    @Test
    void aKnownValueIsFoundInsideOfOtherThings() throws Exception {
        var redaction = new Redaction();
        String secret = "p/ss+w\"\\örd <&> =1234";
        redaction.know(secret);
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        var json = new ObjectMapper();
        String once = json.writeValueAsString(Map.of("error", "key " + secret));
        var forms = new ArrayList<>(List.of(once, json.writeValueAsString(once),
                json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII).writeValueAsString(secret),
                HexFormat.of().formatHex(bytes), HexFormat.of().withUpperCase().formatHex(bytes),
                HexFormat.of().withPrefix("%").formatHex(bytes),
                URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"),
                URLEncoder.encode(URLEncoder.encode(secret, StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
        for (String before : new String[]{"", "a", "ab", "abc", "user:"}) {
            for (String after : new String[]{"", "x", "xy", "xyz"}) {
                byte[] all = (before + secret + after).getBytes(StandardCharsets.UTF_8);
                forms.add(Base64.getEncoder().encodeToString(all));
                forms.add(Base64.getUrlEncoder().encodeToString(all));
            }
        }
        for (String form : forms) {
            String clean = redaction.withoutKnown("before " + form + " after");
            assertTrue(clean.startsWith("before ") && clean.contains(Redaction.MARK) && clean.endsWith(" after"),
                    clean);
            assertTrue(clean.length() < 50, clean);
        }
    }

    @Test
    void manyValuesAreFoundInOnePass() {
        var redaction = new Redaction();
        for (int i = 0; i < 50; i++) redaction.know("canary-" + i + "-value");
        redaction.know("canary-1");
        String text = "canary-7-valuecanary-49-value canary-50-value canary-1";
        assertEquals("[secret][secret] canary-50-value [secret]", redaction.of(text));
        String harmless = "Nothing of the kind. ".repeat(1000);
        assertSame(harmless, redaction.withoutKnown(harmless));
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
