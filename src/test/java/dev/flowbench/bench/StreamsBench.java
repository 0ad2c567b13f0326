package dev.flowbench.bench;

import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.model.FakeCall;
import dev.flowbench.model.Models;
import dev.flowbench.model.StreamServer;
import dev.flowbench.model.TestKeys;
import dev.flowbench.model.gateway.AnswerCache;
import dev.flowbench.model.gateway.Gateway;
import dev.flowbench.model.gateway.Limit;
import dev.flowbench.model.gateway.Switches;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * Many answers that stream in at once: what they hold, what they leave, and how old a token is when it is told and when it
 * is drawn. A token is the time at which the server wrote it, so each says by itself how long it took. The server stands in
 * the same process: what it holds and takes is in the figures.
 */
public final class StreamsBench {
    private static final int TOKENS = 20;
    private static final int MANY = 1_000;
    private static final long EVERY_MILLIS = 50;
    /** As many as {@link Http} keeps. */
    private static final int IDLE = 64;

    private StreamsBench() {}

    /** In a process of its own, with a headless screen at its usual pace. */
    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory("streams-bench");
        try (var http = http()) {
            Gateway gateway = gateway(http, folder);
            held(gateway);
            System.out.printf("%n%-50s %10s %10s %10s   %s%n", "From the server's write of a token, ms", "median",
                    "p95", "most", "aim");
            bare();
            told(gateway, 10);
            told(gateway, MANY);
            StreamsInWindow.start();
            for (int models : new int[]{1, 10, 100}) {
                StreamsInWindow.run(gateway, models);
            }
        }
        System.exit(0);
    }

    static Http http() {
        return new Http(HostPolicy.ANY, new Redaction(), new TestKeys(Map.of("MY_KEY", "key-of-bench")), Limits.USUAL,
                "bench");
    }

    private static Gateway gateway(Http http, Path folder) {
        return new Gateway(Models.of(http), _ -> Limit.NONE, new Switches(folder.resolve("switches.json")),
                new AnswerCache(folder.resolve("answers"), UnaryOperator.identity()), System::nanoTime);
    }

    /** A server whose every token says when it was written. */
    static StreamServer clock(int tokens, StreamServer.Pace pace) throws Exception {
        return new StreamServer(tokens, _ -> System.nanoTime() + " ", pace);
    }

    private static void pause(int token) throws InterruptedException {
        if (token > 0) Thread.sleep(EVERY_MILLIS);
    }

    static void row(String what, List<Double> millis, String aim) {
        double[] sorted = millis.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(Locale.ROOT, "%-50s %10.2f %10.2f %10.2f   %s%n", what, Figures.median(sorted),
                sorted[sorted.length * 95 / 100], sorted[sorted.length - 1], aim);
    }

    static double millisSince(String token) {
        return (System.nanoTime() - Long.parseLong(token.strip())) / 1e6;
    }

    /** Memory and threads before, in the midst of, and after {@link #MANY} at once. */
    private static void held(Gateway gateway) throws Exception {
        var begun = new CountDownLatch(3 * MANY);
        var weighed = new CountDownLatch(1);
        try (var server = clock(TOKENS, token -> {
            pause(token);
            if (token == TOKENS / 2) {
                begun.countDown();
                // The third time all stand still until they have been weighed.
                if (begun.getCount() < MANY) weighed.await();
            }
        })) {
            // What is made once is made here.
            int failed = all(gateway, server, 2 * MANY, MANY, _ -> {}).failed();
            millisUntilClosed(server);
            Held before = Held.now(server);
            var peak = new ArrayList<Held>();
            Thread scale = Thread.ofPlatform().start(() -> {
                try {
                    begun.await();
                    peak.add(Held.now(server));
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                } finally {
                    weighed.countDown();
                }
            });
            Answers answers = all(gateway, server, MANY, MANY, _ -> {});
            scale.join();
            double shut = millisUntilClosed(server);
            Held after = Held.now(server);
            System.out.printf("%n%-34s %10s %10s %10s   %s%n", MANY + " streams at once, " + TOKENS + " tokens each",
                    "before", "amid", "after", "aim");
            line("heap after collection, MB", before.megabytes(), peak.getFirst().megabytes(), after.megabytes(),
                    "after - before <= 2");
            line("platform threads", before.threads(), peak.getFirst().threads(), after.threads(), "flat");
            line("open connections", before.connections(), peak.getFirst().connections(), after.connections(),
                    "<= 64 after");
            System.out.printf(Locale.ROOT, "%-34s %32.1f%n", "until the others were closed, ms", shut);
            System.out.printf("%-34s %32d   0%n", "calls that failed or were not whole", failed + answers.failed());
        }
    }

    /** Waits until no more connections are open than are kept, 10 s at most. */
    private static double millisUntilClosed(StreamServer server) throws InterruptedException {
        long begun = System.nanoTime();
        while (server.open() > IDLE && System.nanoTime() - begun < 10_000_000_000L) {
            Thread.sleep(1);
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static void line(String what, double before, double amid, double after, String aim) {
        System.out.printf(Locale.ROOT, "%-34s %10.1f %10.1f %10.1f   %s%n", what, before, amid, after, aim);
    }

    private record Held(double megabytes, int threads, int connections) {
        static Held now(StreamServer server) {
            for (int i = 0; i < 3; i++) {
                System.gc();
            }
            return new Held(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6,
                    ManagementFactory.getThreadMXBean().getThreadCount(), server.open());
        }
    }

    private static void told(Gateway gateway, int streams) throws Exception {
        var ages = new ConcurrentLinkedQueue<Double>();
        try (var server = clock(TOKENS, StreamsBench::pause)) {
            all(gateway, server, streams, streams, _ -> {});
            Answers answers = all(gateway, server, streams, streams, token -> ages.add(millisSince(token)));
            if (answers.failed() > 0) throw new IllegalStateException(answers.failed() + " failed");
        }
        row("told, " + streams + " at once", List.copyOf(ages), "<= 50 at p95");
    }

    private record Answers(int failed) {}

    private static Answers all(Gateway gateway, StreamServer server, int calls, int atOnce,
            Consumer<String> token) throws InterruptedException {
        var request = new ModelRequest("m", "openai-compatible", "m", server.base(), "MY_KEY",
                List.of(new ModelRequest.Turn(Role.USER, "Say the time.")), null, 50, null);
        int failed = 0;
        for (int done = 0; done < calls; done += atOnce) {
            var replies = new ArrayList<Future<ModelReply>>();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < atOnce; i++) {
                    replies.add(threads.submit(() -> gateway.call(request, FakeCall.of("n").onDelta(token))));
                }
            }
            for (Future<ModelReply> reply : replies) {
                try {
                    if (reply.get().text().split(" ").length != TOKENS) failed++;
                } catch (ExecutionException e) {
                    failed++;
                    System.out.println(e.getCause());
                }
            }
        }
        return new Answers(failed);
    }

    /** The baseline: one stream, read line by line. */
    private static void bare() throws Exception {
        var client = new OkHttpClient();
        var ages = new ArrayList<Double>();
        try (var server = clock(TOKENS, StreamsBench::pause)) {
            var request = new Request.Builder().url(server.base() + "/chat/completions")
                    .post(RequestBody.create(new byte[0], null)).build();
            for (int i = 0; i < 3; i++) {
                try (Response response = client.newCall(request).execute()) {
                    BufferedSource source = response.body().source();
                    for (String line = source.readUtf8Line(); line != null; line = source.readUtf8Line()) {
                        int at = line.indexOf("content\":\"");
                        if (at < 0) continue;
                        double age = millisSince(line.substring(at + 10, line.indexOf(' ', at)));
                        if (i > 0) ages.add(age);
                    }
                }
            }
            client.connectionPool().evictAll();
        }
        client.dispatcher().executorService().shutdown();
        row("bare OkHttp, one stream, line by line", ages, "");
    }
}
