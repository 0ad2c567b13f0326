package dev.flowbench.desktop.desk;

import java.time.Instant;
import java.util.Optional;

/**
 * Names for copies of unsaved work. A name says which process made it, so that a window does not offer to rescue what
 * another window is still working on.
 */
final class CopyKeys {
    private final String process;
    private int last;

    private CopyKeys(String process) {
        this.process = process;
    }

    static CopyKeys ofThisProcess() {
        return new CopyKeys(name(ProcessHandle.current()));
    }

    String next() {
        return process + "-" + ++last;
    }

    /** Whether the process that made the copy is gone. */
    boolean isAbandoned(String key) {
        int end = key.lastIndexOf('-');
        if (end < 0) {
            return true;
        }
        String made = key.substring(0, end);
        try {
            Optional<ProcessHandle> owner = ProcessHandle.of(Long.parseLong(made.substring(0, made.indexOf('-'))));
            return owner.map(CopyKeys::name).filter(made::equals).isEmpty();
        } catch (NumberFormatException | IndexOutOfBoundsException _) {
            return true;
        }
    }

    private static String name(ProcessHandle process) {
        // The start tells apart two processes that got the same number.
        return process.pid() + "-" + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }
}
