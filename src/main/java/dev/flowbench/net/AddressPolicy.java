package dev.flowbench.net;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Lets through what is public, and the servers that the user named. A server named by its name covers this machine and the
 * private network; an address that only the same wire reaches, or where a cloud keeps keys, must be named as an address.
 */
public final class AddressPolicy implements HostPolicy {
    private final Supplier<? extends Collection<LocalServer>> granted;

    /** @param granted the servers of the user's own; asked anew for each address that is not public, from many threads */
    public AddressPolicy(Supplier<? extends Collection<LocalServer>> granted) {
        this.granted = granted;
    }

    @Override
    public Optional<Refusal> refusal(String host, int port, InetAddress address) {
        Area area = Area.of(address);
        String shown = address.getHostAddress();
        boolean mayBeGranted = switch (area) {
            case PUBLIC, HERE, PRIVATE, RESERVED -> true;
            case LINK, METADATA, TUNNEL -> host.equals(shown);
            case MULTICAST -> false;
        };
        if (area == Area.PUBLIC || mayBeGranted && isGranted(host, port)) return Optional.empty();
        String place = Places.withPort(host, port);
        String key = "area." + area.name().toLowerCase(Locale.ROOT);
        return Optional.of(new Refusal(NetTexts.text(key, place, shown),
                NetTexts.text(mayBeGranted ? "area.out" : "area.never", place, Places.withPort(shown, port))));
    }

    @Override
    public boolean isGranted(String host, int port) {
        return granted.get().stream().anyMatch(server -> server.is(host, port));
    }
}
