package dev.flowbench.net;

import java.net.InetAddress;
import java.util.Optional;

/** Which addresses may be reached. Asked about the resolved address, so that a name cannot hide one. For many threads. */
@FunctionalInterface
public interface HostPolicy {
    /** Everything may be reached. */
    HostPolicy ANY = new HostPolicy() {
        @Override
        public Optional<Refusal> refusal(String host, int port, InetAddress address) { return Optional.empty(); }

        @Override
        public boolean isGranted(String host, int port) { return true; }
    };

    /**
     * Why an address is not reached.
     *
     * @param why a sentence for people
     * @param wayOut what they can do, a sentence; empty where there is nothing
     */
    record Refusal(String why, String wayOut) {}

    /**
     * Called before a connection is opened, for every address anew, and again before a request goes over one that is open.
     *
     * @param host as in the request's address, in lower case; an IPv6 address without brackets
     * @param port 1 to 65535
     * @param address what the host resolved to
     * @return why it may not be reached; empty if it may
     */
    Optional<Refusal> refusal(String host, int port, InetAddress address);

    /** Whether the user named exactly this server as one of the own: then it may get a secret without TLS. */
    default boolean isGranted(String host, int port) {
        return false;
    }
}
