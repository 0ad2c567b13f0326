package dev.flowbench.model;

import java.util.Optional;

/** Where keys are kept. */
@FunctionalInterface
public interface Secrets {
    /** The value of a secret; empty where there is none of that name, or it is blank. */
    Optional<String> get(String name);
}
