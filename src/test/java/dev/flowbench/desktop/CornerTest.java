package dev.flowbench.desktop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import javafx.geometry.BoundingBox;
import javafx.geometry.Bounds;
import javafx.geometry.Pos;
import org.junit.jupiter.api.Test;

class CornerTest {
    private static final Bounds PANE = new BoundingBox(0, 0, 400, 260);

    private static Pos corner(double x, double y) {
        return Corner.beside(745, 445, PANE, new BoundingBox(x, y, 140, 84));
    }

    @Test
    void aPaneLiesWhereItDoesNotCoverTheStepItIsAbout() {
        assertEquals(Pos.BOTTOM_RIGHT, corner(20, 200));
        assertEquals(Pos.BOTTOM_LEFT, corner(500, 200));
        assertEquals(Pos.TOP_RIGHT, corner(330, 300));
        assertEquals(Pos.BOTTOM_LEFT, corner(392, 180), "where it covers some of it everywhere, the least");
        assertEquals(Pos.TOP_RIGHT, corner(302, 205));
    }
}
