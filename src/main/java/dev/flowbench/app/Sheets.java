package dev.flowbench.app;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.app.Sheet.Topic;
import dev.flowbench.check.Preflight;
import dev.flowbench.check.Worst;
import dev.flowbench.check.Worst.Measure;
import dev.flowbench.engine.port.Tool;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.EffectClass;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.ToolDeclaration;
import dev.flowbench.flow.Workflow;
import dev.flowbench.memory.LocalMemory;
import dev.flowbench.model.Provider;
import dev.flowbench.net.LocalServer;
import dev.flowbench.trace.Figures;
import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads from a document what it can do when it runs live. Nothing is called, looked up or started. */
final class Sheets {
    /** Stands for what arguments bring in. */
    private static final String OPEN = "x";

    private final Map<Topic, Set<String>> lines = new EnumMap<>(Topic.class);
    private final Map<String, Tool.Definition> known;
    private final Map<String, Path> folders;
    private final Servers servers;
    private final Function<String, Set<String>> bindings;
    /** By the name of a key the places it is wanted for; empty text for one that only arguments make. */
    private final Map<String, Set<String>> keys = new LinkedHashMap<>();
    private boolean free = true;

    /** What the user's settings say of an MCP server. */
    interface Servers {
        /** The whole command with every argument, or the address; empty for a server that is not configured. */
        Optional<String> shown(String server);

        /** Whether a server is on this machine or in the user's network, and the settings do not allow it. */
        boolean keptFrom(LocalServer server);
    }

    /**
     * @param known the tools of this machine, by name
     * @param folders what granted names stand for here
     * @param bindings the places that a key of that name may be sent to
     */
    private Sheets(Map<String, Tool.Definition> known, Map<String, Path> folders, Servers servers,
            Function<String, Set<String>> bindings) {
        this.known = known;
        this.folders = folders;
        this.servers = servers;
        this.bindings = bindings;
    }

    /**
     * The sheet of a document.
     *
     * @param hash names the content, that of the other documents included
     * @param others further documents it uses, by path
     * @param bindings the places that a key of that name may be sent to
     * @param worst its worst case, the run first
     */
    static Sheet of(String hash, Workflow workflow, Map<String, Workflow> others, Map<String, Tool.Definition> known,
            Map<String, Path> folders, Servers servers, Function<String, Set<String>> bindings,
            List<Preflight.Row> worst) {
        var sheets = new Sheets(known, folders, servers, bindings);
        sheets.document(workflow);
        others.values().forEach(sheets::document);
        sheets.keys.forEach(sheets::key);
        sheets.limits(workflow.budget(), worst.getFirst().worst());
        var sections = new ArrayList<Sheet.Section>();
        sheets.lines.forEach((topic, lines) -> sections.add(new Sheet.Section(topic, List.copyOf(lines))));
        return new Sheet(hash, sections, sheets.free);
    }

    /** The MCP servers that a document and those it uses can call. */
    static Set<String> servers(List<Workflow> documents) {
        var servers = new TreeSet<String>();
        for (Workflow workflow : documents) {
            workflow.graph().forEach(node -> {
                if (!node.settings().isDisabled()) {
                    tools(node).stream().flatMap(tool -> workflow.withFallbacks(tool).stream()).forEach(tool -> {
                        @Nullable ToolDeclaration declared = workflow.tools().get(tool);
                        if (declared != null && declared.mcp() != null && declared.http() == null) {
                            servers.add(declared.mcp().server());
                        }
                    });
                }
            });
        }
        return servers;
    }

    private static List<String> tools(Node node) {
        return switch (node.kind()) {
            case ToolCall call when call.tool() != null -> List.of(call.tool());
            case Agent agent -> agent.tools().stream().map(Agent.AgentTool::tool).toList();
            default -> List.of();
        };
    }

    private void document(Workflow workflow) {
        for (String alias : Keys.aliases(workflow)) {
            model(alias, workflow.models(), new LinkedHashSet<>());
        }
        // Those that no node names too: they can be tried in place.
        workflow.tools().forEach(this::declared);
        workflow.graph().forEach(node -> {
            if (!node.settings().isDisabled()) {
                node(node, workflow);
            }
        });
    }

