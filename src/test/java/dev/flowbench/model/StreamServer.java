package dev.flowbench.model;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/**
 * Streams answers by OpenAI's protocol on loopback: any number at once, each connection on a virtual thread of its own,
 * kept open for the next request until the client closes it.
 */
public final class StreamServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 2_000, InetAddress.getLoopbackAddress());
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();
    private final int tokens;
    private final IntFunction<String> text;
    private final Pace pace;

    /** When tokens leave. */
    public interface Pace {
        /** Comes back when that token may leave, from 0. */
        void await(int token) throws InterruptedException;
    }

    /**
     * @param tokens pieces of each answer
     * @param text what a piece says; asked the moment before it leaves
     */
    public StreamServer(int tokens, IntFunction<String> text, Pace pace) throws IOException {
        this.tokens = tokens;
        this.text = text;
        this.pace = pace;
        Thread.ofVirtual().start(this::accept);
    }

    /** The base address of its models. */
    public String base() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** Connections that the client has not closed. */
    public int open() { return open.get(); }

    /** Waits until the client has closed all connections. */
    public void awaitNone() throws InterruptedException {
        for (Thread thread : threads) thread.join();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                open.incrementAndGet();
                sockets.add(socket);
                Thread thread = Thread.ofVirtual().unstarted(() -> serve(socket));
                threads.add(thread);
                thread.start();
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            var in = new BufferedInputStream(socket.getInputStream());
            while (request(in)) answer(socket.getOutputStream());
        } catch (IOException _) {
            // The client has gone.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(socket);
            open.decrementAndGet();
        }
    }

    /** Reads a request; false at the end. */
    private static boolean request(InputStream in) throws IOException {
        int length = 0;
        String line = line(in);
        if (line.isEmpty()) return false;
        while (!line.isEmpty()) {
            int colon = line.indexOf(':');
            if (colon > 0 && line.substring(0, colon).equalsIgnoreCase("content-length")) {
                length = Integer.parseInt(line.substring(colon + 1).strip());
            }
            line = line(in);
        }
        in.skipNBytes(length);
        return true;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int letter = in.read(); letter >= 0 && letter != '\n'; letter = in.read()) {
            if (letter != '\r') line.append((char) letter);
        }
        return line.toString();
    }

    private void answer(OutputStream out) throws IOException, InterruptedException {
        out.write("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < tokens; i++) {
            pace.await(i);
            chunk(out, "data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\""
                    + text.apply(i) + "\"}}]}\n\n");
        }
        chunk(out, "data: {\"id\":\"1\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":" + tokens
                + ",\"total_tokens\":" + (tokens + 3) + "}}\n\ndata: [DONE]\n\n");
        out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    private static void chunk(OutputStream out, String data) throws IOException {
        byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n" + data + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : sockets) socket.close();
    }
}
