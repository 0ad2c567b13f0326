package dev.flowbench.desktop;

import com.sun.net.httpserver.HttpServer;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.model.gateway.Limit;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.LocalServer;
import dev.flowbench.secret.Keep;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextInputControl;
import org.jspecify.annotations.Nullable;

/**
 * Takes pictures of the settings, the tools and a stranger's workflow when they are full: long names, many rows, what went
 * wrong. To {@code target/pictures}. Needs a screen of 2560 x 1440, as {@code xvfb-run -s "-screen 0 2560x1440x24"} gives.
 */
public final class FilledPictures {
    private static final int[][] SIZES = {{1280, 800}, {2560, 1440}};
    private static final String ANSWER = """
            {"id":"x","object":"chat.completion.chunk","model":"small-one","choices":[{"index":0,"delta":{"role":"assistant","content":"Three servers answer late; the queue behind them is full."},"finish_reason":null}]}
            """;
    private static final String END = """
            {"id":"x","object":"chat.completion.chunk","model":"small-one","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}
            """;
    private static final String USAGE = """
            {"id":"x","object":"chat.completion.chunk","model":"small-one","choices":[],"usage":{"prompt_tokens":1286,"completion_tokens":312,"total_tokens":1598}}
            """;
    private static final String STRANGER = """
            { "flowbench": 1, "id": "stranger", "name": "A workflow for the week\\u202Eylkeew with quite a long name, as they come from other people",
              "inputs": { "type": "object", "properties": { "ticket": { "type": "string" } } },
              "models": { "a": { "provider": "openai", "model": "gpt-4.1-mini", "fallback": ["b"] },
                          "b": { "provider": "anthropic", "model": "claude-sonnet-4-5" },
                          "c": { "provider": "openai-compatible", "model": "unpriced-model-with-a-long-name-70b-instruct-q4", "baseUrl": "https://inference.eu-central-1.some-cloud-provider.example.com/serving/v1", "secret": "CLOUD_KEY" } },
              "tools": {
                "post-ticket": { "description": "Posts", "parameters": { "type": "object", "properties": { "title": { "type": "string" } } },
                  "http": { "method": "POST", "address": "https://desk.example.com/api/v2/tickets?notify=everybody&assign=round-robin&from=flowbench", "body": "{\\"title\\": {{title}}}", "secret": "DESK_TOKEN" } },
                "read-notes": { "description": "Reads", "effect": "read", "mcp": { "server": "files", "tool": "read_text_file" } }
              },
              "nodes": [
                { "id": "one", "kind": "llm", "title": "One", "model": "a", "maxOutputTokens": 400, "messages": [ { "role": "user", "text": "Hello {{ticket}}" } ] },
                { "id": "two", "kind": "llm", "title": "Two", "model": "c", "maxOutputTokens": 400, "messages": [ { "role": "user", "text": "Hello {{prior}}" } ] },
                { "id": "three", "kind": "tool", "title": "Three", "tool": "post-ticket", "maxResultChars": 2000, "callTimeout": "PT20S", "arguments": { "title": "{{text}}" } },
                { "id": "four", "kind": "tool", "title": "Four", "tool": "read-notes", "maxResultChars": 2000, "callTimeout": "PT20S", "arguments": { "path": "a" } }
              ],
              "wires": [ "one.result -> two.prior", "two.result -> three.text", "in.ticket -> one.ticket", "three.result -> out.a", "four.result -> out.b" ] }
            """;

    private final WindowPictures window;
    private final Shell shell;
    private final Path out;
    private final List<String> wanted;
    private final String local;

    private FilledPictures(WindowPictures window, Path out, List<String> wanted, String local) {
        this.window = window;
        this.shell = window.shell;
        this.out = out;
        this.wanted = wanted;
        this.local = local;
    }

