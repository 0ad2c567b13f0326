package dev.flowbench.desktop.look;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javafx.application.Platform;
import javafx.geometry.Rectangle2D;
import javafx.scene.Group;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.paint.Color;
import javafx.scene.paint.CycleMethod;
import javafx.scene.paint.LinearGradient;
import javafx.scene.paint.Stop;
import javafx.scene.shape.SVGPath;
import javafx.scene.shape.StrokeLineCap;
import javafx.scene.transform.Scale;

/**
 * Draws the application's icon on a grid of 128 and writes it as {@code assets/icon.svg}, {@code assets/flowbench.png}
 * and the PNG files among the resources. Small sizes are drawn heavier, so that lines stay lines. Run with
 * {@code -Dglass.platform=Headless -Dprism.order=sw} after a change here, and commit the pictures.
 */
final class IconPictures {

    private static final String GROUND = "M34 4 H94 A30 30 0 0 1 124 34 V94 A30 30 0 0 1 94 124 H34 A30 30 0 0 1 4 94 V34 A30 30 0 0 1 34 4 Z";
    private static final String TOP = "#4C86FF";
    private static final String FOOT = "#2B4BC6";
    private static final String LINE = "#FFFFFF";
    private static final String SPARK = "#FFC94D";
    private static final String WIRES = "M42 90 V56 C42 43 49 36 62 36 H82 M42 88 C42 74 48 66 62 66 H68";

    private IconPictures() {
    }

    /** Writes the pictures and ends. */
    public static void main(String[] args) throws Exception {
        FxThread.start();
        FxThread.call(() -> {
            Path resources = Path.of("src/main/resources/dev/flowbench/desktop/look/icons");
            for (int size : AppIcon.SIZES) {
                write(size, resources.resolve("flowbench-" + size + ".png"));
            }
            write(512, Path.of("assets/flowbench.png"));
            return Files.writeString(Path.of("assets/icon.svg"), svg());
        });
        Platform.exit();
    }

    private static double weight(int size) {
        return size <= 24 ? 14 : size <= 48 ? 12 : 10;
    }

    private static String circle(double x, double y, double r) {
        return String.format(Locale.ROOT, "M%1$s %2$s a%3$s %3$s 0 1 1 -%4$s 0 a%3$s %3$s 0 1 1 %4$s 0 Z", x + r, y, r,
                2 * r);
    }

    private static String square(double x, double y, double r, double corner) {
        double side = 2 * (r - corner);
        return String.format(Locale.ROOT,
                "M%1$s %2$s h%3$s a%4$s %4$s 0 0 1 %4$s %4$s v%3$s a%4$s %4$s 0 0 1 -%4$s %4$s h-%3$s"
                        + " a%4$s %4$s 0 0 1 -%4$s -%4$s v-%3$s a%4$s %4$s 0 0 1 %4$s -%4$s Z",
                x - r + corner, y - r, side, corner);
    }

    private static void write(int size, Path file) throws Exception {
        double weight = weight(size);
        SVGPath ground = path(GROUND);
        ground.setFill(new LinearGradient(0, 4, 0, 124, false, CycleMethod.NO_CYCLE, new Stop(0, Color.web(TOP)),
                new Stop(1, Color.web(FOOT))));
        SVGPath wires = path(WIRES);
        wires.setFill(null);
        wires.setStroke(Color.web(LINE));
        wires.setStrokeWidth(weight);
        wires.setStrokeLineCap(StrokeLineCap.ROUND);
        SVGPath nodes = path(circle(42, 94, weight + 2) + circle(90, 36, weight + 2));
        nodes.setFill(Color.web(LINE));
        SVGPath spark = path(square(78, 66, weight + 2, weight / 2));
        spark.setFill(Color.web(SPARK));
        Group icon = new Group(ground, wires, nodes, spark);
        icon.getTransforms().add(new Scale(size / 128.0, size / 128.0));
        Group whole = new Group(icon);
        new Scene(whole, size, size);
        SnapshotParameters how = new SnapshotParameters();
        how.setFill(Color.TRANSPARENT);
        how.setViewport(new Rectangle2D(0, 0, size, size));
        Pictures.write(whole.snapshot(how, null), file);
    }

    private static SVGPath path(String data) {
        SVGPath path = new SVGPath();
        path.setContent(data);
        return path;
    }

    private static String svg() {
        double weight = weight(512);
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 128 128" role="img" aria-label="Flowbench">
                  <defs>
                    <linearGradient id="ground" x1="0" y1="0" x2="0" y2="1">
                      <stop offset="0" stop-color="%s"/>
                      <stop offset="1" stop-color="%s"/>
                    </linearGradient>
                  </defs>
                  <path d="%s" fill="url(#ground)"/>
                  <path d="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linecap="round"/>
                  <path d="%s" fill="%s"/>
                  <path d="%s" fill="%s"/>
                </svg>
                """.formatted(TOP, FOOT, GROUND, WIRES, LINE, weight,
                circle(42, 94, weight + 2) + circle(90, 36, weight + 2),
                LINE, square(78, 66, weight + 2, weight / 2), SPARK);
    }
}
