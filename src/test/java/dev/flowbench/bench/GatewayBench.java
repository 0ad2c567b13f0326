package dev.flowbench.bench;

import dev.flowbench.engine.event.ModelRequest;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.flow.Message.Role;
import dev.flowbench.model.FakeCall;
import dev.flowbench.model.Models;
import dev.flowbench.model.TestKeys;
import dev.flowbench.model.gateway.AnswerCache;
import dev.flowbench.model.gateway.Gateway;
import dev.flowbench.model.gateway.Limit;
import dev.flowbench.model.gateway.Switches;
import dev.flowbench.net.HostPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Limits;
import dev.flowbench.net.Redaction;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.net.ServerSocketFactory;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** What a call costs on its way through the gateway, beside a bare OkHttp call to the same server, in turns. */
final class GatewayBench {
    private static final int CALLS = 2_000;
    private static final int WARM_UP = 2_000;
    private static final String ANSWER = """
            data: {"id":"1","model":"m","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}],\
            "usage":{"prompt_tokens":3,"completion_tokens":1,"total_tokens":4}}

            data: [DONE]

            """;

    private GatewayBench() {}

    static void run() throws Exception {
        Path folder = Files.createTempDirectory("gateway-bench");
        try (var server = new MockWebServer();
                var http = new Http(HostPolicy.ANY, new Redaction(), new TestKeys(Map.of("MY_KEY", "key-of-bench")),
                        Limits.USUAL, "bench")) {
            server.setDispatcher(new Dispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    return new MockResponse.Builder().setHeader("Content-Type", "text/event-stream").body(ANSWER)
                            .build();
                }
            });
            server.setServerSocketFactory(new AtOnce());
            server.start();
            String base = "http://127.0.0.1:" + server.getPort() + "/v1";
            var gateway = new Gateway(Models.of(http), _ -> Limit.NONE, new Switches(folder.resolve("switches.json")),
                    new AnswerCache(folder.resolve("answers"), UnaryOperator.identity()), System::nanoTime);
            measure(gateway, new ModelRequest("m", "openai-compatible", "m", base, "MY_KEY",
                    List.of(new ModelRequest.Turn(Role.USER, "Say hello.")), null, 50, null), base);
        }
    }

    private static void measure(ChatModel gateway, ModelRequest request, String base) throws Exception {
        var bare = new OkHttpClient();
        var body = RequestBody.create("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Say hello.\"}]}",
                MediaType.get("application/json"));
        var plain = new Request.Builder().url(base + "/chat/completions").post(body).build();
        double[] ours = new double[CALLS];
        double[] theirs = new double[CALLS];
        for (int i = -WARM_UP; i < CALLS; i++) {
            double before = bare(bare, plain);
            var call = FakeCall.of("n");
            long begun = System.nanoTime();
            gateway.call(request, call);
            if (i >= 0) {
                ours[i] = (System.nanoTime() - begun) / 1e3;
                theirs[i] = before;
            }
        }
        bare.dispatcher().executorService().shutdown();
        bare.connectionPool().evictAll();
        System.out.println("\nGateway, one call on loopback, median of " + CALLS + " in turns");
        System.out.printf("%-34s %10.0f us%n", "bare OkHttp", Figures.median(theirs));
        System.out.printf("%-34s %10.0f us%n", "gateway, provider, net", Figures.median(ours));
        System.out.printf("%-34s %10.0f us   aim <= 200%n", "overhead", Figures.median(ours) - Figures.median(theirs));
    }

    private static double bare(OkHttpClient client, Request request) throws IOException {
        long begun = System.nanoTime();
        try (Response response = client.newCall(request).execute()) {
            response.body().string();
        }
        return (System.nanoTime() - begun) / 1e3;
    }

    /** Else the server's second write waits 40 ms until its first is acknowledged, for one client or the other. */
    private static final class AtOnce extends ServerSocketFactory {
        @Override
        public ServerSocket createServerSocket() throws IOException {
            return new ServerSocket() {
                @Override
                public Socket accept() throws IOException {
                    Socket socket = super.accept();
                    socket.setTcpNoDelay(true);
                    return socket;
                }
            };
        }

        @Override
        public ServerSocket createServerSocket(int port) throws IOException {
            return bound(new InetSocketAddress(port), 50);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog) throws IOException {
            return bound(new InetSocketAddress(port), backlog);
        }

        @Override
        public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
            return bound(new InetSocketAddress(address, port), backlog);
        }

        private ServerSocket bound(InetSocketAddress at, int backlog) throws IOException {
            ServerSocket server = createServerSocket();
            server.bind(at, backlog);
            return server;
        }
    }
}