    /** @param args how the names of the wanted pictures begin; none for all */
    public static void main(String[] args) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Platform.startup(started::countDown);
        started.await();
        Platform.setImplicitExit(false);
        HttpServer server = server();
        Path api = Files.writeString(Files.createTempDirectory("api").resolve("desk-of-many-things.json"), api());
        try {
            new FilledPictures(WindowPictures.open(Pace.INSTANT, new Ui.Chosen(api)),
                    Files.createDirectories(Path.of("target/pictures")), List.of(args),
                    "localhost:" + server.getAddress().getPort()).all();
        } finally {
            server.stop(0);
            Platform.exit();
        }
    }

    private static HttpServer server() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            boolean list = exchange.getRequestURI().getPath().endsWith("/models");
            exchange.getRequestBody().readAllBytes();
            String text = list
                    ? IntStream.range(0, 60).mapToObj(i -> "{\"id\": \"" + (i % 7 == 0
                            ? "an-organisation/with-a-long-name-and-a-model-" + i + "-instruct-2026-08-awq-int4"
                            : "model-" + i) + "\", \"context_length\": " + (i % 3 == 0 ? 131_072 : 8192) + "}")
                            .collect(Collectors.joining(",", "{\"object\": \"list\", \"data\": [", "]}"))
                    : IntStream.of(0, 1, 2).mapToObj(i -> "data: " + List.of(ANSWER, END, USAGE).get(i).strip())
                            .collect(Collectors.joining("\n\n", "", "\n\ndata: [DONE]\n\n"));
            byte[] answer = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", list ? "application/json" : "text/event-stream");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    private static String api() {
        return IntStream.range(0, 24).mapToObj(i -> """
                "/things%d/{id}": { "get": { "operationId": "readThing%d%s", "summary": "%s", "responses": {},
                  "parameters": [ { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }%s ] } }
                """.formatted(i, i, i == 3 ? "WithAnOperationIdThatIsLongerThanAnyOtherInThisFileAndThenSome" : "",
                i % 4 == 0
                        ? "Gives one thing with all that is known of it, who made it, when, and what was said of it since; "
                                + "needs a key of the desk, and counts against its hourly allowance"
                        : i % 4 == 1 ? "" : "One thing",
                i == 5 ? ", { \"name\": \"c\", \"in\": \"cookie\", \"schema\": { \"type\": \"string\" } }" : ""))
                .collect(Collectors.joining(",", """
                        { "openapi": "3.0.0", "info": { "title": "Desk", "version": "1" },
                          "servers": [ { "url": "https://desk.example.com/v2" } ], "paths": {
                        """, "}}"));
    }

    private void all() throws Exception {
        act(() -> shell.desk().put(new dev.flowbench.flow.file.DocumentReader().read(cached()).workflow()));
        WindowPictures.until(() -> shell.view() != null);
        act(() -> shell.canvas(dev.flowbench.desktop.canvas.CanvasView::fit));
        if (wants("keys")) {
            keys();
        }
        if (wants("limits")) {
            limits();
        }
        if (wants("servers")) {
            servers();
        }
        if (wants("folders")) {
            folders();
        }
        if (wants("memory")) {
            memory();
        }
        if (wants("mcp")) {
            mcp();
        }
        if (wants("models")) {
            models();
        }
        if (wants("openapi")) {
            openApi();
        }
        if (wants("try")) {
            tryTool();
        }
        if (wants("faults")) {
            faults();
        }
        if (wants("trace")) {
            trace();
        }
        if (wants("consent")) {
            consent();
        }
    }

    private String cached() {
        return """
                { "flowbench": 1, "id": "mine", "name": "Watch the queue",
                  "inputs": { "type": "object", "properties": { } },
                  "models": { "small": { "provider": "openai-compatible", "model": "small-one", "baseUrl": "http://%s/v1" },
                    "big": { "provider": "openai", "model": "gpt-4.1-mini" } },
                  "budget": { "costUsd": 0.5, "tokens": 50000 },
                  "nodes": [
                    { "id": "look", "kind": "llm", "title": "Look at it", "model": "small", "cache": true, "maxOutputTokens": 400,
                      "messages": [ { "role": "system", "text": "You watch a queue. Say in one sentence what is wrong." }, { "role": "user", "text": "q1: 4811 waiting, 3 consumers, 2 of them slow" } ] },
                    { "id": "again", "kind": "llm", "title": "Say it again", "model": "small", "maxOutputTokens": 400,
                      "messages": [ { "role": "user", "text": "Say it in German: {{text}}" } ] } ],
                  "wires": [ "look.result -> again.text", "again.result -> out.result" ] }
                """.formatted(local);
    }

    private void keys() throws Exception {
        open("keys", "#key-set-OPENAI_API_KEY");
        fire("#key-set-OPENAI_API_KEY");
        type("#key-value-OPENAI_API_KEY", "sk-0123456789abcdef");
        save("keys-form");
        fire("#key-keep-OPENAI_API_KEY");
        until("#passphrase-again");
        save("keys-passphrase-new");
        type("#passphrase", "correct horse");
        type("#passphrase-again", "correct house");
        fire("#passphrase-open");
        save("keys-passphrase-differ");
        type("#passphrase-again", "correct horse");
        fire("#passphrase-open");
        until("#key-delete-OPENAI_API_KEY");
        window.flowbench.secrets().set("DESK_TOKEN", "abcdefghijkl", Keep.FILE);
        window.flowbench.secrets().set("A_KEY_OF_A_SERVICE_WITH_A_VERY_LONG_NAME_INDEED_FOR_STAGING", "abcdefghijkl",
                Keep.FILE);
        window.flowbench.secrets().bind("A_KEY_OF_A_SERVICE_WITH_A_VERY_LONG_NAME_INDEED_FOR_STAGING",
                "inference.eu-central-1.some-cloud-provider.example.com");
        open("keys", "#key-delete-DESK_TOKEN");
        fire("#keys-add");
        type("#key-name-new", "9 bad");
        fire("#key-keep-new");
        bottom();
        save("keys-more");
        type("#address-openai-compatible", "http://localhost:1/v1");
        fire("#test-openai-compatible");
        until("#trial-said-openai-compatible");
        save("keys-not-allowed");
        fire("#trial-allow-openai-compatible");
        WindowPictures.until(() -> find("#trial-allow-openai-compatible") == null
                && find("#trial-said-openai-compatible") != null);
        save("keys-refused");
        window.flowbench.settings().allow(LocalServer.of(local).orElseThrow());
        type("#address-openai-compatible", "http://" + local + "/v1");
        fire("#test-openai-compatible");
        until("#trial-models-openai-compatible");
        save("keys-works");
        fire("#key-delete-DESK_TOKEN");
        WindowPictures.frames();
        save("keys-delete");
        act(() -> find(".dialog-sheet .danger").getParent().getChildrenUnmodifiable().stream()
                .filter(Button.class::isInstance).map(Button.class::cast)
                .filter(each -> !each.getStyleClass().contains("danger")).findFirst().orElseThrow().fire());
        fire("#settings-close");
    }

    private void limits() throws Exception {
        window.flowbench.home().prepare();
        window.flowbench.settings().limit("openai", new Limit(16, 500));
        window.flowbench.switches().flip("openai/gpt-4.1-mini", true);
        window.flowbench.switches()
                .flip("openai-compatible/an-organisation/with-a-long-name-and-a-model-of-many-parts-instruct-2026-08-awq-int4",
                        true);
        for (int i = 0; i < 6; i++) {
            window.flowbench.switches().flip("anthropic/claude-" + i, true);
        }
        open("limits", "#limit-concurrent-openai");
        save("limits");
        type("#limit-concurrent-anthropic", "many");
        act(() -> find("#limit-concurrent-anthropic").fireEvent(new javafx.event.ActionEvent()));
        bottom();
        save("limits-wrong");
        fire("#settings-close");
        for (String off : List.copyOf(window.flowbench.switches().off())) {
            window.flowbench.switches().flip(off, false);
        }
    }

    private void servers() throws Exception {
        window.flowbench.home().prepare();
        for (String name : List.of("localhost:11434", "[::1]:8080", "192.168.178.20:1234", "127.0.0.1:8000",
                "inference.gpu-rack-17.lab.internal.some-company.example:8443")) {
            window.flowbench.settings().allow(LocalServer.of(name).orElseThrow());
        }
        open("servers", "#servers-new");
        save("servers");
        type("#servers-new", "http://10.0.0.*");
        fire("#servers-allow");
        save("servers-wrong");
        fire("#settings-close");
    }

    private void folders() throws Exception {
        window.flowbench.home().prepare();
        Path deep = Files.createDirectories(Files.createTempDirectory("f").resolve(
                "home/ada/projects/of-the-year-2026/customers/some-company/reports-and-figures/quarterly/drafts/reviewed"));
        window.flowbench.settings().grant("reports", deep);
        window.flowbench.settings().grant("notes", deep.getParent());
        Path gone = Files.createTempDirectory("gone");
        window.flowbench.settings().grant("gone", gone);
        Files.delete(gone);
        open("folders", "#folders-name");
        type("#folders-name", "x");
        type("#folders-path", "/no/such/folder");
        fire("#folders-grant");
        save("folders");
        fire("#settings-close");
    }

    private void memory() throws Exception {
        var memory = window.flowbench.memory();
        for (int i = 0; i < 47; i++) {
            memory.remember("support-tiers", "case-" + i, i % 5 == 0
                    ? "The customer " + i
                            + " asked twice for an invoice that names the company and the street, and was "
                            + "answered after two days; the second answer had the wrong sum in it, which nobody noticed "
                            + "before the end of the quarter.\nA second line.\nA third line."
                    : i % 7 == 0 ? "お客様は請求書を二回お求めになりました。" : "Case " + i + " was closed.",
                    1_790_000_000_000_000L + i * 3_600_000_000L);
        }
        memory.remember("user", "name", "Ada\u202Ereversed \u200Bhidden", 1_790_000_000_000_000L);
        open("memory", "#memory-delete-case-46");
        save("memory");
        bottom();
        save("memory-end");
        type("#memory-search", "giraffe");
        WindowPictures.frames();
        act(() -> scroll().setVvalue(0));
        save("memory-nothing");
        fire("#memory-clear");
        save("memory-clear");
        shell.node();
        act(() -> find(".dialog-sheet .danger").getParent().getChildrenUnmodifiable().stream()
                .filter(Button.class::isInstance).map(Button.class::cast)
                .filter(each -> !each.getStyleClass().contains("danger")).findFirst().orElseThrow().fire());
        act(() -> {
            ComboBox<?> ways = (ComboBox<?>) find("#embeddings-ways");
            ways.getSelectionModel().selectLast();
        });
        fire("#embeddings-keep");
        bottom();
        save("memory-embeddings");
        fire("#settings-close");
    }

    private void mcp() throws Exception {
        open("mcp", "#mcp-json");
        type("#mcp-json", """
                {"mcpServers": {
                  "files": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@2026.1.14", "/home/me/reports"], "env": {"API_TOKEN": "${DESK_TOKEN}"}},
                  "team": {"type": "http", "url": "https://mcp.example.com/mcp/with/a/long/path/of/many/segments/and-a-tenant-id-0123456789abcdef", "headers": {"Authorization": "Bearer ${TEAM_TOKEN}"}},
                  "nowhere": {"command": "no-such-program-here", "args": ["--verbose", "--with=a value that has spaces", "and\\u202Ehidden"]},
                  "shell": {"command": "sh", "args": ["-c", "cat"]}
                }}""");
        fire("#mcp-add");
        until("#mcp-remove-team");
        save("mcp");
        fire("#mcp-allow-shell");
        until("#mcp-tools-shell");
        type("#mcp-json", "{\"mcpServers\": {\"a\": ");
        fire("#mcp-add");
        bottom();
        save("mcp-wrong");
        fire("#settings-close");
    }

    private void models() throws Exception {
        window.flowbench.home().prepare();
        window.flowbench.settings().allow(LocalServer.of(local).orElseThrow());
        act(() -> shell.desk().active().flow().select(Selection.NONE));
        act(() -> ((Button) shell.node().lookup("#models-list")).fire());
        WindowPictures.until(() -> shell.node().lookup("#models-again") != null && !find("#models-again").isDisabled());
        save("models");
        type("#models-search", "zebra");
        save("models-none");
        act(() -> ((Button) find("#models-use").getParent().getChildrenUnmodifiable().get(1)).fire());
    }

    private void openApi() throws Exception {
        act(() -> shell.commands().run("file.importTools"));
        until("#import-all");
        save("openapi");
        act(() -> {
            ScrollPane pane = (ScrollPane) find(".dialog-sheet .scroll-pane");
            pane.setVvalue(1);
        });
        save("openapi-end");
        act(() -> find(".dialog-sheet").lookupAll(".button").stream().map(Button.class::cast)
                .filter(button -> button.getStyleClass().contains("primary")).findFirst().orElseThrow().fire());
        act(() -> shell.node().lookupAll(".inspector-head").stream().map(Button.class::cast)
                .filter(head -> "Tools".equals(head.getAccessibleText())).forEach(Button::fire));
        WindowPictures.frames();
        act(() -> {
            ScrollPane pane = (ScrollPane) shell.node().lookup("#inspector .scroll-pane");
            pane.setVvalue(0.12);
        });
        save("openapi-tools");
    }

    private void tryTool() throws Exception {
        act(() -> shell.commands().run("run.tryTool"));
        until("#try-call");
        save("try-first");
        tool("calculator");
        save("try-form");
        fire("#try-call");
        save("try-missing");
        act(() -> ((TextInputControl) find("#try .run-form .text-input")).setText("1 +"));
        fire("#try-call");
        until("#try-failed");
        save("try-failed");
        act(() -> ((TextInputControl) find("#try .run-form .text-input")).setText("355 / 113"));
        fire("#try-call");
        until("#try-came");
        save("try-came");
        tool("send-message");
        save("try-changes");
        act(() -> ((Button) find("#try-call").getParent().getChildrenUnmodifiable().get(1)).fire());
    }

    private void tool(String name) throws Exception {
        act(() -> {
            @SuppressWarnings("unchecked")
            ComboBox<dev.flowbench.engine.port.Tool.Definition> box = (ComboBox<dev.flowbench.engine.port.Tool.Definition>) find(
                    "#try-tool");
            box.getItems().stream().filter(each -> each.name().equals(name)).findFirst()
                    .ifPresent(box.getSelectionModel()::select);
        });
    }

    private void faults() throws Exception {
        act(() -> shell.runWithOptions());
        until("#faults-add");
        for (int i = 0; i < 4; i++) {
            fire("#faults-add");
        }
        type("#faults-percent-1", "150");
        fire("#run-form-simulated");
        act(() -> ((ScrollPane) find(".dialog-sheet .scroll-pane")).setVvalue(1));
        save("faults-wrong");
        type("#faults-percent-1", "60");
        fire("#run-form-simulated");
        ended();
        act(() -> shell.dock().openTrace());
        save("faults-trace");
    }

    private void trace() throws Exception {
        window.flowbench.home().prepare();
        window.flowbench.settings().allow(LocalServer.of(local).orElseThrow());
        for (int i = 0; i < 2; i++) {
            var before = shell.view().live();
            act(() -> shell.run(false));
            if (i == 0) {
                until("#consent-allow");
                fire("#consent-allow");
            }
            WindowPictures.until(() -> shell.view().live() != null && shell.view().live() != before);
            ended();
        }
        act(() -> shell.dock().openTrace());
        save("trace-cached");
        act(() -> shell.desk().active().flow().select(Selection.of("look")));
        save("trace-cached-step");
    }

    private void consent() throws Exception {
        Path file = Files.writeString(Files.createTempDirectory("stranger").resolve("stranger.flow.json"), STRANGER);
        window.flowbench.home().prepare();
        window.flowbench.mcp()
                .add("""
                {"mcpServers": {"files": {"command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem@2026.1.14", "/home/me/reports"], "env": {"API_TOKEN": "${DESK_TOKEN}"}}}}""");
        act(() -> shell.desk().open(file));
        WindowPictures.until(() -> shell.node().lookup("#restricted-review") != null
                && shell.node().lookup("#restricted").isVisible());
        save("consent-banner");
        fire("#restricted-review");
        until("#consent");
        save("consent");
        act(() -> ((ScrollPane) find("#consent-topics")).setVvalue(1));
        Thread.sleep(800);
        save("consent-end");
        fire("#consent-cancel");
    }

    // ---- the way

    private void open(String page, String there) throws Exception {
        if (find("#settings-close") != null) {
            fire("#settings-close");
        }
        act(() -> shell.openSettings(page));
        until(there);
    }

    private ScrollPane scroll() {
        return (ScrollPane) find(".settings-scroll");
    }

    private void bottom() throws Exception {
        WindowPictures.frames();
        act(() -> scroll().setVvalue(1));
    }

    private void ended() throws Exception {
        WindowPictures.until(() -> shell.view().live() != null && shell.view().live().status() != RunStatus.RUNNING);
    }

    private boolean wants(String name) {
        return wanted.isEmpty() || wanted.stream().anyMatch(each -> name.startsWith(each) || each.startsWith(name));
    }

    private @Nullable Node find(String id) {
        return shell.node().lookup(id);
    }

    private void until(String id) throws Exception {
        WindowPictures.until(() -> find(id) != null);
    }

    private void type(String id, String text) throws Exception {
        until(id);
        act(() -> ((TextInputControl) find(id)).setText(text));
    }

    private void fire(String id) throws Exception {
        WindowPictures.until(() -> find(id) instanceof Button button && !button.isDisabled());
        act(() -> ((Button) find(id)).fire());
    }

    private interface Deed {
        void run() throws Exception;
    }

    private static void act(Deed what) throws Exception {
        WindowPictures.fx(() -> {
            what.run();
            return true;
        });
        WindowPictures.frames();
    }

    private void save(String name) throws Exception {
        if (!wanted.isEmpty() && wanted.stream().noneMatch(name::startsWith)) {
            return;
        }
        for (Theme.Mode mode : List.of(Theme.Mode.LIGHT, Theme.Mode.DARK)) {
            for (int[] size : SIZES) {
                window.size(mode, size[0], size[1]);
                window.write(size[0], size[1], out.resolve("full-" + name + "-" + mode.name().toLowerCase(Locale.ROOT)
                        + "-" + size[0] + ".png"));
            }
        }
    }
}
