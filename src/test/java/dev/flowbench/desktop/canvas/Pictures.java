package dev.flowbench.desktop.canvas;

import dev.flowbench.desktop.document.FlowDocument;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.palette.PaletteView;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import dev.flowbench.trace.NodeState;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.StackPane;
import javax.imageio.ImageIO;

/** Paints the canvas in many states into target/pictures, to be looked at. */
public final class Pictures {
    private static final Path TO = Path.of("target", "pictures");

    private Pictures() {}

    public static void main(String[] args) throws Exception {
        Files.createDirectories(TO);
        String only = args.length > 0 ? args[0] : "";
        var done = new CountDownLatch(1);
        Platform.startup(() -> {
            try {
                for (Theme.Mode mode : new Theme.Mode[]{Theme.Mode.LIGHT, Theme.Mode.DARK}) all(new Theme(mode), only);
            } catch (RuntimeException e) {
                e.printStackTrace();
            } finally {
                done.countDown();
            }
        });
        done.await();
        System.exit(0);
    }

    private static void all(Theme theme, String only) {
        Workflow notes = Drawings.read(Drawings.RELEASE_NOTES);
        Workflow support = Drawings.read(Drawings.SUPPORT);
        palette(theme, only);
        shot(theme, only, "notes-open", notes, 1280, 800, canvas -> {});
        shot(theme, only, "notes-fit", notes, 1280, 800, CanvasView::fit);
        shot(theme, only, "notes-100", notes, 1280, 800, canvas -> {
            canvas.zoomTo(1);
            canvas.reveal("group");
            canvas.document().select(Selection.of("group"));
        });
        shot(theme, only, "notes-run", notes, 1280, 800, canvas -> {
            run(canvas, Drawings.polishing());
            canvas.zoomTo(1);
            canvas.reveal("polish");
            canvas.document().select(Selection.NONE);
        });
        shot(theme, only, "support-fit", support, 2560, 1440, CanvasView::fit);
        shot(theme, only, "support-small", support, 1280, 800, canvas -> run(canvas, Drawings.failing()));
        shot(theme, only, "support-run", support, 2560, 1440, canvas -> {
            run(canvas, Drawings.failing());
            canvas.showProblems(Map.of("person", Problem.Severity.WARNING, "send", Problem.Severity.ERROR));
        });
        for (String sample : List.of("release-notes", "support-router", "contract-review", "moderation-vote",
                "invoice-chain", "nested-desk", "research-desk", "support-tiers", "ops-agent", "refund-approval",
                "document-batch", "runaway")) {
            shot(theme, only, "sample-" + sample, sample(sample), 760, 720, canvas -> {});
            shot(theme, only, "whole-" + sample, sample(sample), 2200, 1240, CanvasView::fit);
        }
        shot(theme, only, "moderation", Drawings.read(Drawings.MODERATION), 1280, 800, canvas -> {});
        shot(theme, only, "many-300", Drawings.many(300), 1280, 800, CanvasView::fit);
        shot(theme, only, "many-1000", Drawings.many(1000), 1280, 800, CanvasView::fit);
        shot(theme, only, "many-mid", Drawings.many(300), 1280, 800, canvas -> canvas.zoomTo(0.4));
        shot(theme, only, "empty", Workflow.empty("new", "New"), 1280, 800, canvas -> {});
        shot(theme, only, "quick", notes, 1000, 1000, canvas -> canvas.openQuickAdd(300, 300, null));
    }

    private static Workflow sample(String name) {
        try {
            return Drawings.read(Files.readString(Path.of("sample-workflows", name, name + ".flow.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void palette(Theme theme, String only) {
        if (!"palette".contains(only)) return;
        var scene = new Scene(new StackPane(new PaletteView(theme, () -> null)), 240, 800);
        theme.apply(scene);
        save(scene.snapshot(null), "palette-" + theme.palette() + ".png");
    }

    static void run(CanvasView canvas, Map<String, NodeState> states) {
        canvas.showRun(id -> Optional.ofNullable(states.get(id)));
    }

    static void shot(Theme theme, String only, String name, Workflow workflow, int w, int h,
            Consumer<CanvasView> then) {
        if (!name.contains(only)) return;
        var document = new FlowDocument(workflow, null, false);
        var canvas = new CanvasView(document, theme, new Ports());
        var root = new StackPane(canvas);
        var scene = new Scene(root, w, h);
        theme.apply(scene);
        root.applyCss();
        root.layout();
        then.accept(canvas);
        root.applyCss();
        root.layout();
        WritableImage image = scene.snapshot(null);
        canvas.close();
        save(image, name + "-" + theme.palette() + ".png");
    }

    static void save(WritableImage image, String name) {
        int w = (int) image.getWidth();
        int h = (int) image.getHeight();
        var to = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < h; y++) for (int x = 0; x < w; x++) to.setRGB(x, y, image.getPixelReader().getArgb(x, y));
        try {
            ImageIO.write(to, "png", TO.resolve(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
