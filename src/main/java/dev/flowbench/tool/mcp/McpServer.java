package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.net.Http;
import dev.flowbench.net.Redaction;
import dev.flowbench.net.Secret;
import dev.flowbench.net.Secrets;
import dev.flowbench.tool.LoneCall;
import dev.flowbench.tool.mcp.McpEntry.Program;
import dev.flowbench.tool.mcp.McpEntry.Unusable;
import dev.flowbench.tool.mcp.McpEntry.Web;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One server, started when it is first needed and again when it is needed after a crash. One that crashes again and again is
 * given time between. For many threads.
 */
final class McpServer {
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** What a server is started and reached with. */
    record Means(McpAllowed allowed, Secrets secrets, Supplier<Http> http, Redaction redaction,
            Map<String, String> environment, Contents contents, String version) {}

    private final String name;
    private final Means means;
    private @Nullable Attempt attempt;
    private int failures;
    private long notBefore = System.nanoTime();
    private boolean closed;

    McpServer(String name, Means means) {
        this.name = name;
        this.means = means;
    }

    /** One start, whoever waits for it, and the session it led to. */
    private final class Attempt {
        private final McpEntry entry;
        private final CompletableFuture<Connection> connection = new CompletableFuture<>();
        private @Nullable Link link;
        private @Nullable Pin pin;
        private int waiting;
        private boolean given;

        Attempt(McpEntry entry) {
            this.entry = entry;
        }

        void begin(long pause) {
            Thread.ofVirtual().name("mcp-" + name).start(() -> {
                try {
                    // What a person must decide first is said at once.
                    Command command = allowed(entry);
                    if (pause > 0) {
                        Thread.sleep(Duration.ofNanos(pause));
                    }
                    Link begun = open(entry, command);
                    if (!use(begun)) {
                        begun.leave();
                        throw new CancellationException();
                    }
                    Connection made = Connection.begin(begun, means.version(), START);
                    if (begun instanceof StdioLink program) {
                        program.look();
                    }
                    says(made);
                    begun.broken().thenAccept(_ -> brokeOff());
                    connection.complete(made);
                } catch (ToolException e) {
                    if (e.code() != ErrorCode.NOT_GRANTED && e.code() != ErrorCode.NO_TOOL) {
                        failed();
                    }
                    end(e);
                } catch (InterruptedException | RuntimeException e) {
                    end(e);
                }
            });
        }

        private void end(Throwable why) {
            @Nullable Link begun;
            synchronized (McpServer.this) {
                begun = link;
                given = true;
            }
            connection.completeExceptionally(why);
            if (begun != null) {
                begun.leave();
            }
        }

        /** It ended, and not because we ended it. */
        private void brokeOff() {
            boolean ours;
            synchronized (McpServer.this) {
                ours = given;
            }
            if (!ours) {
                failed();
            }
        }

        private boolean use(Link begun) {
            synchronized (McpServer.this) {
                link = begun;
                return !given && !closed;
            }
        }

        /** Asks what the server says of its tools, and holds it against what was seen. */
        private void says(Connection made) throws ToolException {
            Pin now = made.says(START);
            synchronized (McpServer.this) {
                pin = now;
            }
            held(now);
        }

        private void held(Pin now) throws ToolException {
            Optional<Pin> before = means.allowed().pin(name);
            if (before.isPresent() && !before.get().hash().equals(now.hash())) {
                throw McpTexts.fault(ErrorCode.NOT_GRANTED, "pin.changed", name,
                        String.join(", ", before.get().changes(now)));
            }
            if (before.isEmpty()) {
                try {
                    means.allowed().pin(name, now, false);
                } catch (IOException e) {
                    throw McpTexts.fault(e, ErrorCode.NOT_GRANTED, "pin.notKept", name);
                }
            }
        }

        private boolean isOver() {
            return connection.isCompletedExceptionally() || link != null && link.broken().isDone();
        }
    }

    private Command allowed(McpEntry entry) throws ToolException {
        try {
            Command command = Command.of(entry, means.environment(), means.contents());
            if (!means.allowed().allows(name, command.consent())) {
                List<String> lines = command.lines(means.allowed().files(name));
                throw McpTexts.fault(ErrorCode.NOT_GRANTED, "server.notAllowed", name, Stream.concat(
                        Stream.of(lines.getFirst()), lines.stream().skip(command.lines().size()))
                        .collect(Collectors.joining("\n")));
            }
            return command;
        } catch (Command.NoCommand e) {
            throw new ToolException(ErrorCode.NO_TOOL,
                    McpTexts.text("server.unusable", name, String.valueOf(e.getMessage())), e.wayOut());
        }
    }

    private Link open(McpEntry entry, Command command) throws ToolException {
        return switch (entry.way()) {
            case Program program -> StdioLink.start(name, Objects.requireNonNull(command.executable()),
                    program.arguments(), environment(program), Objects.requireNonNull(command.folder()),
                    means.redaction());
            case Web web -> new HttpLink(name, web, means.http().get());
            case Unusable unusable -> throw new ToolException(ErrorCode.NO_TOOL, unusable.why(), unusable.wayOut());
        };
    }

    private Map<String, String> environment(Program program) throws ToolException {
        var environment = new LinkedHashMap<>(Environment.usual(means.environment(), Environment.isWindows()));
        for (Map.Entry<String, String> value : program.environment().entrySet()) {
            var known = new LinkedHashMap<String, String>();
            for (String secret : References.in(value.getValue())) {
                known.put(secret, secret(secret));
            }
            environment.put(value.getKey(), References.filled(value.getValue(), known::get));
        }
        return environment;
    }

