package dev.flowbench.flow;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks up what was remembered, by likeness.
 *
 * @param query what to look for; a template
 * @param scope whose memory; null for the own memory of the document that it stands in
 * @param k cap on the number of results
 * @param maxChars cap on their size
 */
@Declares(kind = "recall", group = Declares.Group.DATA, effect = EffectClass.READ)
public record Recall(
        @Field(required = true) @Nullable TemplateSource query,
        @Nullable String scope,
        @Field(required = true, cap = true, unit = Unit.ITEMS, min = 1, byDefault = "5") @Nullable Integer k,
        @Field(required = true, cap = true, unit = Unit.CHARACTERS, min = 1, byDefault = "8000") @Nullable Integer maxChars)
        implements
            Kind {
    @Override
    public List<Port> inputs() {
        return List.of();
    }

    @Override
    public List<Port> outputs() {
        return List.of(Port.required(RESULT, Port.Type.LIST));
    }

    /** Whose memory it is, for a node of this document: what it names, else the document's id. */
    public String scopeIn(Workflow workflow) {
        return scope == null || scope.isBlank() ? workflow.id() : scope;
    }
}
