package dev.flowbench.engine;

/**
 * One of the places of a frame in which so many pieces run at once. It is free again for another while all that runs in it
 * waits for people. Belongs to the run's section.
 */
final class Slot {
    private final OnChange onChange;
    private int moving;
    private int waiting;

    /** Hears, inside the section, that it became free or was taken again. */
    interface OnChange {
        void place(boolean free);
    }

    Slot(OnChange onChange) {
        this.onChange = onChange;
    }

    /** So many more of its tasks move. */
    void move(int by) {
        change(by, 0);
    }

    /** So many more of its tasks wait for a person. */
    void waits(int by) {
        change(0, by);
    }

    private void change(int movingBy, int waitingBy) {
        boolean was = free();
        moving += movingBy;
        waiting += waitingBy;
        if (was != free()) {
            onChange.place(!was);
        }
    }

    private boolean free() {
        return moving == 0 && waiting > 0;
    }
}
