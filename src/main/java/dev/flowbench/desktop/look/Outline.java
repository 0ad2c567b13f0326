package dev.flowbench.desktop.look;

import java.util.Arrays;
import javafx.scene.canvas.GraphicsContext;

/**
 * A path parsed once from SVG path data, to be traced on a canvas as often as needed. Knows the commands
 * {@code M L H V C Q A Z} in both cases. Immutable.
 */
final class Outline {

    private static final byte MOVE = 0;
    private static final byte LINE = 1;
    private static final byte CUBIC = 2;
    private static final byte CLOSE = 3;

    private final String data;
    private byte[] ops = new byte[16];
    private double[] points = new double[64];
    private int opCount;
    private int pointCount;

    private Outline(String data) {
        this.data = data;
    }

    /** The path data this was made from. */
    String data() {
        return data;
    }

    boolean empty() {
        return opCount == 0;
    }

    /** Adds the path to a canvas's current path, scaled and then moved. */
    void trace(GraphicsContext gc, double x, double y, double scale) {
        int p = 0;
        for (int i = 0; i < opCount; i++) {
            switch (ops[i]) {
                case MOVE -> gc.moveTo(x + points[p++] * scale, y + points[p++] * scale);
                case LINE -> gc.lineTo(x + points[p++] * scale, y + points[p++] * scale);
                case CUBIC -> {
                    gc.bezierCurveTo(x + points[p] * scale, y + points[p + 1] * scale, x + points[p + 2] * scale,
                            y + points[p + 3] * scale, x + points[p + 4] * scale, y + points[p + 5] * scale);
                    p += 6;
                }
                default -> gc.closePath();
            }
        }
    }

    /**
     * Parses path data.
     *
     * @throws IllegalArgumentException
     *             if the data is not a path of the commands above
     */
    static Outline parse(String data) {
        Outline outline = new Outline(data);
        new Reader(data, outline).read();
        outline.ops = Arrays.copyOf(outline.ops, outline.opCount);
        outline.points = Arrays.copyOf(outline.points, outline.pointCount);
        return outline;
    }

    private void add(byte op, double... xy) {
        if (opCount == ops.length) {
            ops = Arrays.copyOf(ops, opCount * 2);
        }
        ops[opCount++] = op;
        if (pointCount + xy.length > points.length) {
            points = Arrays.copyOf(points, points.length * 2);
        }
        System.arraycopy(xy, 0, points, pointCount, xy.length);
        pointCount += xy.length;
    }

    /** One pass over the path data. */
    private static final class Reader {
        private final String data;
        private final Outline out;
        private int at;
        private double x;
        private double y;
        private double startX;
        private double startY;

        Reader(String data, Outline out) {
            this.data = data;
            this.out = out;
        }

        void read() {
            char command = 0;
            while (skip()) {
                char c = data.charAt(at);
                if (Character.isLetter(c)) {
                    command = c;
                    at++;
                } else if (command == 'M') {
                    command = 'L';
                } else if (command == 'm') {
                    command = 'l';
                }
                step(command);
            }
        }

        private void step(char command) {
            double ox = Character.isLowerCase(command) ? x : 0;
            double oy = Character.isLowerCase(command) ? y : 0;
            switch (Character.toUpperCase(command)) {
                case 'M' -> {
                    x = ox + number();
                    y = oy + number();
                    startX = x;
                    startY = y;
                    out.add(MOVE, x, y);
                }
                case 'L' -> line(ox + number(), oy + number());
                case 'H' -> line(ox + number(), y);
                case 'V' -> line(x, oy + number());
                case 'C' -> cubic(ox + number(), oy + number(), ox + number(), oy + number(), ox + number(),
                        oy + number());
                case 'Q' -> {
                    double qx = ox + number();
                    double qy = oy + number();
                    double ex = ox + number();
                    double ey = oy + number();
                    cubic(x + (qx - x) * 2 / 3, y + (qy - y) * 2 / 3, ex + (qx - ex) * 2 / 3, ey + (qy - ey) * 2 / 3,
                            ex, ey);
                }
                case 'A' -> {
                    double rx = number();
                    double ry = number();
                    double turn = Math.toRadians(number());
                    boolean large = number() != 0;
                    boolean sweep = number() != 0;
                    arc(rx, ry, turn, large, sweep, ox + number(), oy + number());
                }
                case 'Z' -> {
                    out.add(CLOSE);
                    x = startX;
                    y = startY;
                }
                default -> throw new IllegalArgumentException("no path command at " + at + " of " + data);
            }
        }

