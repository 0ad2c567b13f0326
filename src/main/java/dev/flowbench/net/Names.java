package dev.flowbench.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/** What a name resolves to. */
@FunctionalInterface
interface Names {
    /** As the system resolves it; {@code localhost} is always this machine, whatever a name server says. */
    Names SYSTEM = host -> {
        List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
        if (!host.equals("localhost") && !host.endsWith(".localhost")) return addresses;
        List<InetAddress> here = addresses.stream().filter(InetAddress::isLoopbackAddress).toList();
        return here.isEmpty() ? List.of(InetAddress.getLoopbackAddress()) : here;
    };

    /** @param host a name, in lower case */
    List<InetAddress> of(String host) throws UnknownHostException;
}
