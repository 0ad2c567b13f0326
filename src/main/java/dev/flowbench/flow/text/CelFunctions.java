package dev.flowbench.flow.text;

import dev.cel.common.CelOptions;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.RuntimeEquality;
import dev.cel.runtime.RuntimeHelpers;
import dev.cel.runtime.standard.AddOperator.AddOverload;
import dev.cel.runtime.standard.CelStandardOverload;
import dev.cel.runtime.standard.MatchesFunction.MatchesOverload;
import java.util.List;
import java.util.Set;

/** CEL's runtime, with those of its functions bounded that can build without end. */
final class CelFunctions {

    private static final Set<CelStandardOverload> BOUNDED = Set.of(AddOverload.ADD_STRING, AddOverload.ADD_LIST,
            AddOverload.ADD_BYTES, MatchesOverload.MATCHES, MatchesOverload.MATCHES_STRING);

    private CelFunctions() {
    }

    static CelRuntime runtime(CelOptions options) {
        var functions = CelStandardFunctions.newBuilder()
                .filterFunctions((_, overload) -> !BOUNDED.contains(overload)).build();
        return CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(options).setStandardEnvironmentEnabled(false)
                .setStandardFunctions(functions)
                .addFunctionBindings(
                        CelFunctionBinding.from("add_string", String.class, String.class, CelFunctions::join),
                        lists(options),
                        CelFunctionBinding.from("matches", String.class, String.class, CelFunctions::matches),
                        CelFunctionBinding.from("matches_string", String.class, String.class, CelFunctions::matches))
                .build();
    }

    private static String join(String left, String right) {
        CelBudget.build((long) left.length() + right.length());
        return left + right;
    }

    /** CEL's own way of joining, as it appends to the list a {@code map} or {@code filter} gathers without copying it. */
    private static CelFunctionBinding lists(CelOptions options) {
        var equality = RuntimeEquality.create(RuntimeHelpers.create(), options);
        var original = AddOverload.ADD_LIST.newFunctionBinding(options, equality);
        return CelFunctionBinding.from(original.getOverloadId(), original.getArgTypes(), arguments -> {
            CelBudget.build(arguments[0] instanceof JsonList list ? list.size() : 0);
            CelBudget.build(arguments[1] instanceof List<?> list ? list.size() : 0);
            return original.getDefinition().apply(arguments);
        });
    }

    private static boolean matches(String text, String pattern) {
        try {
            return BoundedPattern.compile(pattern).foundIn(text);
        } catch (TextException e) {
            throw new BadPattern(e);
        }
    }

    /** Carries the news through CEL. */
    static final class BadPattern extends RuntimeException {

        private static final long serialVersionUID = 1L;

        BadPattern(TextException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
