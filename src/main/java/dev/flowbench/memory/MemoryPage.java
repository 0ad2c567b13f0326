package dev.flowbench.memory;

import java.util.List;

/**
 * Some of the entries of a scope, the newest first.
 *
 * @param entries those of this page
 * @param all how many there are on all pages
 */
public record MemoryPage(List<Item> entries, int all) {
    public MemoryPage {
        entries = List.copyOf(entries);
    }

    /**
     * One entry.
     *
     * @param id names it in its scope
     * @param at when it was written, microseconds since 1970-01-01T00:00Z
     */
    public record Item(String id, String text, long at) {}
}
