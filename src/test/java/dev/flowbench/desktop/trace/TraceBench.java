package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.trace.RunTrace;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.stage.Stage;

/**
 * Prints frame times of the trace pane with 10,000 spans while it scrolls, zooms and pans, and how long a text of a megabyte
 * takes to open. A main, not a test. For frames as fast as they come add {@code -Djavafx.animation.fullspeed=true}.
 */
final class TraceBench {
    private static final int FRAMES = 200;
    private static final CountDownLatch DONE = new CountDownLatch(1);

    private TraceBench() {
    }

    public static void main(String[] args) throws Exception {
        Platform.startup(() -> {
            Theme theme = new Theme(Theme.Mode.LIGHT);
            TraceModel model = new TraceModel();
            TraceView view = new TraceView(model, theme);
            Scene scene = new Scene(view, 990, 700);
            theme.apply(scene);
            Stage stage = new Stage();
            stage.setScene(scene);
            stage.show();
            RunTrace trace = TraceRuns.fold(TraceRuns.wide(10_000));
            long start = System.nanoTime();
            model.show(trace);
            view.applyCss();
            view.layout();
            view.paintNow();
            System.out.printf("%,d rows, first paint %.1f ms%n", trace.size(), (System.nanoTime() - start) / 1e6);
            opening();
            filtering(model, trace);
            new Drive(model, view).start();
        });
        DONE.await();
        Platform.exit();
    }

    private static void opening() {
        String large = "All work and no play makes Jack a dull boy. ".repeat(24_000);
        for (int i = 0; i < 4; i++) {
            long start = System.nanoTime();
            TextBlock block = new TextBlock(Words.beside(TraceView.class), large, TextBlock.ANSWER);
            block.resize(400, block.prefHeight(400));
            block.layout();
            System.out.printf("open %,d characters: %.1f ms%n", block.text().length(),
                    (System.nanoTime() - start) / 1e6);
        }
    }

    private static void filtering(TraceModel model, RunTrace trace) {
        for (String text : new String[]{"z", "ze", "describe", ""}) {
            long start = System.nanoTime();
            model.filterTextProperty().set(text);
            System.out.printf("filter '%s' over %,d rows: %.1f ms%n", text, trace.size(),
                    (System.nanoTime() - start) / 1e6);
        }
    }

    private static final class Drive extends AnimationTimer {
        private final TraceModel model;
        private final TraceView view;
        private final String[] moves = {"move down", "zoom in", "pan", "zoom out", "select with details"};
        private final double[] frames = new double[FRAMES];
        private final double[] ours = new double[FRAMES];
        private int phase;
        private int frame;
        private long last;

        Drive(TraceModel model, TraceView view) {
            this.model = model;
            this.view = view;
        }

        @Override
        public void handle(long now) {
            long at = System.nanoTime();
            if (frame > 0) {
                frames[frame - 1] = (at - last) / 1e6;
            }
            last = at;
            if (frame == FRAMES) {
                print();
                frame = 0;
                if (++phase == moves.length) {
                    stop();
                    DONE.countDown();
                    return;
                }
            }
            switch (phase) {
                case 0, 4 -> model.move(phase == 0 ? 7 : 1);
                case 1 -> model.zoomTime(model.windowFrom() + (model.windowTo() - model.windowFrom()) / 3, 0.97);
                case 2 -> model.panTime((model.windowTo() - model.windowFrom()) * 0.02);
                default -> model.zoomTime(model.windowFrom() + (model.windowTo() - model.windowFrom()) / 3, 1.03);
            }
            view.paintNow();
            ours[frame] = (System.nanoTime() - at) / 1e6;
            frame++;
        }

        private void print() {
            Arrays.sort(frames);
            Arrays.sort(ours);
            System.out.printf("%-20s frame median %.1f p95 %.1f ms; ours median %.2f p95 %.2f ms%n", moves[phase],
                    frames[FRAMES / 2], frames[FRAMES * 95 / 100], ours[FRAMES / 2], ours[FRAMES * 95 / 100]);
        }
    }
}
