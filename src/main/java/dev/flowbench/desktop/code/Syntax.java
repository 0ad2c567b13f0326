package dev.flowbench.desktop.code;

import dev.flowbench.flow.text.Template;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The languages that are coloured. Colours never depend on the text being right. */
public enum Syntax {
    /** Text with {@code {{names}}}. */
    TEMPLATE {
        @Override
        public List<Piece> pieces(String text) {
            try {
                return Template.parse(text).spans().stream()
                        .map(span -> new Piece(span.start(), span.end(), switch (span.kind()) {
                            case VARIABLE -> VARIABLE;
                            case SECTION, CLOSE -> SECTION;
                            case COMMENT -> COMMENT;
                        }))
                        .toList();
            } catch (TextException _) {
                return found(TAGS, text, match -> switch (match.group().charAt(2)) {
                    case '#', '^', '/' -> SECTION;
                    case '!' -> COMMENT;
                    default -> VARIABLE;
                });
            }
        }
    },
    /** An expression. */
    EXPRESSION {
        @Override
        public List<Piece> pieces(String text) {
            return found(WORDS, text, match -> {
                char first = match.group().charAt(0);
                return first == '"' || first == '\'' ? STRING : Character.isDigit(first) ? NUMBER : VARIABLE;
            });
        }
    },
    /** JSON. */
    JSON {
        @Override
        public List<Piece> pieces(String text) {
            return found(TOKENS, text, match -> {
                if (match.group().charAt(0) != '"') {
                    return NUMBER;
                }
                int next = match.end();
                while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                    next++;
                }
                return next < text.length() && text.charAt(next) == ':' ? KEY : STRING;
            });
        }
    },
    /** Nothing is coloured. */
    PLAIN {
        @Override
        public List<Piece> pieces(String text) {
            return List.of();
        }
    };

    static final String VARIABLE = "code-variable";
    static final String SECTION = "code-section";
    static final String COMMENT = "code-comment";
    static final String STRING = "code-string";
    static final String NUMBER = "code-number";
    static final String KEY = "code-key";

    private static final Pattern TAGS = Pattern.compile("\\{\\{[^{}\\n][^{}\\n]*}}");
    private static final Pattern WORDS = Pattern.compile(
            "\"(?:[^\"\\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\\n]|\\\\.)*+'|\\b\\d+(?:\\.\\d+)?\\b|\\b[A-Za-z_]\\w*\\b");
    private static final Pattern TOKENS = Pattern.compile(
            "\"(?:[^\"\\\\\\n]|\\\\.)*+\"?|-?\\b\\d+(?:\\.\\d+)?(?:[eE][+-]?\\d+)?\\b|\\b(?:true|false|null)\\b");

    /** The coloured stretches of a text, in order, without overlap. */
    public abstract List<Piece> pieces(String text);

    private interface Style {
        String of(Matcher match);
    }

    private static List<Piece> found(Pattern pattern, String text, Style style) {
        var pieces = new ArrayList<Piece>();
        Matcher match = pattern.matcher(text);
        while (match.find()) {
            pieces.add(new Piece(match.start(), match.end(), style.of(match)));
        }
        return pieces;
    }
}
