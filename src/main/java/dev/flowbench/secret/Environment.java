package dev.flowbench.secret;

import java.util.Map;
import java.util.Optional;

/** The environment of the process, in which secrets stand under their own names. */
@FunctionalInterface
public interface Environment {
    /** The value of a variable; empty where there is none of that name, or it is blank. */
    Optional<String> get(String name);

    /** That of this process. */
    static Environment ofProcess() { return of(System.getenv()); }

    /** @param variables values by name */
    static Environment of(Map<String, String> variables) {
        // A line end that a shell or a file left behind is no part of a key.
        return name -> Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }
}
