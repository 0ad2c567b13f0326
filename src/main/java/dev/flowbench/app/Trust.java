package dev.flowbench.app;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.flowbench.app.Consents.Standing;
import dev.flowbench.check.Preflight;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.SemanticHash;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.net.LocalServer;
import dev.flowbench.tool.mcp.McpServers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a content may run live here. What was written here, what a person allowed, what comes with the program and
 * what reaches nothing may; everything else is restricted. Decided is the meaning, with all other documents it uses.
 */
final class Trust {
    private final Documents documents;
    private final Consents consents;
    private final Samples samples;
    private final World world;
    private final Supplier<McpServers> mcp;
    private final Function<String, Set<String>> bindings;

    /**
     * @param mcp made only for a document that uses one
     * @param bindings the places that a key of that name may be sent to
     */
    Trust(Documents documents, Consents consents, Samples samples, World world, Supplier<McpServers> mcp,
            Function<String, Set<String>> bindings) {
        this.documents = documents;
        this.consents = consents;
        this.samples = samples;
        this.world = world;
        this.mcp = mcp;
        this.bindings = bindings;
    }

    /** Names a content: equal for documents that differ only in layout, titles and notes. */
    static String hash(Workflow workflow, Map<String, Workflow> others) {
        String own = SemanticHash.of(workflow);
        if (others.isEmpty()) {
            return own;
        }
        var all = JsonNodeFactory.instance.objectNode().put("", own);
        new TreeMap<>(others).forEach((path, other) -> all.put(path, SemanticHash.of(other)));
        return Canonical.sha256(all);
    }

    /** @param file where the document is kept; null for one never saved */
    Sheet sheet(Workflow workflow, Map<String, Workflow> others, @Nullable Path file) {
        var known = new LinkedHashMap<String, Tool.Definition>();
        world.tools(file).all().forEach(tool -> known.put(tool.definition().name(), tool.definition()));
        return Sheets.of(consent(workflow, others), workflow, others, known, world.folders(file), new Servers(),
                bindings, Preflight.of(workflow, others, world.prices()));
    }

    /**
     * Names what a person decides about: the content, and exactly the commands of the MCP servers that it can call. Who changes
     * one of these is asked again.
     */
    private String consent(Workflow workflow, Map<String, Workflow> others) {
        return consent(hash(workflow, others), commands(workflow, others));
    }

    private static String consent(String content, Map<String, String> commands) {
        if (commands.isEmpty()) {
            return content;
        }
        var all = JsonNodeFactory.instance.objectNode().put("content", content);
        var servers = all.putObject("servers");
        commands.forEach(servers::put);
        return Canonical.sha256(all);
    }

    /** What names the command of each MCP server that a content can call, as it is now. */
    private Map<String, String> commands(Workflow workflow, Map<String, Workflow> others) {
        var commands = new TreeMap<String, String>();
        for (String server : Sheets.servers(World.all(workflow, others))) {
            commands.put(server, mcp.get().shown(server).map(McpServers.Shown::consent).orElse(""));
        }
        return commands;
    }

    /** The servers as the sheet shows them. */
    private final class Servers implements Sheets.Servers {
        @Override
        public Optional<String> shown(String server) {
            return command(server);
        }

        @Override
        public boolean keptFrom(LocalServer server) {
            return world.keepsFrom(server);
        }
    }

    /** The whole command of a server, for the sheet. */
    private Optional<String> command(String server) {
        return mcp.get().shown(server).map(shown -> {
            var text = new StringBuilder(shown.text());
            shown.warnings().forEach(warning -> text.append('\n').append(AppTexts.text("sheet.warning", warning)));
            if (shown.standing() == McpServers.Standing.NOT_ALLOWED) {
                text.append('\n').append(AppTexts.text("sheet.newCommand"));
            }
            LocalServer.of(shown.text().lines().findFirst().orElse("")).filter(world::keepsFrom).ifPresent(local -> text
                    .append('\n').append(AppTexts.text("sheet.localServer", local, local)));
            return text.toString();
        });
    }

    /** @throws CannotRun with the sheet if nobody allowed it, or a command that it needs */
    void check(Workflow workflow, Map<String, Workflow> others, @Nullable Path file) throws CannotRun {
        boolean commands = commandsAllowed(workflow, others);
        if (commands && standing(workflow, others) != Standing.RESTRICTED) {
            return;
        }
        Sheet sheet = sheet(workflow, others, file);
        if (!sheet.free() && !(commands && isSample(hash(workflow, others)))) {
            throw CannotRun.restricted(sheet);
        }
    }

    /** What is not configured or cannot be started needs no consent: its call says so. */
    private boolean commandsAllowed(Workflow workflow, Map<String, Workflow> others) {
        return Sheets.servers(World.all(workflow, others)).stream().flatMap(server -> mcp.get().shown(server).stream())
                .noneMatch(shown -> shown.standing() == McpServers.Standing.NOT_ALLOWED);
    }

    Standing standing(Workflow workflow, Map<String, Workflow> others) {
        Standing own = consents.of(hash(workflow, others));
        return own == Standing.OWN ? own : consents.of(consent(workflow, others));
    }

    /** Notes that a content was written here. */
    void own(Workflow workflow, Map<String, Workflow> others) throws IOException {
        world.prepare();
        consents.keep(hash(workflow, others), Standing.OWN, workflow.displayName());
    }

    /**
     * Notes that a person allowed a content, and the commands that it needs.
     *
     * @param shown what the person was shown; null for a person who asks for exactly this content without a sheet
     * @return whether it is what was shown; if not, nothing is noted
     */
    boolean allow(Workflow workflow, Map<String, Workflow> others, @Nullable Sheet shown) throws IOException {
        Map<String, String> commands = commands(workflow, others);
        String consent = consent(hash(workflow, others), commands);
        if (shown != null && !shown.hash().equals(consent)) {
            return false;
        }
        world.prepare();
        consents.keep(consent, Standing.APPROVED, workflow.displayName());
        for (var command : commands.entrySet()) {
            mcp.get().allow(command.getKey(), command.getValue());
        }
        return true;
    }

    /** A sample runs from where it lies; a changed one is no sample. */
    private boolean isSample(String hash) {
        return samples.all().stream().anyMatch(sample -> {
            try {
                Path file = sample.files().flow();
                Workflow workflow = documents.open(file).workflow();
                return hash.equals(hash(workflow, documents.others(workflow, file)));
            } catch (UnreadableDocument _) {
                return false;
            }
        });
    }
}
