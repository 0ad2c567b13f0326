package dev.flowbench.tool.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.net.Http;
import dev.flowbench.net.Redaction;
import dev.flowbench.net.Secrets;
import dev.flowbench.tool.DeclaredTools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The MCP servers that the user has configured, and their tools. A server is started when one of its tools is first called or
 * listed, never before, and only if exactly its command was allowed on this machine; it is refused when it says something else
 * of its tools than was seen. All end with this object, or with the process. For many threads.
 */
public final class McpServers implements AutoCloseable {
    private final McpFile file;
    private final McpAllowed allowed;
    private final McpServer.Means means;
    private final Map<String, McpServer> servers = new HashMap<>();
    private @Nullable Thread atExit;
    private boolean closed;

    /**
     * Where all of it is kept and what it is reached with.
     *
     * @param config the user's list of servers; need not be there
     * @param allowed what was allowed on this machine; need not be there
     * @param secrets where the secrets that entries name are found
     * @param http made when a server is first reached over the network
     * @param redaction told of every secret that a server gets
     * @param environment that of this program; of it servers get only what every program needs
     * @param version of this program, told to servers
     */
    public record Place(Path config, Path allowed, Secrets secrets, Supplier<Http> http, Redaction redaction,
            Map<String, String> environment, String version) {
        @Override
        public String toString() {
            return "Place[" + config + "]";
        }
    }

    public McpServers(Place place, Clock clock) {
        this.file = new McpFile(place.config());
        this.allowed = new McpAllowed(place.allowed(), clock);
        this.means = new McpServer.Means(allowed, place.secrets(), place.http(), place.redaction(),
                Map.copyOf(place.environment()), new Contents(), place.version());
    }

    /** How an entry stands. */
    public enum Standing {
        /** Its command was allowed, and what it says of its tools was seen. */
        ALLOWED,
        /** Its command was allowed; nobody has seen what it says of its tools. */
        UNSEEN,
        /** Its command was never allowed, or is another now. */
        NOT_ALLOWED,
        /** It cannot be started or reached as it is. */
        UNUSABLE
    }

    /**
     * What an entry would start or reach, for the person who decides.
     *
     * @param standing whether it may
     * @param consent names exactly this; empty where it cannot be used
     * @param text the whole command with every argument, or the address; where it cannot be used, why, and what to do
     * @param warnings what deserves a second look, sentences
     * @param forNow whether a yes holds only until this program ends, since the same command may run another program then
     */
    public record Shown(Standing standing, String consent, String text, List<String> warnings, boolean forNow) {}

    /**
     * What a server says of itself now.
     *
     * @param instructions free text for models; it never reaches one
     * @param tools in the order of the server
     * @param changes what is different from what was seen; empty for nothing
     * @param seen whether a person has seen exactly this
     * @param hash names exactly this
     */
    public record Listing(String instructions, List<ListedTool> tools, List<String> changes, boolean seen,
            String hash) {}

    /**
     * The user's entries, by name.
     *
     * @throws IOException if the list cannot be read; the message is for people
     */
    public Map<String, McpEntry> entries() throws IOException {
        return file.read();
    }

    /**
     * Adds what the configuration of another MCP client says.
     *
     * @param text JSON
     * @return names of the entries; one of the same name was replaced
     * @throws IOException if it is none, or cannot be kept; the message is for people
     */
    public List<String> add(String text) throws IOException {
        return file.add(text);
    }

    /** Takes an entry out, with what was allowed of it; whether there was one. */
    public boolean remove(String name) throws IOException {
        boolean there = file.remove(name);
        if (there) {
            allowed.forget(name);
            stop(name);
        }
        return there;
    }

    /** What an entry would start or reach; empty where there is no such entry, or the list cannot be read. Starts nothing. */
    public Optional<Shown> shown(String name) {
        try {
            return Optional.ofNullable(entries().get(name)).map(this::shown);
        } catch (IOException e) {
            LoggerFactory.getLogger(McpServers.class).warn("{}", e.getMessage());
            return Optional.empty();
        }
    }

    private Command command(McpEntry entry) throws Command.NoCommand {
        return Command.of(entry, means.environment(), means.contents());
    }

    private Shown shown(McpEntry entry) {
        try {
            Command command = command(entry);
            Standing standing = !allowed.allows(entry.name(), command.consent())
                    ? Standing.NOT_ALLOWED
                    : allowed.seen(entry.name()).isPresent() ? Standing.ALLOWED : Standing.UNSEEN;
            return new Shown(standing, command.consent(),
                    String.join("\n", standing == Standing.NOT_ALLOWED
                            ? command.lines(allowed.files(entry.name()))
                            : command.lines()),
                    command.warnings(), command.floats());
        } catch (Command.NoCommand e) {
            return new Shown(Standing.UNUSABLE, "",
                    Command.written(entry).map(line -> line + '\n').orElse("") + e.getMessage() + " " + e.wayOut(),
                    List.of(), false);
        }
    }

    /**
     * Allows a command on this machine, or until this program ends where it may run another program the next time.
     *
     * @param consent what was {@linkplain #shown shown}: if it is another by now, nothing is allowed
     * @return whether it was
     * @throws IOException if that cannot be kept
     */
    public boolean allow(String name, String consent) throws IOException {
        try {
            @Nullable McpEntry entry = entries().get(name);
            Command now = entry == null ? null : command(entry);
            if (now == null || !now.consent().equals(consent)) {
                return false;
            }
            if (now.floats()) {
                allowed.allowForNow(name, consent);
            } else {
                allowed.allow(name, consent, now.files());
            }
            return true;
        } catch (Command.NoCommand _) {
            return false;
        }
    }

