package dev.flowbench.desktop;

import dev.flowbench.app.Samples;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.engine.event.RunStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TableView;

/**
 * Takes pictures of the panes around runs with what the shipped samples bring into them, simulated, light and dark, to
 * {@code target/pictures}: worst case, run form, inbox, report of a dry run, list of runs, fork. Needs a screen of 2560 x
 * 1440, as {@code xvfb-run -s "-screen 0 2560x1440x24"} gives.
 */
public final class PanePictures {
    private static final int[][] SIZES = {{1280, 800}, {2560, 1440}};

    private final WindowPictures window;
    private final Shell shell;
    private final Path out;
    private final List<String> wanted;

    private PanePictures(WindowPictures window, Path out, List<String> wanted) {
        this.wanted = wanted;
        this.window = window;
        this.shell = window.shell;
        this.out = out;
    }

    /** @param args how the names of the wanted pictures begin; none for all */
    public static void main(String[] args) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Platform.startup(started::countDown);
        started.await();
        Platform.setImplicitExit(false);
        try {
            new PanePictures(WindowPictures.open(), Files.createDirectories(Path.of("target/pictures")), List.of(args))
                    .all();
        } finally {
            Platform.exit();
        }
    }

    private void all() throws Exception {
        for (String sample : List.of("document-batch", "research-desk", "ops-agent")) {
            if (!wanted.isEmpty() && !wanted.contains("worst")) {
                continue;
            }
            open(sample);
            act(() -> shell.canvas(canvas -> canvas.fit()));
            save("worst-" + sample);
        }
        open("refund-approval");
        act(() -> shell.runWithOptions());
        until("#run-form-dry");
        save("form");
        act(() -> ((CheckBox) find("#run-form-dry")).setSelected(true));
        fire("#run-form-simulated");
        until("#status-approvals");
        WindowPictures.until(() -> find("#status-approvals").isVisible());
        fire("#status-approvals");
        until("#ask-approve");
        save("inbox");
        act(() -> ((ScrollPane) find("#ask-action")).setVvalue(1));
        fire("#ask-approve");
        ended();
        act(() -> shell.dock().openTrace());
        save("dry-end");
        until("#report-open");
        fire("#report-open");
        until("#report");
        save("report");
        act(() -> ((Button) find("#report-edit")).fire());
        until("#report-editor");
        save("report-edit");
        fire("#report-back");
        fire("#report-approveAll");
        fire("#report-commit");
        WindowPictures.frames();
        save("report-ask");
        act(() -> find(".dialog-sheet").lookupAll(".button").stream().map(Button.class::cast)
                .filter(button -> button.getStyleClass().contains("primary")).findFirst().orElseThrow().fire());
        WindowPictures.until(() -> shell.node().lookup("#report-banner") != null
                && ((javafx.scene.control.Label) find("#report-banner").lookup(".label")).getText()
                        .startsWith("Committed"));
        save("report-done");
        open("support-tiers");
        act(() -> shell.run(true));
        until("#run-form-simulated");
        fire("#run-form-simulated");
        ended();
        act(() -> shell.dock().openRuns());
        WindowPictures.until(() -> table() != null && table().getItems().size() > 2);
        act(() -> table().getSelectionModel().select(0));
        save("runs");
        fire("#runs-fork");
        until("#fork-start");
        WindowPictures.until(() -> !find("#fork-start").isDisabled());
        save("fork");
    }

    private TableView<?> table() {
        return (TableView<?>) shell.node().lookupAll(".runs-table").stream().filter(TableView.class::isInstance)
                .findFirst().orElse(null);
    }

    private Node find(String id) {
        return shell.node().lookup(id);
    }

    private void open(String sample) throws Exception {
        act(() -> shell.desk().openCopy(Samples.installed().folder().resolve(sample).resolve(sample + ".flow.json")));
        WindowPictures.until(() -> shell.desk().active() != null
                && shell.desk().active().flow().workflow().id().equals(sample));
        WindowPictures.frames();
    }

    private void ended() throws Exception {
        WindowPictures.until(() -> shell.view().live() != null && shell.view().live().status() != RunStatus.RUNNING);
    }

    private void until(String id) throws Exception {
        WindowPictures.until(() -> find(id) != null);
    }

    private void fire(String id) throws Exception {
        WindowPictures.until(() -> find(id) instanceof Button button && !button.isDisabled());
        act(() -> ((Button) find(id)).fire());
    }

    private static void act(Runnable deed) {
        WindowPictures.fx(() -> {
            deed.run();
            return true;
        });
    }

    private void save(String name) throws Exception {
        if (!wanted.isEmpty() && wanted.stream().noneMatch(name::startsWith)) {
            return;
        }
        for (Theme.Mode mode : List.of(Theme.Mode.LIGHT, Theme.Mode.DARK)) {
            for (int[] size : SIZES) {
                window.size(mode, size[0], size[1]);
                if (name.startsWith("worst")) {
                    act(() -> shell.canvas(canvas -> canvas.fit()));
                    WindowPictures.frames();
                }
                window.write(size[0], size[1], out.resolve("pane-" + name + "-" + mode.name().toLowerCase(Locale.ROOT)
                        + "-" + size[0] + "x" + size[1] + ".png"));
            }
        }
    }
}
