package dev.flowbench;

/** Starts Flowbench: the command line where there are commands, else the designer. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        dev.flowbench.desktop.Launcher.launch(args);
    }
}
