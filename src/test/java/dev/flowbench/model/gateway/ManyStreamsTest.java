package dev.flowbench.model.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.ModelReply.Finish;
import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.model.FakeCall;
import dev.flowbench.model.Models;
import dev.flowbench.model.StreamServer;
import dev.flowbench.model.TestKeys;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hundred answers that stream in at the same time, on real sockets. */
@Timeout(120)
class ManyStreamsTest {
    private static final int STREAMS = 100;
    private static final int TOKENS = 20;

    @TempDir Path folder;

    @Test
    void allEndWholeAndNoThreadAndNoSocketIsLeft() throws Exception {
        var all = new CountDownLatch(STREAMS);
        var goOn = new CountDownLatch(1);
        // None goes on before all have begun.
        try (var server = new StreamServer(TOKENS, i -> i + " ", token -> {
            if (token == 1) {
                all.countDown();
                goOn.await();
            }
        })) {
            var http = new Http(HostPolicy.ANY, new Redaction(), new TestKeys(Map.of("MY_KEY", "key-of-test")),
                    Limits.USUAL, "test");
            var calls = new ArrayList<FakeCall>();
            var replies = new ArrayList<Future<ModelReply>>();
            try (http; var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var gateway = new Gateway(Models.of(http), _ -> Limit.NONE,
                        new Switches(folder.resolve("switches.json")),
                        new AnswerCache(folder.resolve("answers"), UnaryOperator.identity()), System::nanoTime);
                var request = new ModelRequest("m", "openai-compatible", "m", server.base(), "MY_KEY",
                        List.of(new ModelRequest.Turn(Role.USER, "Count.")), null, 50, null);
                for (int i = 0; i < STREAMS; i++) {
                    var call = FakeCall.of("n" + i);
                    calls.add(call);
                    replies.add(threads.submit(() -> gateway.call(request, call)));
                }
                all.await();
                assertEquals(STREAMS, server.open());
                assertTrue(somethingRuns());
                goOn.countDown();
            }
            String whole = IntStream.range(0, TOKENS).mapToObj(i -> i + " ").collect(Collectors.joining());
            for (int i = 0; i < STREAMS; i++) {
                ModelReply reply = replies.get(i).get();
                assertEquals(whole, reply.text());
                assertEquals(Finish.STOP, reply.finish());
                assertEquals(new ModelReply.Usage(3, TOKENS), reply.usage());
                assertEquals(whole, calls.get(i).text());
                assertEquals(TOKENS, calls.get(i).deltas());
            }
            // What is not given back stays open, and this does not come back.
            server.awaitNone();
            assertEquals(0, server.open());
        }
        // What looks at the switches goes by itself, a moment later.
        while (somethingRuns()) Thread.onSpinWait();
    }

    private boolean somethingRuns() throws IOException, InterruptedException {
        if (Thread.interrupted()) throw new InterruptedException();
        Path dump = folder.resolve("threads").toAbsolutePath();
        // Virtual threads are in no other list.
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpThreads(dump.toString(),
                ThreadDumpFormat.TEXT_PLAIN);
        String threads = Files.readString(dump);
        Files.delete(dump);
        return threads.contains("dev.flowbench.model.gateway.Gateway.") || threads.contains("dev.flowbench.net.Http.");
    }
}
