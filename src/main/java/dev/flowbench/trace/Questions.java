package dev.flowbench.trace;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What people were asked in a run, and who waits for an answer. */
final class Questions {
    private final Spans spans;
    private final Map<String, Question> all = new LinkedHashMap<>();

    Questions(Spans spans) {
        this.spans = spans;
    }

    @Nullable Question get(String id) {
        return all.get(id);
    }

    /** Takes a question as it stands now, and counts who waits for a person. */
    void take(Question now) {
        Question before = all.put(now.request().id(), now);
        int more = (now.holds() ? 1 : 0) - (before != null && before.holds() ? 1 : 0);
        if (more != 0) {
            spans.asking[now.row()] += more;
            NodeTally node = spans.tally[now.row()];
            if (node != null) {
                node.whole().asking += more;
            }
        }
    }

    /** A row has ended: nobody waits for what it asked. */
    void ended(int row) {
        if (spans.asking[row] > 0) {
            of(row).forEach(question -> take(question.ended()));
        }
    }

    List<Question> all() {
        return List.copyOf(all.values());
    }

    List<Question> of(int row) {
        return all.isEmpty() ? List.of() : all.values().stream().filter(question -> question.row() == row).toList();
    }

    /** How many steps stand still until a person decides. */
    int holding() {
        int open = 0;
        for (Question question : all.values()) {
            open += question.holds() ? 1 : 0;
        }
        return open;
    }

    /** What a node asks now. */
    Optional<Question> holding(String node) {
        return all.values().stream().filter(question -> question.holds() && question.node().equals(node)).findFirst();
    }
}
