package dev.flowbench.desktop.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import javafx.geometry.Bounds;
import javafx.scene.canvas.Canvas;
import javafx.scene.image.PixelReader;
import javafx.scene.paint.Color;
import javafx.scene.shape.SVGPath;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Our reading of path data is held to JavaFX's own. */
@Tag("ui")
class OutlineTest {

    private static final int SCALE = 4;

    @BeforeAll
    static void start() throws Exception {
        FxThread.start();
    }

    static Stream<String> paths() {
        return Stream.of("M2 2 H18 V18 H2 Z", "M18 10 A8 8 0 1 1 2 10 A8 8 0 1 1 18 10 Z",
                "M2 10 a8 4 30 0 1 16 0 a8 4 30 1 1 -16 0 z", "M2 2 q8 0 16 16 h-16 z",
                "M3.5 5 A6.5 2.3 0 0 1 16.5 5 V15 A6.5 2.3 0 0 0 3.5 15 Z", "m2 2 8 1-1 8-7.5-.5z",
                "M10 4.8 C10.5 7.3 11.1 7.9 13.6 8.4 C11.1 8.9 10.5 9.5 10 12 c-.5-2.5-1.1-3.1-3.6-3.6 Z",
                "M2 10 A2 2 0 0 1 18 10 Z");
    }

    @ParameterizedTest
    @MethodSource("paths")
    void aPathFillsTheSamePixelsOnACanvasAsInANode(String data) throws Exception {
        int differing = FxThread.call(() -> {
            Canvas canvas = new Canvas(20 * SCALE, 20 * SCALE);
            canvas.getGraphicsContext2D().beginPath();
            Outline.parse(data).trace(canvas.getGraphicsContext2D(), 0, 0, SCALE);
            canvas.getGraphicsContext2D().setFill(Color.BLACK);
            canvas.getGraphicsContext2D().fill();
            PixelReader ours = canvas.snapshot(null, null).getPixelReader();
            SVGPath path = new SVGPath();
            path.setContent(data);
            Bounds bounds = path.getBoundsInLocal();
            int wrong = 0;
            int inside = 0;
            for (int y = 0; y < 20 * SCALE; y++) {
                for (int x = 0; x < 20 * SCALE; x++) {
                    boolean in = path.contains((x + 0.5) / SCALE, (y + 0.5) / SCALE);
                    double dark = 1 - ours.getColor(x, y).getBrightness();
                    inside += in ? 1 : 0;
                    wrong += (in ? dark < 0.3 : dark > 0.7) ? 1 : 0;
                }
            }
            assertTrue(inside > 100 && bounds.getWidth() > 1, "the path covers something");
            return wrong;
        });
        assertEquals(0, differing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"M2", "X 1 2", "M1 2 L", "M1 2 C1 2 3", "1 2"})
    void whatIsNoPathIsRefused(String data) {
        assertThrows(IllegalArgumentException.class, () -> Outline.parse(data));
    }

    @Test
    void anEmptyPathIsEmpty() {
        assertTrue(Outline.parse("").empty());
    }
}
