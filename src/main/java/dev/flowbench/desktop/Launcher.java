package dev.flowbench.desktop;

import javafx.application.Application;

/** Starts the window. Apart from {@link DesktopApp}, since a main class that is an Application needs JavaFX as modules. */
public final class Launcher {
    private Launcher() {}

    /**
     * Opens the window and returns when it is closed.
     *
     * @param arguments files to open
     */
    public static void launch(String... arguments) {
        Application.launch(DesktopApp.class, arguments);
    }
}
