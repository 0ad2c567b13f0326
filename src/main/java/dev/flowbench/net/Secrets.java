package dev.flowbench.net;

import java.io.IOException;
import java.util.Optional;

/** Where secrets are kept. For any thread that may wait: a keychain may ask its owner. */
@FunctionalInterface
public interface Secrets {
    /** None at all. */
    Secrets NONE = _ -> Optional.empty();

    /**
     * A secret by its name; empty where there is none, or it is blank.
     *
     * @throws IOException if it is there and cannot be read; the message is for people and holds no value
     */
    Optional<Secret> find(String name) throws IOException;

    /**
     * Binds a secret that is bound to nothing yet. One that is bound somewhere stays as it is: only its owner changes that.
     *
     * @param place as {@link Secret#places} has it
     * @return whether it is bound to that place now
     * @throws IOException if that cannot be kept; the message is for people
     */
    default boolean bindFirst(String name, String place) throws IOException { return false; }
}
