package dev.flowbench.desktop.kit;

import dev.flowbench.desktop.kit.Dialogs.Choice;

/** Asks and tells the user. On the JavaFX thread; none of the methods waits. */
public interface Questions {
    /**
     * Asks; Cancel, which is added, does nothing.
     *
     * @param choices the most likely one first
     */
    void ask(String title, String text, Choice... choices);

    /**
     * Tells of an error.
     *
     * @param what what happened and where
     * @param wayOut what to do; empty for nothing more to say
     */
    void error(String title, String what, String wayOut, Choice... ways);
}