    private String secret(String secret) throws ToolException {
        try {
            Secret found = means.secrets().find(secret).orElseThrow(
                    () -> McpTexts.fault(ErrorCode.NO_KEY, "server.noSecret", name, secret));
            means.redaction().know(found.value());
            return found.value().strip();
        } catch (IOException e) {
            throw McpTexts.fault(ErrorCode.NO_KEY, "server.noSecret", name, secret);
        }
    }

    /**
     * Calls a tool and waits for its result.
     *
     * @param entry what the user's settings say of the server now
     */
    JsonNode call(McpEntry entry, String tool, JsonNode arguments, Tool.Call call) throws ToolException {
        Attempt at = attempt(entry);
        Connection connection = connected(at, call);
        if (connection.link().hasChanged()) {
            try {
                at.says(connection);
            } catch (ToolException e) {
                close(at);
                throw e;
            }
        }
        Pin says = says(at);
        if (!says.tools().containsKey(tool)) {
            throw McpTexts.fault(ErrorCode.NO_TOOL, "server.noTool", name, tool, String.join(", ",
                    says.tools().keySet().stream().map(one -> McpTexts.shown(one, 80)).toList()));
        }
        JsonNode answer = connection.call(tool, arguments, call);
        synchronized (this) {
            failures = 0;
        }
        return Answers.result(name, tool, answer);
    }

    private synchronized Pin says(Attempt at) {
        return Objects.requireNonNull(at.pin, "a connection without its tools");
    }

    /**
     * Starts the server if need be, and asks what it says of itself, whether or not a person has seen it.
     *
     * @return what it says now
     */
    Pin ask(McpEntry entry) throws ToolException {
        Attempt at = attempt(entry);
        try {
            at.says(connected(at, new LoneCall(null, START, Clock.systemUTC())));
            return says(at);
        } catch (ToolException e) {
            close(at);
            // It came as far as to say something else than before: that is the answer.
            synchronized (this) {
                if (e.code() == ErrorCode.NOT_GRANTED && at.pin != null) {
                    return at.pin;
                }
            }
            throw e;
        }
    }

    private synchronized Attempt attempt(McpEntry entry) throws ToolException {
        if (closed) {
            throw McpTexts.fault(ErrorCode.NET_CONNECT, "link.closed", name);
        }
        @Nullable Attempt now = attempt;
        if (now != null && !now.isOver() && now.entry.equals(entry)) {
            now.waiting++;
            return now;
        }
        if (now != null) {
            close(now);
        }
        now = new Attempt(entry);
        now.waiting++;
        attempt = now;
        now.begin(Math.max(0, notBefore - System.nanoTime()));
        return now;
    }

    private Connection connected(Attempt at, Tool.Call call) throws ToolException {
        var gone = new CompletableFuture<Connection>();
        at.connection.whenComplete((made, why) -> {
            if (made != null) {
                gone.complete(made);
            } else {
                gone.completeExceptionally(why);
            }
        });
        call.onCancel(() -> gone.completeExceptionally(new CancellationException()));
        try {
            return gone.get(Math.max(1, call.timeLeft().toNanos()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw notWaited(at, McpTexts.fault(ErrorCode.NET_CONNECT, "server.slow", name));
        } catch (CancellationException _) {
            throw notWaited(at, McpTexts.fault(ErrorCode.CANCELLED, "call.cancelled", name));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw notWaited(at, McpTexts.fault(ErrorCode.CANCELLED, "call.cancelled", name));
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case ToolException known -> notStarted(known);
                case CancellationException _ -> McpTexts.fault(ErrorCode.CANCELLED, "call.cancelled", name);
                case null, default -> McpTexts.fault(e.getCause(), ErrorCode.NET_CONNECT, "answer.broken", name);
            };
        } finally {
            synchronized (this) {
                at.waiting--;
            }
        }
    }

    /** Before a session has begun nothing was done: whatever happened may be tried again. */
    private static ToolException notStarted(ToolException e) {
        return switch (e.code()) {
            case NET_LOST, TIMEOUT, PROVIDER_NONSENSE, TOOL_ERROR -> new ToolException(ErrorCode.NET_CONNECT,
                    String.valueOf(e.getMessage()), e.wayOut());
            default -> e;
        };
    }

    /** A start for which nobody waits any more is given up. */
    private ToolException notWaited(Attempt at, ToolException why) {
        boolean last;
        synchronized (this) {
            last = at.waiting == 1 && !at.connection.isDone();
        }
        if (last) {
            Thread.startVirtualThread(() -> at.end(new CancellationException()));
        }
        return why;
    }

    private synchronized void failed() {
        if (closed) {
            return;
        }
        failures = Math.min(failures + 1, 16);
        long pause = Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << (failures - 1));
        notBefore = System.nanoTime() + pause;
    }

    private void close(Attempt at) {
        Thread.startVirtualThread(() -> at.end(new CancellationException()));
    }

    /** Ends it; returns when nothing is left of it. It is not started again. */
    void close() {
        @Nullable Attempt now;
        synchronized (this) {
            closed = true;
            now = attempt;
            attempt = null;
        }
        if (now != null) {
            now.end(new CancellationException());
        }
    }

    /** Ends it, so that its next start is a new one. */
    void stop() {
        @Nullable Attempt now;
        synchronized (this) {
            now = attempt;
            attempt = null;
            notBefore = System.nanoTime();
            failures = 0;
        }
        if (now != null) {
            now.end(new CancellationException());
        }
    }

    /** Ends its program at once, without a word: this process is going. */
    void kill() {
        @Nullable Link link;
        synchronized (this) {
            closed = true;
            link = attempt == null ? null : attempt.link;
        }
        if (link instanceof StdioLink program) {
            program.endNow();
        }
    }
}
