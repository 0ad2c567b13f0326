package dev.flowbench.net;

import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/** Ends the call that is under way, and every later one of the same request. */
final class CancelHook implements Runnable {
    private @Nullable Call call;
    private boolean cancelled;

    synchronized void now(Call next) {
        call = next;
        if (cancelled) next.cancel();
    }

    @Override
    public synchronized void run() {
        cancelled = true;
        if (call != null) call.cancel();
    }
}
