package dev.flowbench.proof;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server on loopback that streams answers like OpenAI, a word at a time, and now and then says nothing more. It counts
 * the connections that are open and the answers that are not at their end.
 */
final class SlowServer implements AutoCloseable {
    private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static final String PIECE = "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"word \"},"
            + "\"finish_reason\":null}]}\n\n";
    private static final String END = "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},"
            + "\"finish_reason\":\"stop\"}]}\n\ndata: {\"id\":\"c\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":2,"
            + "\"completion_tokens\":3,\"total_tokens\":5}}\n\ndata: [DONE]\n\n";
    private static final int PIECES = 4;
    private static final int MILLIS = 2;

    private final ServerSocket socket;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    /** Which request is answered by half only; 0 for none. */
    private volatile int stallsAt;

    SlowServer() throws IOException {
        socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String base() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/v1";
    }

    int connections() {
        return connections.get();
    }

    int answers() {
        return answers.get();
    }

    int requests() {
        return requests.get();
    }

    /** From now on the request of that number, counted from now, is answered by half only; 0 for none. */
    void stallAt(int request) {
        stallsAt = request == 0 ? 0 : requests.get() + request;
    }

    private void accept() {
        try {
            while (true) {
                Socket one = socket.accept();
                connections.incrementAndGet();
                Thread.ofVirtual().start(() -> serve(one));
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private void serve(Socket one) {
        try (one) {
            one.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(one.getInputStream());
            while (readRequest(in)) {
                answers.incrementAndGet();
                try {
                    answer(one.getOutputStream(), in, requests.incrementAndGet());
                } finally {
                    answers.decrementAndGet();
                }
            }
        } catch (IOException e) {
            // The other side has closed.
        } finally {
            connections.decrementAndGet();
        }
    }

    private void answer(OutputStream out, InputStream in, int number) throws IOException {
        out.write(HEAD.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < PIECES; i++) {
            chunk(out, PIECE);
            pause();
            if (number == stallsAt && in.read() < 0) {
                throw new IOException("closed by the other side");
            }
        }
        chunk(out, END);
        chunk(out, "");
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write((Integer.toHexString(bytes.length) + "\r\n" + text + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void pause() {
        try {
            Thread.sleep(MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether there was one */
    private static boolean readRequest(InputStream in) throws IOException {
        int length = 0;
        for (String line = line(in); line != null; line = line(in)) {
            if (line.isEmpty()) {
                in.skipNBytes(length);
                return true;
            }
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        return false;
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
