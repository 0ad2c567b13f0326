package dev.flowbench.flow;

import java.util.List;

/**
 * A kind that this version does not know. All its keys are in the node's extras, so that it saves as it came.
 *
 * @param name the kind's name in the file
 */
public record UnknownKind(String name) implements Kind {
    @Override
    public String kindName() {
        return name;
    }

    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return List.of(Port.required(RESULT, Port.Type.ANY));
    }
}
