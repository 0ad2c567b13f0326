package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An expression of the Common Expression Language over JSON values: {@code score >= 0.8 && kind == 'bug'}. It always
 * ends, has no clock and no chance, and reaches nothing but its names. Paths and comparisons with constants run without
 * loading CEL, which takes about a second the first time. Immutable and safe for any thread.
 */
public final class Expression {

    /** The longest expression, in characters. */
    public static final int MAX_LENGTH = 4_000;

    /** The most rounds of {@code all}, {@code exists}, {@code map} and {@code filter} in one evaluation. */
    public static final int MAX_ITERATIONS = 10_000;

    /** The largest result, and the most text joined by {@code +} in one evaluation, in characters. */
    public static final int MAX_OUTPUT = 1_000_000;

    private final String text;
    private final NameUses uses;
    private final @Nullable PlainExpression plain;
    private volatile @Nullable CelProgram program;

    private Expression(String text, NameUses uses, @Nullable PlainExpression plain, @Nullable CelProgram program) {
        this.text = text;
        this.uses = uses;
        this.plain = plain;
        this.program = program;
    }

    /**
     * Reads an expression.
     *
     * @param text the expression
     * @return the expression
     * @throws TextException if it is not well formed or cannot work for any value, with the place
     */
    public static Expression parse(String text) throws TextException {
        if (text.isBlank()) {
            throw new TextException(text, 0, "EXPRESSION_EMPTY");
        }
        if (text.length() > MAX_LENGTH) {
            throw new TextException(text, MAX_LENGTH, "EXPRESSION_TOO_LONG", MAX_LENGTH);
        }
        var plain = PlainExpression.parse(text);
        if (plain != null) {
            return new Expression(text, plain.uses(), plain, null);
        }
        var program = CelProgram.compile(text);
        return new Expression(text, program.uses(), null, program);
    }

    /** Loads the expression language, so that the first real expression does not wait for it; for any thread. */
    public static void warm() {
        CelProgram.warm();
    }

    /** {@return the names it takes from outside, in the order of first use; names of state are whole: state.tone} */
    public Set<String> names() {
        return Collections.unmodifiableSet(uses.names());
    }

    /**
     * {@return those of the names that must have a value} A name that the expression tests by {@code has(name.field)} or
     * compares with null may have none.
     */
    public Set<String> required() {
        return Collections.unmodifiableSet(uses.required());
    }

    /**
     * Works the expression out.
     *
     * @param values gives the value of a name, or null if it has none
     * @return the result; for a plain path the very value it leads to
     * @throws TextException if a name or field has no value, or the values do not fit what is done with them
     */
    public JsonNode eval(Function<String, @Nullable JsonNode> values) throws TextException {
        if (plain != null) {
            var result = plain.eval(values);
            if (result != null) {
                return result;
            }
        }
        return program().eval(values);
    }

    /**
     * Works out an expression that answers yes or no.
     *
     * @param values gives the value of a name, or null if it has none
     * @return the answer
     * @throws TextException as {@link #eval}, and if the result is anything but true or false
     */
    public boolean test(Function<String, @Nullable JsonNode> values) throws TextException {
        var result = eval(values);
        if (!result.isBoolean()) {
            throw new TextException(text, 0, "EXPRESSION_NOT_BOOLEAN", JsonText.described(result));
        }
        return result.booleanValue();
    }

    private CelProgram program() throws TextException {
        var made = program;
        if (made == null) {
            made = CelProgram.compile(text); // Twice in a race is harmless: both are the same.
            program = made;
        }
        return made;
    }
}
