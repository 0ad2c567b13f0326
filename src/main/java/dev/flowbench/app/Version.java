package dev.flowbench.app;

import org.jspecify.annotations.Nullable;

/** The program's version. */
public final class Version {
    private Version() {}

    /** As {@code 0.1.0}; {@code dev} where the program runs from its classes rather than from its jar. */
    public static String text() {
        @Nullable String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
