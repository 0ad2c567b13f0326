package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;

/** Computes an expression exactly. */
final class Calculator implements Tool {
    private static final Definition DEFINITION = Json.definition("calculator", EffectClass.PURE);

    @Override
    public Definition definition() {
        return DEFINITION;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        try {
            Arithmetic.Outcome outcome = Arithmetic.compute(Json.text(arguments, "expression"));
            var result = Json.object();
            result.set("value", Json.number(outcome.value()));
            return result.put("text", outcome.value().toPlainString()).put("exact", outcome.exact());
        } catch (Arithmetic.Fault e) {
            throw ToolTexts.fault(e, code(e.key()), e.key(), Integer.toString(e.position()), e.detail());
        }
    }

    private static ErrorCode code(String key) {
        return switch (key) {
            case "calc.size", "calc.long", "calc.deep" -> ErrorCode.TOO_LARGE;
            case "calc.zero", "calc.root" -> ErrorCode.TOOL_ERROR;
            default -> ErrorCode.BAD_ARGUMENTS;
        };
    }
}
