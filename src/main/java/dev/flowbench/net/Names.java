package dev.flowbench.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What a name resolves to. */
@FunctionalInterface
interface Names {
    /** As the system resolves it; {@code localhost} is always this machine, whatever a name server says. */
    Names SYSTEM = host -> {
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        if (!bare.equals("localhost") && !bare.endsWith(".localhost")) {
            return Arrays.asList(InetAddress.getAllByName(host));
        }
        List<InetAddress> here = Arrays.stream(InetAddress.getAllByName("localhost"))
                .filter(InetAddress::isLoopbackAddress).toList();
        var named = new ArrayList<InetAddress>();
        for (InetAddress address : here.isEmpty() ? List.of(InetAddress.getLoopbackAddress()) : here) {
            named.add(InetAddress.getByAddress(host, address.getAddress()));
        }
        return named;
    };

    /** @param host a name, in lower case */
    List<InetAddress> of(String host) throws UnknownHostException;
}
