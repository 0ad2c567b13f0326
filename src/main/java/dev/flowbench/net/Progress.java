package dev.flowbench.net;

import java.net.InetSocketAddress;
import java.net.Proxy;
import okhttp3.Call;
import okhttp3.EventListener;
import okhttp3.Response;

/** How far a request came: from when it begins to leave nobody knows what the other side did with it. */
final class Progress extends EventListener {
    private volatile boolean sent;
    private volatile boolean connected;
    private volatile boolean answered;

    @Override
    public void connectStart(Call call, InetSocketAddress address, Proxy proxy) { connected = true; }

    @Override
    public void responseHeadersEnd(Call call, Response response) { answered = true; }

    @Override
    public void requestHeadersStart(Call call) { sent = true; }

    boolean sent() { return sent; }

    /** Whether it went over a connection from before, of which nothing came back: the other side had closed it. */
    boolean stale() {
        return sent && !connected && !answered;
    }
}