    private void model(String alias, Map<String, ModelSpec> models, Set<String> seen) {
        @Nullable ModelSpec model = models.get(alias);
        if (model == null || !seen.add(alias)) {
            return;
        }
        Optional<Provider> provider = Provider.of(model.provider());
        String address = model.baseUrl() != null && !model.baseUrl().isBlank()
                ? model.baseUrl()
                : provider.flatMap(Provider::address).orElse("?");
        String host = host(address);
        line(Topic.MODELS, AppTexts.text("sheet.model", model.model(), model.provider(), host));
        host(address, host);
        @Nullable String secret = Provider.secret(model.provider(), model.baseUrl(), model.secret()).orElse(null);
        if (secret != null) {
            wants(secret, address, host);
        }
        model.fallback().forEach(other -> model(other, models, seen));
    }

    private void node(Node node, Workflow workflow) {
        switch (node.kind()) {
            case ToolCall call when call.tool() != null -> workflow.withFallbacks(call.tool())
                    .forEach(tool -> tool(tool, call.config(), workflow));
            case Agent agent -> agent.tools().forEach(named -> workflow.withFallbacks(named.tool())
                    .forEach(tool -> tool(tool, named.config(), workflow)));
            case Recall recall ->
                line(Topic.MEMORY, AppTexts.text("sheet.recall", scope(recall.scopeIn(workflow), workflow)));
            case Remember remember ->
                line(Topic.MEMORY, AppTexts.text("sheet.remember", scope(remember.scopeIn(workflow), workflow)));
            default -> {
                // Only what reaches out of the run is of interest here.
            }
        }
    }

    /** An own memory is told by its name too: whoever gives a document the id of another shares the memory. */
    private static String scope(String scope, Workflow workflow) {
        if (scope.equals(LocalMemory.USER)) {
            return AppTexts.text("sheet.userScope", scope);
        }
        return AppTexts.text(scope.equals(workflow.id()) ? "sheet.ownScope" : "sheet.otherScope", scope);
    }

    private void tool(String name, @Nullable JsonNode config, Workflow workflow) {
        @Nullable ToolDeclaration declared = workflow.tools().get(name);
        if (declared != null) {
            declared(name, declared);
            return;
        }
        Tool.@Nullable Definition definition = known.get(name);
        EffectClass effect = definition == null ? EffectClass.NON_IDEMPOTENT : definition.effect();
        if (effect == EffectClass.PURE) {
            return;
        }
        line(Topic.TOOLS, AppTexts.text(config == null ? "sheet.tool" : "sheet.toolWith", name, effect(effect),
                config == null ? "" : config.toString()));
        if (definition != null && !definition.local()) {
            line(Topic.HOSTS, AppTexts.text("sheet.anyHost", name));
        }
        if (config != null && config.path("folder").isTextual()) {
            String folder = config.path("folder").textValue();
            @Nullable Path path = folders.get(folder);
            line(Topic.FOLDERS, path == null
                    ? AppTexts.text("sheet.folderNone", folder)
                    : AppTexts.text("sheet.folder", folder, path));
        }
    }

    private void declared(String name, ToolDeclaration tool) {
        EffectClass effect = tool.effect() == null ? EffectClass.NON_IDEMPOTENT : tool.effect();
        ToolDeclaration.@Nullable HttpTool http = tool.http();
        ToolDeclaration.@Nullable McpTool mcp = tool.mcp();
        if (http != null) {
            String host = host(http.address().text());
            boolean claims = !harmless(http.method()) && (effect == EffectClass.READ || effect == EffectClass.PURE);
            line(Topic.TOOLS, AppTexts.text("sheet.http", name,
                    claims ? AppTexts.text("sheet.claims", effect(effect)) : effect(effect), http.method(),
                    http.address().text()));
            host(http.address().text(), host);
            if (http.secret() != null && !http.secret().isBlank()) {
                wants(http.secret(), http.address().text(), host);
            }
        } else if (mcp != null) {
            line(Topic.TOOLS, AppTexts.text("sheet.mcp", name, effect(effect), mcp.server(), mcp.tool()));
            line(Topic.COMMANDS, servers.shown(mcp.server()).map(shown -> oneLine(mcp.server()) + ": " + shown)
                    .orElseGet(() -> AppTexts.text("sheet.noServer", oneLine(mcp.server()))));
        } else if (tool.subflow() != null) {
            line(Topic.TOOLS, AppTexts.text("sheet.subflow", name, tool.subflow().file()));
        }
    }

