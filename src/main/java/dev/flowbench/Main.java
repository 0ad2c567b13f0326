package dev.flowbench;

import dev.flowbench.desktop.Launcher;

/** Starts Flowbench: the command line where there are commands, else the designer. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        if (args.length > 0 && args[0].startsWith("-")) {
            System.out.println("Flowbench");
        } else {
            Launcher.launch(args);
        }
    }
}
