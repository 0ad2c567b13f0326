package dev.flowbench.cli;

/** Tells of Ctrl+C and of a polite request to end. */
public interface Interrupts {
    /**
     * From now on calls the action when the process is asked to end, and lets it end after that.
     *
     * @param action must return within two seconds
     * @return closed when there is nothing to stop any more
     */
    Watch watch(Runnable action);

    /** A watch being kept. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }

    /** Those of this process. */
    static Interrupts ofProcess() {
        return action -> {
            var hook = new Thread(action, "flowbench-interrupt");
            Runtime.getRuntime().addShutdownHook(hook);
            return () -> {
                try {
                    Runtime.getRuntime().removeShutdownHook(hook);
                } catch (IllegalStateException _) {
                    // The process is ending: the hook is running.
                }
            };
        };
    }
}
