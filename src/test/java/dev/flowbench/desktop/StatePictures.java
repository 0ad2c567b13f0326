package dev.flowbench.desktop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.app.Samples;
import dev.flowbench.desktop.canvas.CanvasView;
import dev.flowbench.desktop.canvas.DrawingPlaces;
import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.event.Amount;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.DocumentWriter;
import dev.flowbench.model.simulated.Pace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.TableView;
import javafx.scene.robot.Robot;

/**
 * Takes pictures of the window in states that people meet: each kind at three zooms and in the inspector, a pause, the form of
 * a breakpoint, three questions, many runs, traces of the samples, long titles, nothing at all. To {@code target/pictures}.
 * Needs a screen of 2560 x 1440, as {@code xvfb-run -s "-screen 0 2560x1440x24"} gives.
 */
public final class StatePictures {
    private static final int[][] SIZES = {{1280, 800}, {2560, 1440}};
    private static final String QUESTIONS = """
            { "flowbench": 1, "id": "desk", "name": "Front desk",
              "inputs": { "type": "object", "properties": {} },
              "nodes": [
                { "id": "one", "kind": "approval", "title": "Send the offer to Ms Okafor?", "question": "Ten percent off the next order, and the postage. The customer waits since Monday.", "timeLimit": "PT24H" },
                { "id": "two", "kind": "approval", "title": "Refund of 389 euros", "question": "Refund the tent?", "timeLimit": "PT2H" },
                { "id": "three", "kind": "approval", "title": "Delete the account of somebody who asked for it by mail and twice by telephone", "question": "Delete it?", "timeLimit": "PT30M" },
                { "id": "a", "kind": "transform", "title": "Offer", "template": "Dear Ms Okafor,\\nten percent off until the end of the month.", "maxChars": 1000 },
                { "id": "b", "kind": "transform", "title": "Sum", "expression": "{'order': 'LT-20418', 'euros': 389}", "maxChars": 1000 },
                { "id": "c", "kind": "transform", "title": "Account", "expression": "{'account': 'k.lindqvist', 'erase': true}", "maxChars": 1000 }
              ],
              "wires": [ "a.result -> one.value", "b.result -> two.value", "c.result -> three.value",
                "one.approved -> out.one", "two.approved -> out.two", "three.approved -> out.three" ] }
            """;

    private final WindowPictures window;
    private final Shell shell;
    private final Path out;
    private final List<String> wanted;
    private int taken;

    private StatePictures(WindowPictures window, Path out, List<String> wanted) {
        this.window = window;
        this.shell = window.shell;
        this.out = out;
        this.wanted = wanted;
    }

