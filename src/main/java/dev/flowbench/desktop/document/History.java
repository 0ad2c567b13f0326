package dev.flowbench.desktop.document;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.Optional;

/**
 * Undo and redo over immutable snapshots that share what did not change. One gesture makes one entry: edits with the
 * same merge key that follow one another are one.
 *
 * @param <T> an immutable document
 */
public final class History<T> {
    private static final int LIMIT = 1000;

    private record Entry<T>(String label, String mergeKey, T before) {}

    private final Deque<Entry<T>> past = new ArrayDeque<>();
    private final Deque<Entry<T>> future = new ArrayDeque<>();
    private T present;
    private T saved;

    public History(T present) {
        this.present = present;
        this.saved = present;
    }

    public T present() {
        return present;
    }

    /**
     * Makes a new present.
     *
     * @param label what was done, for the menu
     * @param mergeKey edits in a row with the same key are one entry; empty never merges
     * @return whether anything changed
     */
    public boolean apply(String label, String mergeKey, T next) {
        if (Objects.equals(next, present)) {
            return false;
        }
        boolean merges = !mergeKey.isEmpty() && future.isEmpty() && !past.isEmpty()
                && past.getLast().mergeKey().equals(mergeKey);
        if (!merges) {
            past.addLast(new Entry<>(label, mergeKey, present));
            if (past.size() > LIMIT) {
                past.removeFirst();
            }
        }
        future.clear();
        present = next;
        return true;
    }

    /** Ends the gesture: the next edit is an entry of its own, whatever its key. */
    public void seal() {
        if (!past.isEmpty() && !past.getLast().mergeKey().isEmpty()) {
            Entry<T> last = past.removeLast();
            past.addLast(new Entry<>(last.label(), "", last.before()));
        }
    }

    public Optional<String> undoLabel() {
        return past.isEmpty() ? Optional.empty() : Optional.of(past.getLast().label());
    }

    public Optional<String> redoLabel() {
        return future.isEmpty() ? Optional.empty() : Optional.of(future.getLast().label());
    }

    public boolean undo() {
        if (past.isEmpty()) {
            return false;
        }
        Entry<T> entry = past.removeLast();
        future.addLast(new Entry<>(entry.label(), "", present));
        present = entry.before();
        return true;
    }

    public boolean redo() {
        if (future.isEmpty()) {
            return false;
        }
        Entry<T> entry = future.removeLast();
        past.addLast(new Entry<>(entry.label(), "", present));
        present = entry.before();
        return true;
    }

    /** Marks the present as what is in the file. */
    public void markSaved() {
        saved = present;
    }

    /** Whether the present differs from what is in the file. */
    public boolean isDirty() {
        return present != saved && !Objects.equals(present, saved);
    }
}
