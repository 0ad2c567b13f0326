package dev.flowbench.net;

import java.net.InetAddress;
import java.util.Optional;

/** Which addresses may be reached. Asked about the resolved address, so that a name cannot hide one. */
@FunctionalInterface
public interface HostPolicy {
    /** Everything may be reached. */
    HostPolicy ANY = (_, _) -> Optional.empty();

    /**
     * Called before the request leaves, on its thread.
     *
     * @param host as in the request's address
     * @param address what it resolved to
     * @return why it may not be reached, for people; empty if it may
     */
    Optional<String> refusal(String host, InetAddress address);
}
