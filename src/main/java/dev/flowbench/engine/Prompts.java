package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.plan.Work;
import dev.flowbench.flow.text.Expression;
import dev.flowbench.flow.text.TextException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Messages of a prompt with their names filled in. */
final class Prompts {
    private Prompts() {
    }

    static ModelRequest.Turn turn(Work.Part part, Map<String, JsonNode> inputs) throws TextException {
        String text = part.text().render(inputs::get);
        if (part.images().isEmpty()) {
            return new ModelRequest.Turn(part.role(), text);
        }
        var images = new ArrayList<String>();
        for (Expression image : part.images()) {
            add(image.eval(inputs::get), images);
        }
        return new ModelRequest.Turn(part.role(), text, images);
    }

    /** Nothing, one, or a list; what is none of these goes on as it is, and the provider's adapter says so. */
    private static void add(JsonNode value, List<String> images) {
        if (value.isArray()) {
            value.forEach(one -> add(one, images));
        } else if (value.isTextual()) {
            if (!value.textValue().isBlank()) {
                images.add(value.textValue().strip());
            }
        } else if (!value.isNull() && !value.isMissingNode()) {
            images.add(value.toString());
        }
    }
}