        private void line(double ex, double ey) {
            x = ex;
            y = ey;
            out.add(LINE, x, y);
        }

        private void cubic(double ax, double ay, double bx, double by, double ex, double ey) {
            out.add(CUBIC, ax, ay, bx, by, ex, ey);
            x = ex;
            y = ey;
        }

        /** From end points to centre as in the SVG standard (appendix B.2.4), then a cubic per quarter turn. */
        private void arc(double rx0, double ry0, double turn, boolean large, boolean sweep, double ex, double ey) {
            double cos = Math.cos(turn);
            double sin = Math.sin(turn);
            double dx = (x - ex) / 2;
            double dy = (y - ey) / 2;
            double px = cos * dx + sin * dy;
            double py = -sin * dx + cos * dy;
            double grow = Math.sqrt(Math.max(1, px * px / (rx0 * rx0) + py * py / (ry0 * ry0)));
            double rx = rx0 * grow;
            double ry = ry0 * grow;
            double below = rx * rx * py * py + ry * ry * px * px;
            double k = below == 0 ? 0 : Math.sqrt(Math.max(0, rx * rx * ry * ry / below - 1));
            if (large == sweep) {
                k = -k;
            }
            double mx = k * rx * py / ry;
            double my = -k * ry * px / rx;
            double cx = cos * mx - sin * my + (x + ex) / 2;
            double cy = sin * mx + cos * my + (y + ey) / 2;
            double from = Math.atan2((py - my) / ry, (px - mx) / rx);
            double sweepBy = Math.atan2((-py - my) / ry, (-px - mx) / rx) - from;
            if (sweep && sweepBy < 0) {
                sweepBy += 2 * Math.PI;
            } else if (!sweep && sweepBy > 0) {
                sweepBy -= 2 * Math.PI;
            }
            int parts = Math.max(1, (int) Math.ceil(Math.abs(sweepBy) / (Math.PI / 2) - 1e-9));
            double by = sweepBy / parts;
            double reach = 4.0 / 3 * Math.tan(by / 4);
            for (int i = 0; i < parts; i++) {
                double a = from + i * by;
                double b = a + by;
                double ax = Math.cos(a) - reach * Math.sin(a);
                double ay = Math.sin(a) + reach * Math.cos(a);
                double bx = Math.cos(b) + reach * Math.sin(b);
                double bY = Math.sin(b) - reach * Math.cos(b);
                double ux = Math.cos(b);
                double uy = Math.sin(b);
                cubic(cx + cos * rx * ax - sin * ry * ay, cy + sin * rx * ax + cos * ry * ay,
                        cx + cos * rx * bx - sin * ry * bY, cy + sin * rx * bx + cos * ry * bY,
                        cx + cos * rx * ux - sin * ry * uy, cy + sin * rx * ux + cos * ry * uy);
            }
            x = ex;
            y = ey;
        }

        private boolean skip() {
            while (at < data.length() && (data.charAt(at) == ' ' || data.charAt(at) == ',')) {
                at++;
            }
            return at < data.length();
        }

        private double number() {
            skip();
            int from = at;
            boolean dot = false;
            while (at < data.length()) {
                char c = data.charAt(at);
                boolean sign = (c == '-' || c == '+') && at == from;
                boolean firstDot = c == '.' && !dot;
                if (!Character.isDigit(c) && !sign && !firstDot) {
                    break;
                }
                dot |= c == '.';
                at++;
            }
            if (from == at) {
                throw new IllegalArgumentException("a number is missing at " + at + " of " + data);
            }
            return Double.parseDouble(data.substring(from, at));
        }
    }
}
