package dev.flowbench.net;

import dev.flowbench.net.NetException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import javax.net.SocketFactory;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Where nothing passes that the host policy refuses. A socket asks with the very address that it is about to connect to:
 * a name that resolves to something else the next time gains nothing.
 */
final class Gate implements Interceptor {
    private final HostPolicy policy;
    private final Names names;
    private final @Nullable ProxySelector proxies;

    Gate(HostPolicy policy, Names names, @Nullable ProxySelector proxies) {
        this.policy = policy;
        this.names = names;
        this.proxies = proxies;
    }

    /** Makes sockets that ask before they connect. */
    SocketFactory sockets() { return new Sockets(); }

    /**
     * Whether the user's proxy stands between. Then the proxy connects: what we resolve the host to must be allowed, and a
     * host that only the proxy can resolve is left to it.
     *
     * @throws NetException if the host is written in a form that hides an address, or may not be reached through the proxy
     */
    boolean viaProxy(HttpUrl url) throws NetException {
        if (Disguise.isIn(url.host())) {
            throw new NetException(Kind.REFUSED, NetTexts.text("disguised", url.host()),
                    NetTexts.text("disguised.out"), null);
        }
        if (proxies == null) return false;
        @Nullable List<Proxy> route = proxies.select(url.uri());
        if (route == null || route.stream().allMatch(proxy -> proxy.type() == Proxy.Type.DIRECT)) return false;
        try {
            for (InetAddress address : names.of(url.host())) ask(url.host(), url.port(), address);
        } catch (UnknownHostException _) {
            // Behind a proxy many machines resolve no outside name.
        }
        return true;
    }

    /** A connection that was opened before may have been allowed then and not be now. */
    @Override
    public Response intercept(Chain chain) throws IOException {
        var connection = chain.connection();
        if (connection != null && connection.route().proxy().type() == Proxy.Type.DIRECT) {
            HttpUrl url = chain.request().url();
            ask(url.host(), url.port(), connection.route().socketAddress().getAddress());
        }
        return chain.proceed(chain.request());
    }

    private void ask(String host, int port, @Nullable InetAddress address) throws NetException {
        if (address == null) throw new NetException(Kind.UNKNOWN_HOST, host, null);
        Optional<HostPolicy.Refusal> refusal = policy.refusal(host, port, address);
        if (refusal.isPresent()) {
            throw new NetException(Kind.REFUSED, refusal.get().why(), refusal.get().wayOut(), null);
        }
    }

    private final class Asking extends Socket {
        @Override
        public void connect(SocketAddress to) throws IOException { connect(to, 0); }

        @Override
        public void connect(SocketAddress to, int timeout) throws IOException {
            if (!(to instanceof InetSocketAddress at)) throw new NetException(Kind.BAD_REQUEST, to.toString(), null);
            ask(at.getHostString(), at.getPort(), at.getAddress());
            super.connect(to, timeout);
        }
    }

    /** Only unconnected sockets: the others would be connected before they could ask. */
    private final class Sockets extends SocketFactory {
        @Override
        public Socket createSocket() { return new Asking(); }

        @Override
        public Socket createSocket(String host, int port) { throw connected(); }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) { throw connected(); }

        @Override
        public Socket createSocket(InetAddress host, int port) { throw connected(); }

        @Override
        public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) {
            throw connected();
        }

        private UnsupportedOperationException connected() {
            return new UnsupportedOperationException("a socket asks before it connects");
        }
    }
}
