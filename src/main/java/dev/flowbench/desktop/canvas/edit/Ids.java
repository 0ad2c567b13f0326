package dev.flowbench.desktop.canvas.edit;

import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Workflow;
import java.util.HashSet;
import java.util.Set;

/** Gives out ids that a document does not use yet. */
final class Ids {
    private final Set<String> used = new HashSet<>();

    Ids(Workflow workflow) {
        used.add(Graph.IN);
        used.add(Graph.OUT);
        workflow.graph().forEach(node -> used.add(node.id()));
    }

    /** The wish itself, or with a number behind it: {@code draft}, {@code draft-2}. A number it ends in is counted on. */
    String fresh(String wish) {
        if (used.add(wish)) return wish;
        String base = wish.replaceFirst("-\\d+$", "");
        for (int n = 2;; n++) {
            String id = base + "-" + n;
            if (used.add(id)) return id;
        }
    }
}
