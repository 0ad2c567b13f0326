package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Another workflow of the workspace, as one step. Its inputs are wired to ports of their names.
 *
 * @param file relative path of the other file
 * @param hash semantic hash of the content that is meant
 * @param results names of its outputs, each a port; empty for the one {@code result}
 * @param maxChars cap on the size of its result
 */
@Declares(kind = "subflow", group = Declares.Group.PATTERN)
public record Subflow(
        @Field(required = true, editor = Editor.FILE) @Nullable String file,
        @Nullable String hash,
        List<String> results,
        @Field(required = true, cap = true, unit = Unit.CHARACTERS, min = 1, byDefault = "100000") @Nullable Integer maxChars)
        implements
            Kind {
    public Subflow {
        results = List.copyOf(results);
    }

    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return results.isEmpty()
                ? List.of(Port.required(RESULT, Port.Type.ANY))
                : results.stream().map(name -> Port.required(name, Port.Type.ANY)).toList();
    }
}