    /**
     * Starts a server if need be, and asks what it says of its tools.
     *
     * @throws ToolException if it is not allowed, or cannot be asked
     */
    public Listing list(String name) throws ToolException {
        Pin now = server(name).ask(entry(name));
        Optional<Pin> before = allowed.pin(name);
        boolean same = before.isPresent() && before.get().hash().equals(now.hash());
        return new Listing(now.instructions(), List.copyOf(now.tools().values()),
                before.isEmpty() || same ? List.of() : before.get().changes(now),
                same && allowed.seen(name).isPresent(), now.hash());
    }

    /**
     * Keeps that a person has seen what a server says of itself: from now on models may see its tools, and it must go on
     * saying the same.
     *
     * @param hash what was seen: if the server says something else by now, nothing is kept
     * @return whether it was
     * @throws IOException if that cannot be kept
     * @throws ToolException if it cannot be asked
     */
    public boolean seen(String name, String hash) throws IOException, ToolException {
        Pin now = server(name).ask(entry(name));
        if (!now.hash().equals(hash)) {
            return false;
        }
        allowed.pin(name, now, true);
        return true;
    }

    /** Names of the tools of a server, as a person last saw them; empty where nobody has. Starts nothing. */
    public Optional<Set<String>> seenTools(String name) {
        return allowed.seen(name).map(pin -> Set.copyOf(pin.tools().keySet()));
    }

    /** Names of the servers that the user has configured; none where the list cannot be read. Starts nothing. */
    public Set<String> names() {
        try {
            return Set.copyOf(entries().keySet());
        } catch (IOException e) {
            LoggerFactory.getLogger(McpServers.class).warn("{}", e.getMessage());
            return Set.of();
        }
    }

    /** A tool of a server, to be tried; its arguments are held against its schema by whoever calls it. */
    public Optional<Tool> tool(String server, String tool) {
        return allowed.pin(server).flatMap(pin -> pin.tool(tool)).map(listed -> new McpTool(
                new Tool.Definition(tool, listed.description(), Schemas.arguments(listed.parameters()),
                        Schemas.result(listed.result()),
                        effect(server, tool, listed), false),
                server, tool, this));
    }

    /** Makes the tools that documents declare as those of a server. */
    public Tool make(String name, ToolDeclaration declaration) {
        var mcp = Objects.requireNonNull(declaration.mcp(), "a tool of an MCP server");
        Optional<ListedTool> listed = allowed.seen(mcp.server()).flatMap(pin -> pin.tool(mcp.tool()));
        // Its server's texts reach a model only if a person has seen them.
        return new McpTool(DeclaredTools.definition(name, declaration,
                listed.map(ListedTool::description).orElse(""),
                listed.map(ListedTool::parameters).map(Schemas::arguments)
                        .orElseGet(() -> JsonNodeFactory.instance.objectNode().put("type", "object")),
                listed.map(one -> Schemas.result(one.result())).orElse(null),
                effect(mcp.server(), mcp.tool(), listed.orElse(null))), mcp.server(), mcp.tool(), this);
    }

    /** What the user says; else what the server says where the user believes it; else the worst. */
    private EffectClass effect(String server, String tool, @Nullable ListedTool listed) {
        try {
            @Nullable McpEntry entry = entries().get(server);
            if (entry != null && entry.effects().containsKey(tool)) {
                return Objects.requireNonNull(entry.effects().get(tool));
            }
            if (entry != null && entry.trustHints() && listed != null) {
                return listed.hinted();
            }
        } catch (IOException _) {
            // The call says what is wrong with the list.
        }
        return EffectClass.NON_IDEMPOTENT;
    }

    /** Calls a tool and waits for its result. */
    JsonNode call(String server, String tool, JsonNode arguments, Tool.Call call) throws ToolException {
        if (call.cancelled()) {
            throw McpTexts.fault(ErrorCode.CANCELLED, "call.cancelled", server);
        }
        return server(server).call(entry(server), tool, arguments, call);
    }

    private McpEntry entry(String name) throws ToolException {
        try {
            Map<String, McpEntry> entries = entries();
            @Nullable McpEntry entry = entries.get(name);
            if (entry == null) {
                throw McpTexts.fault(ErrorCode.NO_TOOL, "server.none", McpTexts.shown(name, 80), file.path());
            }
            return entry;
        } catch (IOException e) {
            throw new ToolException(ErrorCode.NO_TOOL, String.valueOf(e.getMessage()), McpTexts.text("file.out"));
        }
    }

    private synchronized McpServer server(String name) throws ToolException {
        if (closed) {
            throw McpTexts.fault(ErrorCode.NET_CONNECT, "link.closed", name);
        }
        if (atExit == null) {
            atExit = Thread.ofPlatform().name("mcp-exit").unstarted(this::kill);
            Runtime.getRuntime().addShutdownHook(atExit);
        }
        return servers.computeIfAbsent(name, one -> new McpServer(one, means));
    }

    private void stop(String name) {
        @Nullable McpServer server;
        synchronized (this) {
            server = servers.get(name);
        }
        if (server != null) {
            server.stop();
        }
    }

    private synchronized List<McpServer> all() {
        return List.copyOf(servers.values());
    }

    /** This process is going: no time for manners. */
    private void kill() {
        all().forEach(McpServer::kill);
    }

    /** Ends all servers; returns when nothing is left of them. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        var ends = new ArrayList<Thread>();
        all().forEach(server -> ends.add(Thread.ofPlatform().start(server::close)));
        try {
            for (Thread end : ends) {
                end.join();
            }
            if (atExit != null) {
                Runtime.getRuntime().removeShutdownHook(atExit);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException _) {
            // The process is going already.
        }
    }
}
