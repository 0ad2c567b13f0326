package dev.flowbench.app;

import dev.flowbench.engine.Engine;
import dev.flowbench.engine.EnginePorts;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.engine.port.Tools;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.PriceTable;
import dev.flowbench.net.AddressPolicy;
import dev.flowbench.net.LocalServer;
import dev.flowbench.tool.BuiltInTools;
import dev.flowbench.tool.DeclaredTools;
import dev.flowbench.tool.Grants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the engine with the world that a run sees: its models, the folders granted to it, the prices that hold for it. What is
 * real and what is simulated is decided here, for the whole run, and nowhere else.
 */
final class World {
    /** The folder beside a workflow's file that is granted to it, under this name. */
    static final String FILES = "files";
    private static final String OUTBOX = "outbox";

    private final FlowbenchHome home;
    private final Settings settings;
    private final EnginePorts ports;
    private final DeclaredTools.Makers makers;
    private final List<Tool> more;
    /** One for all runs with the providers, so that each knows which of them fail too often. */
    private final Engine real;

    /**
     * @param ports with the providers as its model
     * @param makers make the tools that documents declare
     * @param more tools of this machine beside those on files
     */
    World(FlowbenchHome home, Settings settings, EnginePorts ports, DeclaredTools.Makers makers,
            List<Tool> more) {
        this.home = home;
        this.settings = settings;
        this.ports = ports;
        this.makers = makers;
        this.more = more;
        this.real = new Engine(ports);
    }

    /** The engine of one run, and who must hear that run. */
    record Stage(Engine engine, @Nullable Simulation simulation) {
        RunListener heard(RunListener listener) {
            return simulation == null ? listener : simulation.hearing(listener);
        }
    }

    /**
     * That of a new run.
     *
     * @param simulation what stands in for the world; null for the real one
     * @param file of the document; null for none
     * @param documents all that it uses, the first included: they may declare tools
     * @throws IOException if the user's folder cannot be made
     */
    Stage of(@Nullable Simulation simulation, @Nullable Path file, Collection<Workflow> documents) throws IOException {
        prepare();
        return with(simulation, file, ports.prices(), documents);
    }

    /** The prices of now. */
    Prices prices() {
        return ports.prices();
    }

    /** What takes secrets out of a text. */
    UnaryOperator<String> redact() {
        return ports.redact();
    }

    /** Makes the user's folder and the one that is always granted, if they are not there. */
    void prepare() throws IOException {
        home.prepare();
        Files.createDirectories(home.outbox());
    }

    /**
     * That of a run that was begun before: the prices of then hold for it.
     *
     * @throws JournalException if the prices kept with it cannot be read, or the user's folder not be written
     */
    Stage of(@Nullable Simulation simulation, Journal.Header header) throws JournalException {
        return of(simulation, header, all(Recorded.workflow(header), Recorded.documents(header)));
    }

    /** The same for other documents than those kept with it. */
    Stage of(@Nullable Simulation simulation, Journal.Header header, Collection<Workflow> documents)
            throws JournalException {
        try {
            prepare();
        } catch (IOException e) {
            throw new JournalException(e.getMessage() + " " + AppTexts.text("run.storage.wayOut"), e);
        }
        return looking(simulation, header, documents);
    }

    /** The same for who only goes over what was recorded: nothing is written. */
    Stage looking(@Nullable Simulation simulation, Journal.Header header) throws JournalException {
        return looking(simulation, header, all(Recorded.workflow(header), Recorded.documents(header)));
    }

    private Stage looking(@Nullable Simulation simulation, Journal.Header header, Collection<Workflow> documents)
            throws JournalException {
        try {
            return with(simulation, file(header), header.prices().isEmpty()
                    ? ports.prices()
                    : PriceTable.of(header.prices()), documents);
        } catch (IllegalArgumentException e) {
            throw new JournalException(AppTexts.text("run.brokenPrices", header.run()), e);
        }
    }

    /** Where the document of a run was when it was begun; null for one never saved, or of another system. */
    static @Nullable Path file(Journal.Header header) {
        try {
            return header.file().isEmpty() ? null : Path.of(header.file());
        } catch (InvalidPathException _) {
            return null;
        }
    }

    /** A document and those that it uses. */
    static List<Workflow> all(Workflow workflow, Map<String, Workflow> others) {
        var all = new ArrayList<Workflow>();
        all.add(workflow);
        all.addAll(others.values());
        return all;
    }

    private Stage with(@Nullable Simulation simulation, @Nullable Path file, Prices prices,
            Collection<Workflow> documents) {
        Tools tools = tools(file, documents);
        var here = new EnginePorts(ports.model(), tools, ports.memory(), prices,
                ports.journal(), ports.scheduler(), ports.redact());
        return new Stage(simulation == null ? real.with(here) : new Engine(simulation.in(here)), simulation);
    }

    /** The tools of this machine and those that documents declare. Nothing is started for them. */
    Tools tools(@Nullable Path file, Collection<Workflow> documents) {
        return DeclaredTools.of(tools(file), documents, makers);
    }

    /** The tools of this machine. Nothing is started for them. */
    Tools tools(@Nullable Path file) {
        return new BuiltInTools(grants(file), more);
    }

    /** Whether a server is plainly one of the user's own network, and the settings do not allow it. */
    boolean keepsFrom(LocalServer server) {
        return server.isPlainlyLocal()
                && !new AddressPolicy(settings::localServers).isGranted(server.host(), server.port());
    }

    /** What the names of granted folders stand for. */
    Map<String, Path> folders(@Nullable Path file) {
        return grants(file).folders();
    }

    private Grants grants(@Nullable Path file) {
        var folders = new TreeMap<>(settings.folders());
        folders.put(OUTBOX, home.outbox());
        @Nullable Path files = file == null ? null : file.toAbsolutePath().normalize().resolveSibling(FILES);
        // A link must not make another folder out of it.
        if (files != null && Files.isDirectory(files, LinkOption.NOFOLLOW_LINKS)) {
            folders.put(FILES, files);
        }
        return new Grants(folders);
    }
}
