package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.flowbench.flow.text.PlainExpression.Comparison;
import dev.flowbench.flow.text.PlainExpression.Constant;
import dev.flowbench.flow.text.PlainExpression.Has;
import dev.flowbench.flow.text.PlainExpression.Junction;
import dev.flowbench.flow.text.PlainExpression.Node;
import dev.flowbench.flow.text.PlainExpression.Not;
import dev.flowbench.flow.text.PlainExpression.Reference;
import dev.flowbench.flow.text.PlainExpression.Sign;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the plain part of the expression language. Anything else, well formed or not, makes it give up at once: then CEL
 * reads the text, and its errors are the ones people see.
 */
final class PlainParser {

    // A text in quotes without escapes, a number, a dotted name, a sign. No letter or digit may follow a number.
    // The repetition is bounded as Java's regular expressions recurse on it.
    private static final Pattern TOKEN = Pattern.compile("""
            [ \\t\\r\\n]*(?:"(?<double>[^"\\\\\\r\\n]*)"|'(?<single>[^'\\\\\\r\\n]*)'\
            |(?<number>-?[0-9]{1,18}(?:\\.[0-9]{1,18})?(?![0-9A-Za-z_.]))\
            |(?<path>[a-zA-Z_][a-zA-Z0-9_]*(?:\\.[a-zA-Z_][a-zA-Z0-9_]*){0,20})\
            |(?<sign>&&|\\|\\||==|!=|>=|<=|>|<|!|\\(|\\)))""");
    private static final int MAX_DEPTH = 20;

    private final String text;
    private final Matcher matcher;
    private final NameUses uses = new NameUses();
    private int at;
    private int depth;

    PlainParser(String text) {
        this.text = text.stripTrailing();
        this.matcher = TOKEN.matcher(this.text);
    }

    @Nullable PlainExpression parse() {
        var root = junction(true);
        return root == null || at != text.length() ? null : new PlainExpression(text, root, uses);
    }

    private @Nullable Node junction(boolean or) {
        var left = or ? junction(false) : unary();
        while (left != null && sign(or ? "||" : "&&")) {
            var right = or ? junction(false) : unary();
            if (right == null || !answers(left) || !answers(right)) {
                return null;
            }
            left = new Junction(or, left, right);
        }
        return left;
    }

    private @Nullable Node unary() {
        boolean not = sign("!");
        boolean grouped = sign("(");
        var left = grouped ? inside() : term();
        if (left == null || not) {
            return left == null || !answers(left) ? null : new Not(left);
        }
        var sign = grouped ? null : comparison();
        if (sign == null) {
            return left;
        }
        var right = term();
        if (right == null || !comparable(sign, left, right)) {
            return null;
        }
        noteNullTest(left, right);
        noteNullTest(right, left);
        return new Comparison(sign, left, right);
    }

    private @Nullable Node inside() {
        if (++depth > MAX_DEPTH) {
            return null;
        }
        var node = junction(true);
        depth--;
        return node != null && sign(")") ? node : null;
    }

    /** A constant, a path, or {@code has(path)}. */
    private @Nullable Node term() {
        if (!token()) {
            return null;
        }
        at = matcher.end();
        if (matcher.group("number") != null) {
            return new Constant(PlainExpression.number(matcher.group("number")));
        }
        var quoted = matcher.group("double") != null ? matcher.group("double") : matcher.group("single");
        if (quoted != null) {
            return new Constant(PlainExpression.text(quoted));
        }
        var path = matcher.group("path");
        if (path == null) {
            return null;
        }
        int offset = matcher.start("path");
        return switch (path) {
            case "true", "false" -> new Constant(BooleanNode.valueOf(path.equals("true")));
            case "null" -> new Constant(PlainExpression.nothing());
            case "has" -> sign("(") ? has() : reference(path, offset);
            default -> reference(path, offset);
        };
    }

    private @Nullable Node has() {
        if (!token() || matcher.group("path") == null) {
            return null;
        }
        var path = matcher.group("path");
        int offset = matcher.start("path");
        at = matcher.end();
        int dot = path.lastIndexOf('.');
        if (dot < 0 || !sign(")") || !(reference(path.substring(0, dot), offset) instanceof Reference of)) {
            return null;
        }
        uses.askForField(of.name());
        var field = path.substring(dot + 1);
        return Names.isIdentifier(field) ? new Has(of, field) : null;
    }

    private @Nullable Node reference(String dotted, int offset) {
        if (!Path.isPath(dotted) || dotted.equals(Names.STATE)) {
            return null;
        }
        var path = Path.of(dotted);
        uses.use(path.name(), offset);
        return new Reference(path.name(), List.copyOf(path.fields()));
    }

    private void noteNullTest(Node of, Node with) {
        if (of instanceof Reference(var name, var fields) && fields.isEmpty() && with instanceof Constant(var value)
                && value.isNull()) {
            uses.compareWithNull(name);
        }
    }

    /** {@return whether CEL takes it for something that may be true or false} */
    private static boolean answers(Node node) {
        return !(node instanceof Constant(var value)) || value.isBoolean();
    }

    /** {@return whether CEL takes the comparison for one that may work} */
    private static boolean comparable(Sign sign, Node left, Node right) {
        if (left instanceof Reference) {
            return right instanceof Reference
                    || right instanceof Constant(var value) && !(sign.ordering() && value.isNull());
        }
        return right instanceof Reference && left instanceof Constant(var value)
                && !(sign.ordering() && value.isNull());
    }

    private @Nullable Sign comparison() {
        for (var sign : Sign.values()) {
            if (sign(sign.text)) {
                return sign;
            }
        }
        return null;
    }

    private boolean sign(String sign) {
        if (!token() || !sign.equals(matcher.group("sign"))) {
            return false;
        }
        at = matcher.end();
        return true;
    }

    private boolean token() {
        return matcher.region(at, text.length()).lookingAt();
    }
}
