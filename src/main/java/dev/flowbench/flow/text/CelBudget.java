package dev.flowbench.flow.text;

/**
 * What one evaluation may still read and build. CEL bounds its rounds, but one round may join long texts or search long
 * lists, and those multiply.
 */
final class CelBudget {

    static final int MAX_READS = 5_000_000;

    static final ScopedValue<CelBudget> CURRENT = ScopedValue.newInstance();

    private long reads = MAX_READS;
    private long built = Expression.MAX_OUTPUT;

    /** One value was looked at. */
    static void read() {
        if (CURRENT.isBound() && --CURRENT.get().reads < 0) {
            throw new Spent("EXPRESSION_TOO_MANY_READS", MAX_READS);
        }
    }

    /** That many characters or items were put together. */
    static void build(long size) {
        if (CURRENT.isBound()) {
            var budget = CURRENT.get();
            budget.built -= size;
            if (budget.built < 0) {
                throw new Spent("EXPRESSION_OUTPUT_TOO_LONG", Expression.MAX_OUTPUT);
            }
        }
    }

    /** Carries the news through CEL. */
    static final class Spent extends RuntimeException {

        private static final long serialVersionUID = 1L;

        final String code;
        final int limit;

        Spent(String code, int limit) {
            super(code, null, false, false);
            this.code = code;
            this.limit = limit;
        }
    }
}
