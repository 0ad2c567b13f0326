package dev.flowbench.app;

import dev.flowbench.check.McpKnown;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.jvm.VirtualThreads;
import dev.flowbench.engine.port.ChatModel;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.memory.LocalMemory;
import dev.flowbench.model.ConnectionTest;
import dev.flowbench.model.ModelCatalog;
import dev.flowbench.model.Models;
import dev.flowbench.model.PriceTable;
import dev.flowbench.model.gateway.AnswerCache;
import dev.flowbench.model.gateway.Gateway;
import dev.flowbench.model.gateway.Switches;
import dev.flowbench.net.AddressPolicy;
import dev.flowbench.net.Http;
import dev.flowbench.net.Redaction;
import dev.flowbench.secret.Passphrase;
import dev.flowbench.secret.Vault;
import dev.flowbench.store.SqliteJournal;
import dev.flowbench.tool.BuiltInTools;
import dev.flowbench.tool.DeclaredTools;
import dev.flowbench.tool.Grants;
import dev.flowbench.tool.http.HttpTools;
import dev.flowbench.tool.mcp.McpServers;
import dev.flowbench.tool.web.FetchPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The program, wired together: what both faces are made of. Each part is made when it is first asked for. For any thread;
 * close it at the end.
 */
public final class Flowbench implements AutoCloseable {
    private final Machine machine;
    private final Redaction redaction = new Redaction();
    private volatile Passphrase passphrase = _ -> Optional.empty();
    private final Made<Documents> documents = new Made<>(() -> new Documents(this::toolNames, mcpKnown()));
    private final Made<Set<String>> builtIn = new Made<>(() -> new BuiltInTools(Grants.NONE, moreTools()).all().stream()
            .map(tool -> tool.definition().name()).collect(Collectors.toUnmodifiableSet()));
    private final Made<Settings> settings;
    private final Made<Vault> secrets;
    private final Made<Switches> switches;
    private final Made<Http> http;
    private final Made<SqliteJournal> journal;
    private final Made<Embedders> embedders;
    private final Made<LocalMemory> memory;
    private final Made<McpServers> mcp;
    private final Made<LiveRuns> live;
    private final Made<World> world;
    private final Made<Runs> runs;

    /** @param machine what of this machine it uses */
    public Flowbench(Machine machine) {
        this.machine = machine;
        this.settings = new Made<>(() -> new Settings(machine.home().settings()));
        this.secrets = new Made<>(this::makeSecrets);
        this.http = new Made<>(
                () -> new Http(new AddressPolicy(settings()::localServers), redaction, secrets(), machine.limits(),
                        "Flowbench/" + Version.text()));
        this.switches = new Made<>(() -> new Switches(machine.home().switches()));
        this.journal = new Made<>(() -> new SqliteJournal(machine.home().runs()));
        this.mcp = new Made<>(this::makeMcp);
        this.embedders = new Made<>(
                () -> new Embedders(settings()::embeddings, http()::get, machine.home().natives()));
        this.memory = new Made<>(() -> new LocalMemory(machine.home().memory(), () -> embedders().get()));
        this.live = new Made<>(() -> new LiveRuns(journal.get()));
        this.world = new Made<>(this::makeWorld);
        this.runs = new Made<>(this::makeRuns);
    }

    /** The user's folder. */
    public FlowbenchHome home() {
        return machine.home();
    }

    /** The samples that come with the program. */
    public Samples samples() {
        return machine.samples();
    }

    /** The user's settings. */
    public Settings settings() {
        return settings.get();
    }

    /** Keys and other secrets of the user. */
    public Vault secrets() {
        return secrets.get();
    }

    private Vault makeSecrets() {
        // Before the first secret is known.
        CleanLog.hides(redaction);
        try {
            // Before the log makes it, for all to read.
            home().prepare();
        } catch (IOException _) {
            // Said where something is kept.
        }
        var vault = new Vault(machine.home().folder(), machine.secrets()::get, machine.keychain(), redaction);
        vault.asks(fresh -> passphrase.ask(fresh));
        return vault;
    }

    /** Who is asked for the passphrase of the encrypted file of secrets where the environment does not tell it. */
    public void asksPassphrase(Passphrase person) {
        passphrase = person;
    }

    /** What takes secrets out of texts. */
    public Redaction redaction() {
        return redaction;
    }

    /** Which models are switched off. */
    public Switches switches() {
        return switches.get();
    }

    /**
     * Forgets the answers that nodes may use again.
     *
     * @return how many there were
     * @throws IOException if they cannot be deleted
     */
    public int forgetAnswers() throws IOException {
        return new AnswerCache(machine.home().answers(), UnaryOperator.identity()).clear();
    }

    /** Workflow files. */
    public Documents documents() {
        return documents.get();
    }

    /** The MCP servers that the user has configured. */
    public McpServers mcp() {
        return mcp.get();
    }

    private McpServers makeMcp() {
        return new McpServers(new McpServers.Place(machine.home().mcp(), machine.home().mcpAllowed(),
                name -> secrets().find(name), http::get, redaction, System.getenv(), Version.text()), machine.clock());
    }

