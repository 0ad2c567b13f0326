package dev.flowbench.desktop.inspector;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was typed into fields of one document and could not be taken, by place. It stays until the field is mended or the
 * value changes from elsewhere, also while something else is selected.
 */
final class Drafts {
    private record Draft(String text, @Nullable Object over) {}

    private final Map<String, Draft> drafts = new HashMap<>();

    /** @param over the document's value that the text could not replace */
    void keep(String place, String text, @Nullable Object over) {
        drafts.put(place, new Draft(text, over));
    }

    void forget(String place) {
        drafts.remove(place);
    }

    /** The draft of a place, as long as the document's value there is the same. */
    Optional<String> draft(String place, @Nullable Object value) {
        Draft draft = drafts.get(place);
        if (draft != null && !Objects.equals(draft.over(), value)) {
            drafts.remove(place);
            return Optional.empty();
        }
        return Optional.ofNullable(draft).map(Draft::text);
    }

    /** How many fields hold what could not be taken. */
    int count() {
        return drafts.size();
    }
}
