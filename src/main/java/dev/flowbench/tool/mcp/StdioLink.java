package dev.flowbench.tool.mcp;

import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.net.Redaction;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.MonoSink;

/**
 * The way to a server that is a program: a message a line over its standard input and output. Its arguments are handed over
 * one by one, no shell reads them; of this program's environment it gets only what it is given here. What it says on standard
 * error goes to the log, in small portions and without secrets. It ends with all that it has started.
 */
final class StdioLink extends Link {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final int WAITING = 1_000;
    private static final int ERROR_LINE = 500;
    private static final int ERROR_LINES = 200;
    private static final int TAIL = 3;

    private final Redaction redaction;
    private final ProcessTree tree;
    private final BlockingQueue<Outgoing> outgoing = new ArrayBlockingQueue<>(WAITING);
    private final Deque<String> tail = new ArrayDeque<>();
    private final AtomicBoolean left = new AtomicBoolean();
    private final List<Thread> threads = new ArrayList<>();

    private record Outgoing(byte[] line, MonoSink<Void> sink) {}

    private StdioLink(String server, Process process, Redaction redaction) {
        super(server);
        this.redaction = redaction;
        this.tree = new ProcessTree(process);
        threads.add(daemon("in", this::read));
        threads.add(daemon("out", this::write));
        threads.add(daemon("err", this::readErrors));
    }

    /**
     * Starts the program.
     *
     * @param environment all that it gets
     * @throws ToolException if it cannot be started
     */
    static StdioLink start(String server, Path executable, List<String> arguments, Map<String, String> environment,
            Path folder, Redaction redaction) throws ToolException {
        var command = new ArrayList<String>();
        command.add(executable.toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.directory(new File(folder.toString()));
        try {
            return new StdioLink(server, builder.start(), redaction);
        } catch (IOException e) {
            throw McpTexts.fault(ErrorCode.NET_CONNECT, "link.noStart", server, executable,
                    redaction.of(String.valueOf(e.getMessage())));
        }
    }

    /** Platform threads: reading a pipe would hold on to the thread that carries a virtual one. */
    private Thread daemon(String what, Runnable work) {
        return Thread.ofPlatform().daemon().name("mcp-" + server() + "-" + what).unstarted(work);
    }

    @Override
    void start() {
        // A program may be over at once: who notices it waits for the last of these, which has to be there by then.
        threads.reversed().forEach(Thread::start);
    }

    /** Of what it started, those who are there now are remembered. */
    void look() {
        tree.lookNowAndThen();
    }

    @Override
    void send(JSONRPCMessage message, byte[] json, MonoSink<Void> sink) {
        if (!outgoing.offer(new Outgoing(json, sink))) {
            ToolException full = McpTexts.fault(ErrorCode.NET_LOST, "link.deaf", server());
            sink.error(full);
            breakOff(full);
        }
    }

    private void write() {
        try (OutputStream to = tree.process().getOutputStream()) {
            while (!left.get()) {
                @Nullable Outgoing next = outgoing.poll(1, TimeUnit.SECONDS);
                if (next != null) {
                    to.write(next.line());
                    to.write('\n');
                    to.flush();
                    next.sink().success();
                }
            }
        } catch (IOException _) {
            ended();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        try (InputStream from = tree.process().getInputStream()) {
            lines(from, LARGEST, (line, length) -> {
                if (length > LARGEST) {
                    breakOff(McpTexts.fault(ErrorCode.PROVIDER_NONSENSE, "link.large", server(), LARGEST / 1_000_000));
                } else if (!line.isBlank()) {
                    receive(line);
                }
            });
        } catch (IOException _) {
            // It has ended, or was ended.
        }
        ended();
    }

    private void readErrors() {
        Consumer<String> log = line -> LoggerFactory.getLogger(StdioLink.class).info("{}: {}", server(), line);
        int[] count = new int[1];
        try (InputStream from = tree.process().getErrorStream()) {
            lines(from, ERROR_LINE, (line, _) -> {
                String clean = McpTexts.shown(redaction.of(line), ERROR_LINE);
                synchronized (tail) {
                    tail.addLast(clean);
                    if (tail.size() > TAIL) {
                        tail.removeFirst();
                    }
                }
                count[0]++;
                if (count[0] <= ERROR_LINES) {
                    log.accept(count[0] < ERROR_LINES ? clean : "…");
                }
            });
        } catch (IOException _) {
            // It has ended.
        }
    }

    /** Reads lines of at most so many bytes; a longer one is told once, cut, with a length that is over the limit. */
    private static void lines(InputStream stream, int most, ObjIntConsumer<String> lines) throws IOException {
        var from = new BufferedInputStream(stream, 1 << 16);
        var line = new ByteArrayOutputStream();
        int length = 0;
        for (int next = from.read(); next >= 0; next = from.read()) {
            if (next == '\n') {
                if (length <= most) {
                    lines.accept(line.toString(StandardCharsets.UTF_8).replace("\r", ""), length);
                }
                line.reset();
                length = 0;
            } else {
                length = Math.min(length + 1, most + 2);
                if (length <= most) {
                    line.write(next);
                } else if (length == most + 1) {
                    lines.accept(line.toString(StandardCharsets.UTF_8), length);
                    line.reset();
                }
            }
        }
        if (length > 0 && length <= most) {
            lines.accept(line.toString(StandardCharsets.UTF_8), length);
        }
    }

    private void ended() {
        if (left.get() || broken().isDone()) {
            return;
        }
        try {
            // What it said last stands on another stream, and its exit code a moment away.
            boolean over = tree.process().waitFor(500, TimeUnit.MILLISECONDS);
            threads.getLast().join(Duration.ofMillis(200));
            String said;
            synchronized (tail) {
                said = String.join(" / ", tail);
            }
            breakOff(McpTexts.fault(ErrorCode.NET_LOST, "link.ended", server(),
                    over ? Integer.toString(tree.process().exitValue()) : "?", said.isEmpty() ? "-" : said));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    void giveUp(Object request) {
        // The server was told; its answer is dropped when it comes.
    }

    @Override
    boolean canBeEnded() {
        return true;
    }

    @Override
    void speaks(String protocol) {
        // Said once, when the session began.
    }

    @Override
    void leave() {
        if (!left.compareAndSet(false, true)) {
            return;
        }
        breakOff(McpTexts.fault(ErrorCode.NET_LOST, "link.closed", server()));
        try {
            // The polite way: its input ends. Who writes at this moment may hold the stream for long.
            Thread closing = Thread.ofPlatform().daemon().start(() -> {
                try {
                    tree.process().getOutputStream().close();
                } catch (IOException _) {
                    // It is closed in any case.
                }
            });
            closing.join(PATIENCE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (!tree.endsWithin(PATIENCE)) {
            tree.end(PATIENCE);
        }
    }

    /** Ends it at once with all that it has started. */
    void endNow() {
        left.set(true);
        tree.endNow();
        breakOff(McpTexts.fault(ErrorCode.NET_LOST, "link.closed", server()));
    }
}