    /** What is known of them, for checks. Nothing is started for it. */
    public McpKnown mcpKnown() {
        return new McpKnown() {
            @Override
            public Optional<Set<String>> servers() {
                return Optional.of(mcp().names());
            }

            @Override
            public Optional<Set<String>> tools(String server) {
                return mcp().seenTools(server);
            }
        };
    }

    /** Names of the tools there are, for checks. */
    public Set<String> toolNames() {
        return builtIn.get();
    }

    /** What workflows remember, to be browsed and deleted. */
    public LocalMemory memory() {
        return memory.get();
    }

    private Embedders embedders() {
        return embedders.get();
    }

    private Made<Http> http() {
        return http;
    }

    /** Runs: beginning them, and reading those that were kept. */
    public Runs runs() {
        return runs.get();
    }

    /** Tools tried in place. */
    public ToolBench tools() {
        return new ToolBench(world.get(), runs(), redaction::withoutKnown);
    }

    private World makeWorld() {
        // The HTTP client is loaded with the first real call: simulated runs have none. Tools differ from run to run.
        var ports = new EnginePorts(new LateModel(this::models), Tools.NONE, memory.get(), prices(), live.get(),
                new VirtualThreads(), redaction::withoutKnown);
        return new World(machine.home(), settings(), ports, makers(), moreTools());
    }

    private Runs makeRuns() {
        var consents = new Consents(machine.home().consents(), machine.clock());
        return new Runs(documents(), this::key, (names, used) -> secrets().acquaint(names, used),
                new RunIds(machine.clock()), world.get(),
                new Trust(documents(), consents, samples(), world.get(), this::mcp, this::bindings), live.get());
    }

    /** Where a key may be sent; where that cannot be read it is said when the key is sent, which it is not then. */
    private Set<String> bindings(String name) {
        try {
            return secrets().places(name);
        } catch (IOException _) {
            return Set.of();
        }
    }

    /** Tools of every bench that reach over the network. */
    private List<Tool> moreTools() {
        return List.of(new FetchPage(http::get));
    }

    /** Who makes the tools that documents declare. */
    private DeclaredTools.Makers makers() {
        return new DeclaredTools.Makers(new HttpTools(http::get)::make,
                (name, declaration) -> mcp().make(name, declaration), DeclaredTools.Makers.NONE);
    }

    /** Whether there is a key is all that is asked before a run. */
    private Optional<String> key(String name) {
        try {
            return secrets().has(name) ? Optional.of(name) : Optional.empty();
        } catch (IOException _) {
            // It is asked for when it is sent, and what is wrong is said then.
            return Optional.of(name);
        }
    }

    /** The table that comes with the program, with the user's own prices before it; without them if they have a fault. */
    public PriceTable prices() {
        Path own = machine.home().prices();
        PriceTable bundled = PriceTable.bundled();
        try {
            return Files.isRegularFile(own) ? bundled.with(Files.readString(own)) : bundled;
        } catch (IOException | IllegalArgumentException e) {
            // A run that would be priced wrongly is worse than one whose prices are said to be those of the table.
            LoggerFactory.getLogger(Flowbench.class).warn("The prices in {} do not count: {}", own, e.getMessage());
            return bundled;
        }
    }

    /** What is wrong with the user's own prices and where, with the way out; empty where nothing is. Reads the file. */
    public Optional<String> priceFault() {
        Path own = machine.home().prices();
        if (!Files.isRegularFile(own)) {
            return Optional.empty();
        }
        try {
            PriceTable.bundled().with(Files.readString(own));
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(AppTexts.text("prices.broken", own, String.valueOf(e.getMessage())));
        } catch (IOException _) {
            return Optional.of(AppTexts.text("prices.unreadable", own));
        }
    }

    /** What providers have, asked of them. */
    public ModelCatalog modelCatalog() {
        return new ModelCatalog(http.get());
    }

    /** Whether providers can be reached. */
    public ConnectionTest connectionTest() {
        return new ConnectionTest(http.get());
    }

    private ChatModel models() {
        var cache = new AnswerCache(machine.home().answers(), http.get().redaction()::of);
        return new Gateway(Models.of(http.get()), settings()::limit, switches(), cache, System::nanoTime);
    }

    /** Waits until all runs that have ended are closed, and lets go of the network. Runs under way should have ended. */
    @Override
    public void close() {
        if (mcp.isMade()) {
            mcp.get().close();
        }
        if (journal.isMade()) {
            journal.get().close();
        }
        if (memory.isMade()) {
            memory.get().close();
        }
        if (embedders.isMade()) {
            embedders.get().close();
        }
        if (http.isMade()) {
            http.get().close();
        }
        if (secrets.isMade()) {
            secrets.get().close();
        }
    }

    /** Something made once, when it is first asked for. */
    static final class Made<T> implements Supplier<T> {
        private final Supplier<T> maker;
        private @Nullable T made;

        Made(Supplier<T> maker) {
            this.maker = maker;
        }

        @Override
        public synchronized T get() {
            T now = made;
            if (now == null) {
                now = maker.get();
                made = now;
            }
            return now;
        }

        synchronized boolean isMade() {
            return made != null;
        }
    }
}
