package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import java.util.List;

/** Puts a message into the outbox, a file in the granted folder {@code outbox}: a side effect that everybody can see. */
final class SendMessage implements Tool {
    private static final Definition DEFINITION = Json.definition("send-message", EffectClass.NON_IDEMPOTENT);

    private static final String FOLDER = "outbox";
    private static final FilePath FILE = new FilePath(List.of("outbox.jsonl"));

    private final GrantedFolders folders;

    SendMessage(GrantedFolders folders) {
        this.folders = folders;
    }

    @Override
    public Definition definition() {
        return DEFINITION;
    }

    @Override
    public JsonNode call(JsonNode arguments, Call call) throws ToolException {
        String at = ClockTool.instant(call).toString();
        var message = Json.object()
                .put("to", line(arguments, "to"))
                .put("subject", line(arguments, "subject"))
                .put("body", Json.text(arguments, "body"))
                .put("idempotencyKey", call.idempotencyKey())
                .put("at", at);
        folders.append(FOLDER, FILE, message.toString());
        return Json.object().put("to", message.path("to").textValue()).put("at", at).put("file", FOLDER + "/" + FILE);
    }

    /** A line break here would be a header of its own, were this mail. */
    private static String line(JsonNode arguments, String name) throws ToolException {
        String text = Json.text(arguments, name).strip();
        if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
            throw ToolTexts.fault(ErrorCode.BAD_ARGUMENTS, "argument.line", name);
        }
        return text;
    }
}
