package dev.flowbench.flow.text;

import dev.cel.common.CelIssue;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import java.util.regex.Pattern;

/** CEL's errors in words for people, with the place. */
final class CelErrors {

    private static final Pattern PLACE = Pattern.compile("^evaluation error(?: at <input>:(\\d+))?: (.*)",
            Pattern.DOTALL);
    private static final Pattern NO_FUNCTION = Pattern.compile("undeclared reference to '([^']*)'.*", Pattern.DOTALL);
    private static final Pattern NO_FIT = Pattern
            .compile("found no matching overload for '([^']*)' applied to '\\(?(.*?)\\)?' \\(candidates.*",
                    Pattern.DOTALL);
    private static final Pattern NO_KEY = Pattern.compile("key '(.*)' is not present in map\\.?", Pattern.DOTALL);
    private static final Pattern NO_OBJECT = Pattern.compile("Error resolving field '([^']*)'.*", Pattern.DOTALL);
    private static final Pattern NO_OVERLOAD = Pattern
            .compile("No matching overload for function '([^']*)'.*candidates: ?(.*)", Pattern.DOTALL);
    private static final Pattern ARITHMETIC = Pattern.compile("_[-+*/%]_");
    private static final Pattern RESERVED = Pattern.compile("reserved identifier: (\\w+)");

    private static final Pattern UNEXPECTED = Pattern.compile(
            "(?:mismatched input|extraneous input|no viable alternative at input|token recognition error at:|missing .* at)"
                    + " '(.*?)'(?: expecting .*)?",
            Pattern.DOTALL);

    private CelErrors() {
    }

    static TextException compile(String text, CelValidationException e) {
        CelIssue issue = e.getErrors().getFirst();
        int offset = offset(text, issue.getSourceLocation().getLine(), issue.getSourceLocation().getColumn());
        var message = issue.getMessage();
        var fit = NO_FIT.matcher(message);
        if (fit.matches()) {
            var types = fit.group(2);
            if (ARITHMETIC.matcher(fit.group(1)).matches() && types.contains("int") && types.contains("double")) {
                return new TextException(text, offset, "EXPRESSION_MIXED_NUMBERS", sign(fit.group(1)));
            }
            return new TextException(text, offset, "EXPRESSION_NO_FIT", sign(fit.group(1)), types);
        }
        var function = NO_FUNCTION.matcher(message);
        if (function.matches()) {
            return new TextException(text, offset, "EXPRESSION_NO_FUNCTION", function.group(1));
        }
        var reserved = RESERVED.matcher(message);
        if (reserved.matches()) {
            return new TextException(text, offset, "EXPRESSION_BAD_NAME", reserved.group(1));
        }
        if (message.contains("limit exceeded") || message.contains("exceeds limit")) {
            return new TextException(text, offset, "EXPRESSION_TOO_DEEP");
        }
        if (offset >= text.stripTrailing().length()) {
            return new TextException(text, offset, "EXPRESSION_ENDS_EARLY");
        }
        var unexpected = UNEXPECTED.matcher(message);
        if (unexpected.matches()) {
            if (unexpected.group(1).startsWith("'") || unexpected.group(1).startsWith("\"")) {
                return new TextException(text, offset, "EXPRESSION_OPEN_TEXT");
            }
            return new TextException(text, offset, "EXPRESSION_UNEXPECTED", shortened(unexpected.group(1)));
        }
        return new TextException(text, offset, "EXPRESSION_UNREADABLE", shortened(message));
    }

    static TextException evaluate(String text, Exception e) {
        var place = PLACE.matcher(String.valueOf(e.getMessage()));
        boolean found = place.matches();
        int offset = found && place.group(1) != null ? offset(text, Integer.parseInt(place.group(1))) : 0;
        var message = found ? place.group(2) : String.valueOf(e.getMessage());
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof CelBudget.Spent spent) {
                return new TextException(text, offset, spent.code, spent.limit);
            }
            if (cause instanceof CelFunctions.BadPattern) {
                return new TextException(text, offset, "EXPRESSION_PATTERN", String.valueOf(cause.getMessage()));
            }
        }
        if (message.startsWith("expected boolean value, found")) {
            return new TextException(text, offset, "EXPRESSION_NOT_A_CONDITION");
        }
        if (!(e instanceof CelEvaluationException evaluation)) {
            return new TextException(text, offset, "EXPRESSION_FAILED", shortened(message));
        }
        return switch (evaluation.getErrorCode()) {
            case ATTRIBUTE_NOT_FOUND -> attribute(text, offset, message);
            case INDEX_OUT_OF_BOUNDS -> new TextException(text, offset, "EXPRESSION_INDEX");
            case DIVIDE_BY_ZERO -> new TextException(text, offset, "EXPRESSION_DIVIDE_BY_ZERO");
            case OVERLOAD_NOT_FOUND, AMBIGUOUS_OVERLOAD -> overload(text, offset, message);
            case NUMERIC_OVERFLOW -> new TextException(text, offset, "EXPRESSION_OVERFLOW");
            case ITERATION_BUDGET_EXCEEDED ->
                new TextException(text, offset, "EXPRESSION_TOO_MUCH_WORK", Expression.MAX_ITERATIONS);
            case BAD_FORMAT, INTERNAL_ERROR, DUPLICATE_ATTRIBUTE, INVALID_ARGUMENT, TYPE_NOT_FOUND ->
                new TextException(text, offset, "EXPRESSION_FAILED", shortened(message));
        };
    }

    private static TextException attribute(String text, int offset, String message) {
        var key = NO_KEY.matcher(message);
        if (key.matches()) {
            return new TextException(text, offset, "EXPRESSION_NO_FIELD", key.group(1));
        }
        var field = NO_OBJECT.matcher(message);
        if (field.matches()) {
            return new TextException(text, offset, "EXPRESSION_NO_OBJECT", field.group(1));
        }
        return new TextException(text, offset, "EXPRESSION_FAILED", shortened(message));
    }

    private static TextException overload(String text, int offset, String message) {
        var overload = NO_OVERLOAD.matcher(message);
        if (!overload.matches()) {
            return new TextException(text, offset, "EXPRESSION_FAILED", shortened(message));
        }
        if (ARITHMETIC.matcher(overload.group(1)).matches()) {
            return new TextException(text, offset, "EXPRESSION_NO_ARITHMETIC", sign(overload.group(1)));
        }
        return new TextException(text, offset, "EXPRESSION_WRONG_KIND", sign(overload.group(1)));
    }

    /** {@return the sign or name people write for one of CEL's functions: + for _+_} */
    private static String sign(String function) {
        return function.equals("_[_]") ? "[…]" : function.replace("_", "");
    }

    private static String shortened(String message) {
        return message.length() <= 200 ? message : message.substring(0, 200) + "…";
    }

    /** {@return the offset in UTF-16 units of a place CEL counts in code points} */
    static int offset(String text, int codePoints) {
        int all = text.codePointCount(0, text.length());
        return text.offsetByCodePoints(0, Math.clamp(codePoints, 0, all));
    }

    private static int offset(String text, int line, int column) {
        int start = 0;
        for (int i = 1; i < line && text.indexOf('\n', start) >= 0; i++) {
            start = text.indexOf('\n', start) + 1;
        }
        return start + offset(text.substring(start), column);
    }
}
