package dev.flowbench.net;

import okhttp3.Call;
import okhttp3.EventListener;

/** Whether a request has begun to leave: from then on nobody knows what the other side did with it. */
final class Progress extends EventListener {
    private volatile boolean sent;

    @Override
    public void requestHeadersStart(Call call) { sent = true; }

    boolean sent() { return sent; }
}