    /** What a document says of its own request counts: whether a person is asked depends on it. */
    private static boolean harmless(@Nullable String method) {
        return method == null || method.equalsIgnoreCase("GET") || method.equalsIgnoreCase("HEAD");
    }

    private static String effect(EffectClass effect) {
        return AppTexts.text("sheet.effect." + effect.name());
    }

    private void wants(String key, String address, String host) {
        keys.computeIfAbsent(key, _ -> new TreeSet<>()).add(host.contains("{{") ? "" : place(address, host));
    }

    /** As bindings name it: without the port that is usual for https, with any other. */
    private static String place(String address, String host) {
        boolean clear = address.regionMatches(true, 0, "http://", 0, 7);
        String port = host.substring(host.lastIndexOf(']') + 1);
        return clear
                ? port.indexOf(':') < 0 ? host + ":80" : host
                : port.endsWith(":443") ? host.substring(0, host.length() - 4) : host;
    }

    /** One line for each key: where it goes, and where it is wanted and does not go. */
    private void key(String key, Set<String> wanted) {
        Set<String> bound = bindings.apply(key);
        String places = String.join(", ", new TreeSet<>(bound));
        String goes = String.join(", ", wanted.stream().filter(bound::contains).toList());
        String stays = String.join(", ", wanted.stream().filter(place -> !bound.contains(place)).toList());
        line(Topic.SECRETS, wanted.contains("")
                ? AppTexts.text(bound.isEmpty() ? "sheet.secretBound" : "sheet.secretBoundTo", key, places)
                : bound.isEmpty()
                        ? AppTexts.text(wanted.size() == 1 ? "sheet.secret" : "sheet.secretFirst", key, stays)
                        : stays.isEmpty()
                                ? AppTexts.text("sheet.secret", key, goes)
                                : goes.isEmpty()
                                        ? AppTexts.text("sheet.secretStays", key, stays, places)
                                        : AppTexts.text("sheet.secretSplit", key, goes, stays, places));
    }

    /** Where it sends to, and whether it will get there. */
    private void host(String address, String host) {
        line(Topic.HOSTS, LocalServer.of(address).filter(servers::keptFrom)
                .map(server -> AppTexts.text("sheet.localServer", host, server)).orElse(host));
    }

    /** Where a request goes; for an address whose host only its arguments make, it says so. */
    private static String host(String address) {
        int begin = address.indexOf("://");
        String rest = begin < 0 ? address : address.substring(begin + 3);
        int end = 0;
        while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        String authority = rest.substring(0, end);
        if (authority.contains("{{")) {
            return AppTexts.text("sheet.anyHost", authority);
        }
        try {
            @Nullable String host = new URI("https://" + authority.replace("{{", OPEN).replace("}}", OPEN)).getHost();
            return host == null
                    ? plain(authority)
                    : authority.substring(authority.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
        } catch (URISyntaxException _) {
            return plain(authority);
        }
    }

    /** As it is asked for: letters of other alphabets that look like Latin ones do not hide there. */
    private static String plain(String authority) {
        try {
            return IDN.toASCII(authority);
        } catch (IllegalArgumentException _) {
            return authority;
        }
    }

    private void limits(@Nullable Budget budget, Worst worst) {
        add(Topic.LIMITS, AppTexts.text(budget == null ? "sheet.noBudget" : "sheet.budget"));
        long cost = worst.of(Measure.COST);
        add(Topic.LIMITS, cost == Worst.OPEN
                ? AppTexts.text("sheet.openCost")
                : AppTexts.text("sheet.cost", Figures.money(cost)));
        long calls = worst.of(Measure.CALLS);
        long tools = worst.of(Measure.TOOL_CALLS);
        add(Topic.LIMITS, AppTexts.text("sheet.calls", most(calls), most(tools)));
    }

    private static String most(long count) {
        return count == Worst.OPEN ? AppTexts.text("sheet.noBound") : Figures.count(count);
    }

    private void line(Topic topic, String text) {
        free = false;
        // Only the commands of the user's own servers have several lines: nobody else may add one to the sheet.
        add(topic, topic == Topic.COMMANDS ? text : oneLine(text));
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\R", "\u21B5");
    }

    private void add(Topic topic, String text) {
        lines.computeIfAbsent(topic, _ -> new LinkedHashSet<>()).add(text);
    }
}
