package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes to memory.
 *
 * @param text what to remember; a template
 * @param scope whose memory; null for the own memory of the document that it stands in
 * @param k cap on how many entries one visit writes
 * @param maxChars cap on the size of what is written
 */
@Declares(kind = "remember", group = Declares.Group.DATA, effect = EffectClass.IDEMPOTENT)
public record Remember(
        @Field(required = true) @Nullable TemplateSource text,
        @Nullable String scope,
        @Field(required = true, cap = true, unit = Unit.ITEMS, min = 1, byDefault = "1") @Nullable Integer k,
        @Field(required = true, cap = true, unit = Unit.CHARACTERS, min = 1, byDefault = "8000") @Nullable Integer maxChars)
        implements
            Kind {
    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return List.of(Port.required(RESULT, Port.Type.STRUCTURED));
    }

    /** Whose memory it is, for a node of this document: what it names, else the document's id. */
    public String scopeIn(Workflow workflow) {
        return scope == null || scope.isBlank() ? workflow.id() : scope;
    }
}
