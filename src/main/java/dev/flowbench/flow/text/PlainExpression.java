package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The part of the expression language that most gates need: a path, {@code has}, a path compared with a path or a
 * constant, and these joined by and, or, not. Worked out here, so that a run need not load CEL. Wherever CEL would report
 * an error, the answer here is null, "ask CEL": so this class needs no error of its own, and an expression never means
 * two things.
 */
final class PlainExpression {

    private final String text;
    private final Node root;
    private final NameUses uses;

    PlainExpression(String text, Node root, NameUses uses) {
        this.text = text;
        this.root = root;
        this.uses = uses;
    }

    /** {@return the expression, or null if it is more than plain or not well formed} */
    static @Nullable PlainExpression parse(String text) {
        return new PlainParser(text).parse();
    }

    NameUses uses() {
        return uses;
    }

    /**
     * {@return the result, or null where CEL has to say}
     *
     * @throws TextException if a name that must have a value has none
     */
    @Nullable JsonNode eval(Function<String, @Nullable JsonNode> values) throws TextException {
        for (var name : uses.names()) {
            uses.value(text, name, values); // All first, as CEL's wrapper does.
        }
        return root.eval(name -> uses.value(text, name, values));
    }

    /** Gives the value of a name. */
    interface Scope {
        @Nullable JsonNode value(String name) throws TextException;
    }

    /** A part of a plain expression. */
    sealed interface Node {
        @Nullable JsonNode eval(Scope scope) throws TextException;
    }

    record Constant(JsonNode value) implements Node {
        @Override
        public JsonNode eval(Scope scope) {
            return value;
        }
    }

    record Reference(String name, List<String> fields) implements Node {
        @Override
        public @Nullable JsonNode eval(Scope scope) throws TextException {
            var value = scope.value(name);
            for (int i = 0; value != null && i < fields.size(); i++) {
                value = value.isObject() ? value.get(fields.get(i)) : null;
            }
            return value;
        }
    }

    record Has(Reference of, String field) implements Node {
        @Override
        public @Nullable JsonNode eval(Scope scope) throws TextException {
            var value = of.eval(scope);
            return value == null || !value.isObject() ? null : BooleanNode.valueOf(value.has(field));
        }
    }

    record Not(Node of) implements Node {
        @Override
        public @Nullable JsonNode eval(Scope scope) throws TextException {
            var value = of.eval(scope);
            return value == null || !value.isBoolean() ? null : BooleanNode.valueOf(!value.booleanValue());
        }
    }

    /** And, where the deciding value is false; or, where it is true. */
    record Junction(boolean deciding, Node left, Node right) implements Node {
        @Override
        public @Nullable JsonNode eval(Scope scope) throws TextException {
            var first = left.eval(scope);
            if (first == null || !first.isBoolean() || first.booleanValue() == deciding) {
                return first == null || !first.isBoolean() ? null : first;
            }
            var second = right.eval(scope);
            return second == null || !second.isBoolean() ? null : second;
        }
    }

    /** A comparison's sign. */
    enum Sign {
        EQUAL("=="), UNEQUAL("!="), AT_LEAST(">="), AT_MOST("<="), MORE(">"), LESS("<");

        final String text;

        Sign(String text) {
            this.text = text;
        }

        boolean ordering() {
            return this != EQUAL && this != UNEQUAL;
        }
    }

    record Comparison(Sign sign, Node left, Node right) implements Node {
        @Override
        public @Nullable JsonNode eval(Scope scope) throws TextException {
            var a = left.eval(scope);
            var b = right.eval(scope);
            if (a == null || b == null || isNegativeZero(a) || isNegativeZero(b)) {
                return null;
            }
            var answer = sign.ordering() ? order(a, b) : equality(a, b);
            return answer == null ? null : BooleanNode.valueOf(answer);
        }

        private @Nullable Boolean equality(JsonNode a, JsonNode b) {
            if (a.isContainerNode() && b.isContainerNode()) {
                return null;
            }
            boolean equal = switch (a.getNodeType()) {
                case NUMBER -> b.isNumber() && compare(a, b) == 0;
                case STRING -> b.isTextual() && a.textValue().equals(b.textValue());
                case BOOLEAN -> b.isBoolean() && a.booleanValue() == b.booleanValue();
                case NULL -> b.isNull();
                case ARRAY, OBJECT, BINARY, POJO, MISSING -> false;
            };
            return equal == (sign == Sign.EQUAL);
        }

        private @Nullable Boolean order(JsonNode a, JsonNode b) {
            int order;
            if (a.isNumber() && b.isNumber()) {
                order = compare(a, b);
            } else if (a.isTextual() && b.isTextual()) {
                order = a.textValue().compareTo(b.textValue());
            } else {
                return null;
            }
            return switch (sign) {
                case AT_LEAST -> order >= 0;
                case AT_MOST -> order <= 0;
                case MORE -> order > 0;
                case LESS -> order < 0;
                case EQUAL, UNEQUAL -> null;
            };
        }

        private static boolean isNegativeZero(JsonNode value) {
            return value.isFloatingPointNumber() && Double.compare(value.doubleValue(), -0.0) == 0;
        }

        /** As CEL does: whole numbers exactly, a whole number and a fraction as fractions. */
        private static int compare(JsonNode a, JsonNode b) {
            if (JsonText.isWhole(a) && JsonText.isWhole(b)) {
                return Long.compare(a.longValue(), b.longValue());
            }
            double x = a.doubleValue();
            double y = b.doubleValue();
            return x < y ? -1 : x > y ? 1 : 0;
        }
    }

    static JsonNode number(String digits) {
        boolean whole = digits.chars().allMatch(c -> c == '-' || c >= '0' && c <= '9');
        return whole ? JsonText.whole(Long.parseLong(digits)) : DoubleNode.valueOf(Double.parseDouble(digits));
    }

    static JsonNode text(String value) {
        return TextNode.valueOf(value);
    }

    static JsonNode nothing() {
        return NullNode.getInstance();
    }
}
