package dev.flowbench.tool;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One calculation: reads an expression and computes it on the way. Exact, except for quotients and roots that do not
 * end: those have 34 significant digits. The work is bounded: each character causes at most one operation, and each
 * operation works on numbers of bounded length.
 */
final class Arithmetic {
    /** The longest expression, in characters. */
    static final int MAX_LENGTH = 2_000;
    private static final int MAX_DEPTH = 100;
    private static final int MAX_DIGITS = 1_000;
    private static final int MAX_POWER = 10_000;
    private static final MathContext ROUNDED = MathContext.DECIMAL128;

    private final String text;
    private int at;
    private int depth;
    private boolean exact = true;

    private Arithmetic(String text) {
        this.text = text;
    }

    /**
     * What came out.
     *
     * @param exact whether nothing was rounded on the way, unless the expression asked for it
     */
    record Outcome(BigDecimal value, boolean exact) {}

    /** An expression that cannot be computed; the key is that of its text. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        private final String key;
        private final int position;
        private final String detail;

        Fault(String key, int position, String detail) {
            super(key);
            this.key = key;
            this.position = position;
            this.detail = detail;
        }

        String key() {
            return key;
        }

        /** The character, from 1. */
        int position() {
            return position;
        }

        String detail() {
            return detail;
        }
    }

    static Outcome compute(String text) throws Fault {
        if (text.length() > MAX_LENGTH) {
            throw new Fault("calc.long", MAX_LENGTH + 1, Integer.toString(MAX_LENGTH));
        }
        var run = new Arithmetic(text);
        BigDecimal value = run.sum();
        if (run.peek() == ',') {
            throw run.fault("calc.comma");
        }
        if (run.peek() == ')') {
            throw run.fault("calc.close");
        }
        if (run.peek() != 0) {
            throw run.fault("calc.operator", run.found());
        }
        return new Outcome(value, run.exact);
    }

    private BigDecimal sum() throws Fault {
        BigDecimal value = product();
        while (true) {
            int place = next();
            char operator = take('+', '-', '−');
            if (operator == 0) {
                return value;
            }
            BigDecimal right = product();
            value = sized(place, operator == '+' ? value.add(right) : value.subtract(right));
        }
    }

    private BigDecimal product() throws Fault {
        BigDecimal value = signed();
        while (true) {
            int place = next();
            char operator = take('*', '×', '·', '/', '÷', '%');
            if (operator == 0) {
                return value;
            }
            if (operator == '%' && !startsOperand()) {
                throw new Fault("calc.percent", place + 1, "");
            }
            BigDecimal right = signed();
            value = sized(place, switch (operator) {
                case '/', '÷' -> quotient(place, value, right);
                case '%' -> value.remainder(divisor(place, right));
                default -> value.multiply(right);
            });
        }
    }

    private boolean startsOperand() {
        char c = peek();
        return isDigit(c) || isLetter(c) || c == '.' || c == '(' || c == '-' || c == '+' || c == '−';
    }

    private BigDecimal signed() throws Fault {
        enter();
        char sign = take('-', '+', '−');
        BigDecimal value = sign == 0 ? power() : sign == '+' ? signed() : signed().negate();
        depth--;
        return value;
    }

    private BigDecimal power() throws Fault {
        BigDecimal base = operand();
        int place = next();
        return take('^') == 0 ? base : sized(place, raised(place, base, signed()));
    }

    private BigDecimal operand() throws Fault {
        char c = peek();
        if (isDigit(c) || c == '.') {
            return number();
        }
        if (isLetter(c)) {
            return function();
        }
        int open = at;
        if (take('(') != 0) {
            enter();
            BigDecimal value = sum();
            depth--;
            close(open);
            return value;
        }
        throw c == 0 ? fault("calc.end") : fault("calc.operand", found());
    }

    private void close(int open) throws Fault {
        if (take(')') == 0) {
            throw peek() == 0 ? new Fault("calc.open", open + 1, "") : fault("calc.operator", found());
        }
    }

    private BigDecimal number() throws Fault {
        int start = at;
        digits();
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            digits();
        }
        String written = text.substring(start, at);
        try {
            return sized(start, new BigDecimal(written));
        } catch (NumberFormatException e) {
            throw new Fault("calc.number", start + 1, written);
        }
    }

    private void digits() {
        while (at < text.length() && isDigit(text.charAt(at))) {
            at++;
        }
    }

    private BigDecimal function() throws Fault {
        int start = at;
        while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) {
            at++;
        }
        String name = text.substring(start, at).toLowerCase(Locale.ROOT);
        int open = next();
        if (!Function.NAMES.contains(name)) {
            throw new Fault("calc.function", start + 1, name);
        }
        if (take('(') == 0) {
            throw new Fault("calc.call", start + 1, name);
        }
        enter();
        var arguments = new ArrayList<BigDecimal>();
        do {
            arguments.add(sum());
        } while (take(',') != 0);
        depth--;
        close(open);
        return sized(start, apply(start, name, arguments));
    }

    private BigDecimal apply(int place, String name, List<BigDecimal> x) throws Fault {
        boolean many = Function.MANY.contains(name);
        if (!many && x.size() > (name.equals("round") ? 2 : 1)) {
            throw new Fault("calc.arguments", place + 1, name);
        }
        BigDecimal first = x.getFirst();
        return switch (name) {
            case "abs" -> first.abs();
            case "ceil" -> first.setScale(0, RoundingMode.CEILING);
            case "floor" -> first.setScale(0, RoundingMode.FLOOR);
            case "round" -> first.setScale(x.size() == 1 ? 0 : places(place, x.get(1)), RoundingMode.HALF_UP);
            case "sqrt" -> root(place, first);
            case "max" -> x.stream().reduce(first, BigDecimal::max);
            case "min" -> x.stream().reduce(first, BigDecimal::min);
            case "sum" -> total(x);
            default -> quotient(place, total(x), BigDecimal.valueOf(x.size()));
        };
    }

    private static BigDecimal total(List<BigDecimal> x) {
        return x.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static int places(int place, BigDecimal value) throws Fault {
        if (value.abs().compareTo(BigDecimal.valueOf(100)) > 0 || value.stripTrailingZeros().scale() > 0) {
            throw new Fault("calc.places", place + 1, "");
        }
        return value.intValue();
    }

    private BigDecimal root(int place, BigDecimal value) throws Fault {
        if (value.signum() < 0) {
            throw new Fault("calc.root", place + 1, "");
        }
        BigDecimal root = value.sqrt(ROUNDED);
        exact &= root.multiply(root).compareTo(value) == 0;
        return root;
    }

    private static BigDecimal divisor(int place, BigDecimal value) throws Fault {
        if (value.signum() == 0) {
            throw new Fault("calc.zero", place + 1, "");
        }
        return value;
    }

    private BigDecimal quotient(int place, BigDecimal left, BigDecimal right) throws Fault {
        divisor(place, right);
        try {
            return left.divide(right);
        } catch (ArithmeticException e) {
            exact = false;
            return left.divide(right, ROUNDED);
        }
    }

    private BigDecimal raised(int place, BigDecimal base, BigDecimal exponent) throws Fault {
        if (exponent.stripTrailingZeros().scale() > 0) {
            throw new Fault("calc.power", place + 1, "");
        }
        // Before anything is multiplied: how many digits it would have.
        if (exponent.abs().compareTo(BigDecimal.valueOf(MAX_POWER)) > 0
                || (long) base.precision() * exponent.abs().intValue() > MAX_POWER) {
            throw new Fault("calc.size", place + 1, Integer.toString(MAX_DIGITS));
        }
        BigDecimal power = base.pow(exponent.abs().intValue());
        return exponent.signum() >= 0 ? power : quotient(place, BigDecimal.ONE, sized(place, power));
    }

    /** Zeros at the end are dropped, so that {@code 10^900} costs no more than its one digit. */
    private static BigDecimal sized(int place, BigDecimal value) throws Fault {
        BigDecimal plain = value.stripTrailingZeros();
        if (plain.precision() > MAX_DIGITS || Math.abs((long) plain.scale()) > MAX_DIGITS) {
            throw new Fault("calc.size", place + 1, Integer.toString(MAX_DIGITS));
        }
        return plain;
    }

    private void enter() throws Fault {
        if (++depth > MAX_DEPTH) {
            throw new Fault("calc.deep", at + 1, Integer.toString(MAX_DEPTH));
        }
    }

    private int next() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private char peek() {
        return next() < text.length() ? text.charAt(at) : 0;
    }

    private char take(char... wanted) {
        char c = peek();
        for (char one : wanted) {
            if (c == one && c != 0) {
                at++;
                return c;
            }
        }
        return 0;
    }

    private String found() {
        return ToolTexts.shown(new String(Character.toChars(text.codePointAt(at))));
    }

    private Fault fault(String key, String... detail) {
        return new Fault(key, next() + 1, detail.length == 0 ? "" : detail[0]);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static final class Function {
        static final List<String> MANY = List.of("avg", "max", "min", "sum");
        static final List<String> NAMES = List.of("abs", "avg", "ceil", "floor", "max", "min", "round", "sqrt", "sum");
    }
}
