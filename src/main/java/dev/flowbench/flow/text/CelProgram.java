package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An expression compiled by CEL. */
final class CelProgram {

    private static final int MAX_REGEX_PROGRAM = 5_000;

    private static final CelOptions OPTIONS = CelOptions.current().enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(Expression.MAX_ITERATIONS).maxExpressionCodePointSize(Expression.MAX_LENGTH)
            .maxRegexProgramSize(MAX_REGEX_PROGRAM).build();
    private static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder().setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS).build();
    private static final CelRuntime RUNTIME = CelFunctions.runtime(OPTIONS);

    private final String text;
    private final NameUses uses;
    private final CelRuntime.Program program;

    private CelProgram(String text, NameUses uses, CelRuntime.Program program) {
        this.text = text;
        this.uses = uses;
        this.program = program;
    }

    static CelProgram compile(String text) throws TextException {
        try {
            var parsed = COMPILER.parse(text).getAst();
            var uses = CelUses.of(text, parsed);
            var compiler = COMPILER.toCompilerBuilder();
            uses.names().stream().map(CelProgram::root).distinct()
                    .forEach(name -> compiler.addVar(name, SimpleType.DYN));
            var checked = compiler.build().check(parsed).getAst();
            return new CelProgram(text, uses, RUNTIME.createProgram(checked));
        } catch (CelValidationException e) {
            throw CelErrors.compile(text, e);
        } catch (CelEvaluationException e) {
            throw CelErrors.evaluate(text, e);
        } catch (StackOverflowError e) {
            // The parser bounds nesting, but a long chain of signs is as deep a tree, and CEL walks it by recursion.
            throw new TextException(text, 0, "EXPRESSION_TOO_DEEP");
        } catch (RuntimeException e) {
            // CEL lets some of its own assertions through; whatever the text, that must not take the program down.
            throw new TextException(text, 0, "EXPRESSION_UNREADABLE", String.valueOf(e.getMessage()));
        }
    }

    static void warm() {
        try {
            compile("items.exists(i, i.score >= 0.5 && i.kind.startsWith('a')) ? size(items) + 1 : 0")
                    .eval(_ -> com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode());
        } catch (TextException e) {
            throw new AssertionError(e);
        }
    }

    NameUses uses() {
        return uses;
    }

    JsonNode eval(Function<String, @Nullable JsonNode> values) throws TextException {
        var variables = new HashMap<String, Object>();
        var state = new HashMap<String, Object>();
        for (var name : uses.names()) {
            var value = uses.value(text, name, values);
            if (value != null) {
                var root = root(name);
                (root.equals(name) ? variables : state).put(name.substring(root.equals(name) ? 0 : root.length() + 1),
                        CelValues.toCel(value));
            }
        }
        variables.put(Names.STATE, state);
        return eval(variables);
    }

    private JsonNode eval(Map<String, Object> variables) throws TextException {
        try {
            // Also while the result is gathered: lists are read as they are looked at.
            return ScopedValue.where(CelBudget.CURRENT, new CelBudget())
                    .call(() -> new CelValues.Result(text).of(program.eval(variables)));
        } catch (CelEvaluationException e) {
            throw CelErrors.evaluate(text, e);
        } catch (TextException e) {
            throw e;
        } catch (StackOverflowError e) {
            throw new TextException(text, 0, "EXPRESSION_TOO_DEEP");
        } catch (Exception e) {
            throw CelErrors.evaluate(text, e);
        }
    }

    private static String root(String name) {
        return name.startsWith(Names.STATE + ".") ? Names.STATE : name;
    }
}
