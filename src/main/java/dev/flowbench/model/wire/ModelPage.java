package dev.flowbench.model.wire;

import java.util.List;

/**
 * A page of a provider's list of models.
 *
 * @param next query that asks for the next page; empty for none
 */
public record ModelPage(List<Entry> models, String next) {
    public ModelPage {
        models = List.copyOf(models);
    }

    /**
     * A model as its provider lists it.
     *
     * @param id as documents name it
     * @param name for people; the same as the id where there is none
     * @param contextTokens how much it can be told; 0 where the provider does not say
     * @param maxOutputTokens how much it can answer; 0 where the provider does not say
     */
    public record Entry(String id, String name, long contextTokens, long maxOutputTokens) {}
}
