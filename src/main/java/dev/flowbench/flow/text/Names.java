package dev.flowbench.flow.text;

import java.util.Set;

/** The grammar of names: of ports and fields, which templates and expressions share, and of node ids. */
public final class Names {

    /** The name under which the run's shared state is read, as in {@code state.tone}. */
    public static final String STATE = "state";

    /** The longest name, in characters. */
    public static final int MAX_LENGTH = 100;

    // CEL's reserved words, and "this", which jmustache takes for the current item.
    private static final Set<String> RESERVED = Set.of("as", "break", "const", "continue", "else", "false", "for",
            "function", "if", "import", "in", "let", "loop", "namespace", "null", "package", "return", "this", "true",
            "var", "void", "while");

    private Names() {
    }

    /**
     * {@return whether the text is a name of a port or field that both languages accept: letters, digits and
     * underscores of ASCII, not starting with a digit, and no reserved word}
     *
     * @param text any text
     */
    public static boolean isIdentifier(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !isStart(text.charAt(0))) {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (!isPart(text.charAt(i))) {
                return false;
            }
        }
        return !RESERVED.contains(text);
    }

    /**
     * {@return whether the text is a node's id: small letters, digits and hyphens of ASCII, starting with a letter}
     *
     * @param text any text
     */
    public static boolean isNodeId(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH || text.charAt(0) < 'a' || text.charAt(0) > 'z') {
            return false;
        }
        return text.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-');
    }

    static boolean isStart(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    static boolean isPart(char c) {
        return isStart(c) || c >= '0' && c <= '9';
    }
}
