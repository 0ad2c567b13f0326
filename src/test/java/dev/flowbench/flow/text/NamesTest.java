package dev.flowbench.flow.text;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "_", "A9_b", "score", "type", "string", "int", "list", "map", "size", "has", "all",
        "x1"})
    void identifiersAreAcceptedByBothLanguages(String name) {
        assertTrue(Names.isIdentifier(name));
        assertDoesNotThrow(() -> Template.parse("{{" + name + "}}").render(Values.of("{'" + name + "': 1}")));
        assertDoesNotThrow(() -> Expression.parse(name + " == 1 ? 'a' : 'b'").eval(Values.of("{'" + name + "': 1}")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1a", "a-b", "a b", "é", "a.b", "in", "package", "null", "true", "this", "if", "while"})
    void otherTextsAreNoIdentifiers(String name) {
        assertFalse(Names.isIdentifier(name));
    }

    @Test
    void nodeIdsAreSmallLettersDigitsAndHyphens() {
        assertTrue(Names.isNodeId("a"));
        assertTrue(Names.isNodeId("judge-2"));
        assertFalse(Names.isNodeId(""));
        assertFalse(Names.isNodeId("2a"));
        assertFalse(Names.isNodeId("-a"));
        assertFalse(Names.isNodeId("Judge"));
        assertFalse(Names.isNodeId("a_b"));
        assertFalse(Names.isNodeId("a".repeat(101)));
    }
}