    /** @param args how the names of the wanted pictures begin; none for all */
    public static void main(String[] args) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Platform.startup(started::countDown);
        started.await();
        Platform.setImplicitExit(false);
        try {
            new StatePictures(WindowPictures.open(Pace.INSTANT), Files.createDirectories(Path.of("target/pictures")),
                    List.of(args)).all();
        } finally {
            Platform.exit();
        }
    }

    private void all() throws Exception {
        if (wants("empty")) {
            empty();
        }
        if (wants("kinds")) {
            kinds();
        }
        if (wants("long")) {
            longTitles();
        }
        if (wants("inspect")) {
            inspect("document-batch", "each");
            inspect("research-desk", "desk");
            inspect("support-tiers", "tiers");
            inspect("ops-agent", "ops");
            inspect("refund-approval", "refund");
        }
        if (wants("worst")) {
            worst();
        }
        if (wants("pause")) {
            pause();
        }
        if (wants("trace")) {
            for (String sample : List.of("ops-agent", "research-desk", "support-tiers", "runaway")) {
                trace(sample);
            }
        }
        if (wants("inbox3")) {
            questions();
        }
        if (wants("runs30")) {
            runs();
        }
    }

    private void empty() throws Exception {
        save("empty-start");
        act(() -> shell.desk().create());
        act(() -> shell.dock().openTrace());
        save("empty-trace");
        act(() -> shell.dock().openProblems());
        save("empty-problems");
        act(() -> shell.dock().openApprovals());
        save("empty-approvals");
        act(() -> shell.dock().openRuns());
        save("empty-runs");
        act(() -> shell.dock().openBreakpoints());
        save("empty-breakpoints");
    }

    private void kinds() throws Exception {
        for (String sample : List.of("document-batch", "research-desk", "support-tiers", "ops-agent",
                "refund-approval")) {
            open(sample);
            act(() -> shell.canvas(CanvasView::fit));
            save("kinds-" + sample + "-fit");
            for (int zoom : new int[]{100, 40}) {
                act(() -> shell.canvas(canvas -> canvas.zoomTo(zoom / 100.0)));
                save("kinds-" + sample + "-" + zoom);
            }
        }
    }

    private void longTitles() throws Exception {
        open("refund-approval");
        act(() -> {
            FlowDocument document = shell.desk().active().flow();
            document.apply("long", workflow -> {
                Workflow now = workflow.named(workflow.id(),
                        "A refund that waits for a person, is checked twice and then sent to the customer", null);
                List<String> ids = new ArrayList<>();
                workflow.graph().forEach(node -> ids.add(node.id()));
                for (String id : ids) {
                    now = now.withNode(id, node -> node.with(node.settings().withTitle(
                            node.displayTitle() + " of which the title is longer than any title needs to be, here")));
                }
                return now;
            });
            shell.canvas(CanvasView::fit);
        });
        save("long-canvas");
        run();
        act(() -> shell.dock().openTrace());
        save("long-trace");
    }

    private void inspect(String sample, String prefix) throws Exception {
        open(sample);
        List<String> kinds = new ArrayList<>();
        Map<String, String> first = new java.util.LinkedHashMap<>();
        shell.desk().active().flow().workflow().graph().forEach(node -> first.putIfAbsent(kind(node), node.id()));
        for (String kind : List.of("map", "orchestrator", "handoff", "agent", "tool", "approval", "checkpoint",
                "recall", "remember", "subflow")) {
            String id = first.get(kind);
            if (id != null && !kinds.contains(kind)) {
                kinds.add(kind);
                act(() -> shell.desk().active().flow().select(Selection.of(id)));
                save("inspect-" + prefix + "-" + kind);
            }
        }
    }

    private static String kind(Node node) {
        return node.kind().kindName();
    }

    /** Points at what a frame can use at worst. */
    private void worst() throws Exception {
        open("ops-agent");
        for (Theme.Mode mode : List.of(Theme.Mode.LIGHT, Theme.Mode.DARK)) {
            window.size(mode, 1280, 800);
            act(() -> {
                DrawingPlaces drawing = new DrawingPlaces(shell.view().canvas());
                var frame = drawing.rect(first("agent"));
                new Robot().mouseMove(drawing.at(frame.right() - 240, frame.y() + 17));
            });
            WindowPictures.frames();
            window.write(1280, 800, out.resolve("state-worst-" + mode.name().toLowerCase(Locale.ROOT) + ".png"));
        }
        act(() -> new Robot().mouseMove(2559, 1439));
    }

    private void pause() throws Exception {
        open("ops-agent");
        for (Theme.Mode mode : Theme.Mode.values()) {
            window.size(mode, 1280, 800);
            act(() -> shell.view().breaks().edit(first("agent")));
            WindowPictures.frames();
            window.write(1280, 800, out.resolve("state-pause-form-" + mode.name().toLowerCase(Locale.ROOT) + ".png"));
        }
        act(() -> shell.view().canvas().closeForm());
        act(() -> shell.runStepwise());
        until("#run-form-simulated");
        fire("#run-form-simulated");
        until("#standing-values");
        save("pause");
        fire("#standing-values");
        save("pause-values");
        act(() -> shell.stop());
    }

    private String first(String kind) {
        List<String> found = new ArrayList<>();
        shell.desk().active().flow().workflow().graph().forEach(node -> {
            if (kind(node).equals(kind)) {
                found.add(node.id());
            }
        });
        return found.getFirst();
    }

    private void trace(String sample) throws Exception {
        open(sample);
        run();
        act(() -> shell.dock().openTrace());
        save("trace-" + sample);
    }

    /** Runs what is in front, simulated; whoever is asked agrees. */
    private void run() throws Exception {
        act(() -> shell.run(true));
        WindowPictures.until(() -> shell.node().lookup("#run-form-simulated") != null || shell.view().live() != null);
        if (shell.node().lookup("#run-form-simulated") != null) {
            fire("#run-form-simulated");
        }
        WindowPictures.until(() -> {
            if (shell.view().live() == null) {
                return false;
            }
            for (var one : shell.view().live().trace().questions()) {
                if (one.isOpen()) {
                    window.flowbench.runs().decide(shell.view().live().trace().run(),
                            new What.ApprovalDecided(one.request().id(), What.ApprovalDecided.Verdict.APPROVE, null,
                                    "ada", "", one.request().sha256()));
                }
            }
            return shell.view().live().status() != RunStatus.RUNNING;
        });
    }

    private void questions() throws Exception {
        Workflow workflow = new DocumentReader().read(QUESTIONS).workflow();
        act(() -> shell.desk().put(workflow));
        act(() -> shell.run(true));
        WindowPictures.until(() -> shell.view().live() != null
                && shell.view().live().trace().questions().size() == 3);
        act(() -> shell.dock().openApprovals());
        until("#ask-approve");
        save("inbox3");
        act(() -> shell.stop());
    }

    private void runs() throws Exception {
        Journal journal = window.flowbench.runs().journal();
        Workflow workflow = new DocumentReader().read(QUESTIONS).workflow();
        String text = new DocumentWriter().write(workflow);
        String[] names = {"Release notes", "Contract review", "Support router", "Moderation vote",
            "A refund that waits for a person, is checked twice and then sent to the customer"};
        RunStatus[] ends = {RunStatus.DONE, RunStatus.PARTIAL, RunStatus.FAILED, RunStatus.CANCELLED,
            RunStatus.INTERRUPTED};
        for (int i = 0; i < 30; i++) {
            String run = String.format("20261101-%06d-abcd", i);
            RunStatus end = ends[i % ends.length];
            long at = 1_790_000_000_000_000L - i * 7_400_000_000L;
            boolean simulated = i % 3 == 0;
            Where root = new Where(run, Where.ROOT, 0, null, "", "", 0, 1);
            List<Event> events = new ArrayList<>();
            Map<String, JsonNode> none = Map.of();
            events.add(new Event(1, at, root,
                    new What.RunStarted("desk", names[i % names.length], "h", none, simulated, 1, "list")));
            if (end != RunStatus.INTERRUPTED) {
                events.add(new Event(2, at + 1_200_000L * (1 + i * i), root, new What.RunFinished(end, none, null,
                        null, null, new Amount(1286L * (i + 1), 312L * i, 12_300_000L * i, 5, 0, 0, i % 7 != 3))));
            }
            journal.keep(new Journal.Header(run, "desk", names[i % names.length], text, Map.of(), at, simulated, 1, 1,
                    "", "", "", i % 4 == 0 ? "{\"pins\":{\"a\":{\"result\":1}}}" : "{}"), events);
        }
        act(() -> shell.desk().create());
        act(() -> shell.dock().openRuns());
        WindowPictures.until(() -> table() != null && table().getItems().size() >= 30);
        act(() -> table().getSelectionModel().select(3));
        save("runs30");
        window.size(Theme.Mode.LIGHT, 1000, 700);
        window.write(1000, 700, out.resolve("state-small-runs.png"));
        open("refund-approval");
        act(() -> shell.canvas(CanvasView::fit));
        window.size(Theme.Mode.DARK, 1000, 700);
        window.write(1000, 700, out.resolve("state-small-refund.png"));
    }

    private TableView<?> table() {
        return (TableView<?>) shell.node().lookupAll(".runs-table").stream().filter(TableView.class::isInstance)
                .findFirst().orElse(null);
    }

    private void open(String sample) throws Exception {
        act(() -> shell.desk().openCopy(Samples.installed().folder().resolve(sample).resolve(sample + ".flow.json")));
        WindowPictures.until(() -> shell.desk().active() != null
                && shell.desk().active().flow().workflow().id().equals(sample));
        WindowPictures.frames();
    }

    private boolean wants(String name) {
        return wanted.isEmpty() || wanted.stream().anyMatch(each -> name.startsWith(each) || each.startsWith(name));
    }

    private void until(String id) throws Exception {
        WindowPictures.until(() -> shell.node().lookup(id) != null);
    }

    private void fire(String id) throws Exception {
        WindowPictures.until(() -> shell.node().lookup(id) instanceof Button button && !button.isDisabled());
        act(() -> ((Button) shell.node().lookup(id)).fire());
    }

    private static void act(Runnable deed) {
        WindowPictures.fx(() -> {
            deed.run();
            return true;
        });
    }

    private void save(String name) throws Exception {
        // Each state in one mode small and in the other large, the next the other way round.
        Theme.Mode small = taken++ % 2 == 0 ? Theme.Mode.LIGHT : Theme.Mode.DARK;
        for (int[] size : SIZES) {
            Theme.Mode mode = (size == SIZES[0]) == (small == Theme.Mode.LIGHT) ? Theme.Mode.LIGHT : Theme.Mode.DARK;
            window.size(mode, size[0], size[1]);
            WindowPictures.frames();
            window.write(size[0], size[1], out.resolve("state-" + name + "-" + mode.name().toLowerCase(Locale.ROOT)
                    + "-" + size[0] + ".png"));
        }
    }
}
