package dev.flowbench.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactedPortsTest {
    private static final String KEY = "canary-0815-4711";

    private final Redacted clean = new Redacted(text -> text.replace(KEY, "[secret]"));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 11, 100})
    void aKeyThatComesInPiecesIsNotShown(int size) {
        String text = "You sent " + KEY + ", and \"" + KEY + "\". Grüße, 東京東京東京東京東京 internationalisation. " + KEY;
        var shown = new ArrayList<String>();
        var live = new LiveText(clean, shown::add);
        for (int i = 0; i < text.length(); i += size) live.add(text.substring(i, Math.min(text.length(), i + size)));
        live.finish();
        String all = String.join("", shown);
        assertFalse(all.contains(KEY.substring(0, 10)), all);
        assertEquals("You sent [secret], and \"[secret]\". Grüße, 東京東京東京東京東京 internationalisation. [secret]",
                all.replace(KEY.substring(0, 8) + "[secret]", "[secret]"));
    }

    @Test
    void proseIsShownAsItComes() {
        var shown = new ArrayList<String>();
        var live = new LiveText(clean, shown::add);
        for (String piece : List.of("The", " first", " words", " 東京", "に", "行く")) live.add(piece);
        assertEquals(List.of("The", " first", " words", " 東京", "に", "行く"), shown);
    }

    @Test
    void whatHoldsNothingStaysTheSameObject() throws Exception {
        JsonNode value = new ObjectMapper().readTree("{\"a\": [1, \"b\", {\"c\": null}]}");
        assertSame(value, clean.json(value));
        JsonNode told = new ObjectMapper().readTree("{\"" + KEY + "\": [1, \"x " + KEY + "\"]}");
        assertEquals("{\"[secret]\":[1,\"x [secret]\"]}", clean.json(told).toString());
    }

    @Test
    void anExceptionKeepsOnlyItsWords() {
        var cause = new IllegalStateException("sent " + KEY);
        assertEquals("java.lang.IllegalStateException: sent [secret]", String.valueOf(clean.cause(cause)));
        var harmless = new IllegalStateException("sent");
        assertSame(harmless, clean.cause(harmless));
        assertSame(harmless, clean.broken(harmless));
    }
}
