package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Fonts;
import dev.flowbench.desktop.look.KindGlyph;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Palette;
import dev.flowbench.desktop.look.StatusMark;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.engine.event.ErrorCode;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ModelReply;
import dev.flowbench.engine.event.What;
import dev.flowbench.trace.Figures;
import dev.flowbench.trace.RunTrace;
import dev.flowbench.trace.SpanState;
import dev.flowbench.trace.Waits;
import java.util.ArrayList;
import java.util.List;
import javafx.geometry.VPos;
import javafx.scene.canvas.GraphicsContext;
import javafx.scene.paint.Color;
import javafx.scene.text.Font;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;

/**
 * Paints the rows of a trace: tree, figures, waterfall. Only the rows in sight cost anything. Works the same on any graphics
 * context, so that a test can paint without a window.
 */
final class TracePainter {
    /** Height of the line with the captions of the columns and the ticks of the time. */
    static final double HEADER = 32;
    static final double ROW = Metrics.ROW;

    /** A title that is cut has so much room before anything else has any, in pixels. */
    private static final double TITLE = 72;
    private static final double INDENT = 14;
    private static final int DEEPEST_INDENT = 10;
    private static final double GLYPH = 16;
    private static final double MARK = 14;
    private static final double BAR = 10;
    private static final double FRAME_BAR = 4;
    private static final double LEFT = 8;
    private static final double TICKS = 60;

    private final Font text = Fonts.text(Metrics.TEXT_BODY);
    private final Font strong = Fonts.strong(Metrics.TEXT_BODY);
    private final Font caption = Fonts.text(Metrics.TEXT_CAPTION);
    private final Font figures = Fonts.code(Metrics.TEXT_CAPTION);
    private final Letters letters = new Letters();
    private final Words words;
    private final RowWords rowWords;

    TracePainter(Words words) {
        this.words = words;
        this.rowWords = new RowWords(words);
    }

    /**
     * How the pane stands.
     *
     * @param scroll pixels the rows are scrolled by
     * @param treeWidth wanted width of the tree
     * @param pointerX where the pointer is; negative while it is elsewhere
     * @param focused whether the keyboard is here
     * @param turn share of a full turn of the running marks
     */
    record Scene(double width, double height, double scroll, double treeWidth, double pointerX, double pointerY,
            boolean focused, double turn) {

        /** The place in the list at a height; -1 above the rows. */
        int place(double y) {
            return y < HEADER ? -1 : (int) ((y - HEADER + scroll) / ROW);
        }
    }

    static Columns columns(Scene scene) {
        return Columns.of(scene.width(), scene.treeWidth());
    }

    static TimeScale scale(TraceModel model, Columns columns) {
        return new TimeScale(model.windowFrom(), model.windowTo(), columns.bars(), columns.right() - columns.bars());
    }

    /** Where the fold mark of a row of that depth begins. */
    static double chevron(int depth) {
        return LEFT + Math.min(depth, DEEPEST_INDENT) * INDENT;
    }

    void paint(GraphicsContext gc, Palette palette, TraceModel model, Scene scene) {
        gc.setFill(palette.color(Token.SURFACE));
        gc.fillRect(0, 0, scene.width(), scene.height());
        RunTrace trace = model.trace();
        if (trace == null || trace.size() == 0) {
            return;
        }
        Columns columns = columns(scene);
        TimeScale scale = scale(model, columns);
        long now = model.now();
        double step = scale.step(TICKS);
        int first = (int) (scene.scroll() / ROW);
        int last = Math.min(model.size() - 1, (int) ((scene.scroll() + scene.height() - HEADER) / ROW));
        int hover = scene.pointerX() < 0 ? -1 : scene.place(scene.pointerY());
        gc.save();
        gc.beginPath();
        gc.rect(0, HEADER, scene.width(), scene.height() - HEADER);
        gc.clip();
        for (int place = first; place <= last; place++) {
            ground(gc, palette, model, scene, place, place == hover);
        }
        grid(gc, palette, scene, scale, step);
        gc.save();
        gc.beginPath();
        gc.rect(columns.bars() - 6, HEADER, columns.right() - columns.bars() + 12, scene.height() - HEADER);
        gc.clip();
        for (int place = first; place <= last; place++) {
            bar(gc, palette, model, trace, model.rows().row(place), y(scene, place), scale, now);
        }
        gc.restore();
        for (int place = first; place <= last; place++) {
            int row = model.rows().row(place);
            double y = y(scene, place);
            tree(gc, palette, model, trace, row, y, columns, scene.turn());
            figures(gc, palette, trace, row, y, columns, now);
        }
        gc.restore();
        header(gc, palette, scene, columns, scale, step);
        if (hover >= 0 && hover <= last && scene.pointerX() >= columns.bars()) {
            readOut(gc, palette, model, trace, model.rows().row(hover), scene, columns, now);
        }
    }

    private static double y(Scene scene, int place) {
        return HEADER + place * ROW - scene.scroll();
    }

    private static void ground(GraphicsContext gc, Palette palette, TraceModel model, Scene scene, int place,
            boolean hover) {
        boolean selected = model.rows().row(place) == model.selected();
        if (selected || hover) {
            gc.setFill(
                    palette.color(selected ? scene.focused() ? Token.SELECTION : Token.SELECTION_QUIET : Token.HOVER));
            gc.fillRect(0, y(scene, place), scene.width(), ROW);
        }
    }

    private static void grid(GraphicsContext gc, Palette palette, Scene scene, TimeScale scale, double step) {
        gc.setStroke(palette.faded(Token.BORDER, 0.7));
        gc.setLineWidth(1);
        for (double tick = scale.firstTick(step); tick <= scale.to(); tick += step) {
            double x = Math.round(scale.x(tick)) + 0.5;
            gc.strokeLine(x, HEADER, x, scene.height());
        }
    }

    private void header(GraphicsContext gc, Palette palette, Scene scene, Columns columns, TimeScale scale,
            double step) {
        gc.setFill(palette.color(Token.SURFACE));
        gc.fillRect(0, 0, scene.width(), HEADER);
        gc.setFill(palette.color(Token.MUTED));
        gc.setFont(caption);
        gc.setTextBaseline(VPos.CENTER);
        gc.setTextAlign(TextAlignment.RIGHT);
        double middle = HEADER / 2;
        if (columns.tokens() > 0) {
            gc.fillText(words.text("column.tokens"), columns.tokens(), middle);
        }
        if (columns.cost() > 0) {
            gc.fillText(words.text("column.cost"), columns.cost(), middle);
        }
        if (columns.time() > 0) {
            gc.fillText(words.text("column.time"), columns.time(), middle);
        }
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setFont(figures);
        gc.setStroke(palette.color(Token.BORDER));
        gc.setLineWidth(1);
        for (double tick = scale.firstTick(step); tick <= scale.to(); tick += step) {
            double x = Math.round(scale.x(tick));
            String label = TimeScale.tick(tick, step);
            if (x + 4 + letters.width(figures, label) <= scene.width()) {
                gc.fillText(label, x + 4, middle);
            }
            gc.strokeLine(x + 0.5, HEADER - 10, x + 0.5, HEADER);
        }
        gc.setFill(palette.color(Token.BORDER));
        gc.fillRect(0, HEADER - 1, scene.width(), 1);
        gc.fillRect(Math.round(columns.tree()), HEADER, 1, scene.height() - HEADER);
        if (columns.time() > 0) {
            gc.fillRect(Math.round(columns.time() + Metrics.SPACE_8), HEADER, 1, scene.height() - HEADER);
        }
    }

    private void tree(GraphicsContext gc, Palette palette, TraceModel model, RunTrace trace, int row, double y,
            Columns columns, double turn) {
        SpanState state = trace.state(row);
        double alpha = state == SpanState.SKIPPED ? 0.6 : 1;
        double middle = y + ROW / 2;
        double x = chevron(trace.depth(row));
        gc.setGlobalAlpha(alpha);
        if (trace.firstChild(row) != RunTrace.NONE && row != 0) {
            chevron(gc, palette, x, middle, model.rows().isFolded(row) && model.rows().filter().isAll());
        }
        x += 14;
        if (row == 0) {
            gc.setFill(palette.color(Token.KIND_CHAIN));
            gc.fillRoundRect(x, middle - GLYPH / 2, GLYPH, GLYPH, 8, 8);
            gc.setFill(palette.color(Token.ON_FILL));
            gc.fillPolygon(new double[]{x + 6, x + 11.5, x + 6}, new double[]{middle - 3.75, middle, middle + 3.75}, 3);
            x += GLYPH + 6;
        } else if (!trace.isGroup(row)) {
            KindGlyph.of(trace.kind(row)).paint(gc, palette, x, middle - GLYPH / 2, GLYPH);
            x += GLYPH + 6;
        }
        double right = columns.tree() - Metrics.SPACE_8 - MARK;
        gc.setGlobalAlpha(1);
        StatusMark mark = Marks.of(trace, row);
        mark.paint(gc, palette, right, middle - MARK / 2, MARK, mark == StatusMark.RUNNING ? turn : 0);
        gc.setGlobalAlpha(alpha);
        right -= Metrics.SPACE_8;
        gc.setTextBaseline(VPos.CENTER);
        String progress = model.progress(row);
        String badge = progress.isEmpty() ? rowWords.badge(trace, row) : progress;
        double wanted = letters.width(row == 0 ? strong : text, rowWords.title(trace, row));
        // The title comes first: what came of the step is said in what room is left.
        double room = Math.max((right - x) * 0.45, right - x - wanted - 18);
        String origin = rowWords.mark(model, trace, row);
        if (!origin.isEmpty() && right - x - Math.min(wanted, TITLE) > 40) {
            double width = letters.width(caption, origin);
            gc.setStroke(palette.color(Token.BORDER_STRONG));
            gc.setLineWidth(1);
            gc.strokeRoundRect(right - width - 10 + 0.5, middle - 7.5, width + 9, 15, 8, 8);
            gc.setFill(palette.color(Token.MUTED));
            gc.setFont(caption);
            gc.setTextAlign(TextAlignment.LEFT);
            gc.fillText(origin, right - width - 5, middle);
            right -= width + 10 + Metrics.SPACE_8;
        }
        if (!badge.isEmpty() && right - x - Math.min(wanted, TITLE) > 40) {
            String shown = letters.fit(caption, badge, Math.min(110, room));
            if (!shown.isEmpty()) {
                double width = letters.width(caption, shown);
                gc.setFill(palette.soft(Marks.hue(trace, row)));
                gc.fillRoundRect(right - width - 10, middle - 8, width + 10, 16, 8, 8);
                gc.setFill(palette.color(Token.TEXT));
                gc.setFont(caption);
                gc.setTextAlign(TextAlignment.LEFT);
                gc.fillText(shown, right - width - 5, middle);
                right -= width + 10 + Metrics.SPACE_8;
            }
        }
        Font font = row == 0 ? strong : text;
        String title = letters.fit(font, rowWords.title(trace, row), right - x);
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setFont(font);
        gc.setFill(palette.color(state == SpanState.FAILED
                ? Token.DANGER_TEXT
                : trace.isGroup(row) || state == SpanState.SKIPPED ? Token.MUTED : Token.TEXT));
        gc.fillText(title, x, middle);
        x += letters.width(font, title) + Metrics.SPACE_8;
        String label = letters.fit(caption, rowWords.caption(trace, row), right - x);
        if (!label.isEmpty()) {
            gc.setFont(caption);
            gc.setFill(palette.color(Token.MUTED));
            gc.fillText(label, x, middle + 0.5);
        }
        gc.setGlobalAlpha(1);
    }

    private static void chevron(GraphicsContext gc, Palette palette, double x, double middle, boolean folded) {
        gc.setStroke(palette.color(Token.MUTED));
        gc.setLineWidth(1.5);
        gc.setLineDashes((double[]) null);
        gc.beginPath();
        if (folded) {
            gc.moveTo(x + 4, middle - 3.5);
            gc.lineTo(x + 7.5, middle);
            gc.lineTo(x + 4, middle + 3.5);
        } else {
            gc.moveTo(x + 2.5, middle - 2);
            gc.lineTo(x + 6, middle + 1.5);
            gc.lineTo(x + 9.5, middle - 2);
        }
        gc.stroke();
    }

    private void figures(GraphicsContext gc, Palette palette, RunTrace trace, int row, double y, Columns columns,
            long now) {
        double middle = y + ROW / 2;
        gc.setFont(figures);
        gc.setTextAlign(TextAlignment.RIGHT);
        gc.setTextBaseline(VPos.CENTER);
        boolean sum = trace.firstChild(row) != RunTrace.NONE;
        gc.setFill(palette.color(sum ? Token.MUTED : Token.TEXT));
        long tokens = trace.inputTokens(row) + trace.outputTokens(row);
        if (columns.tokens() > 0 && tokens > 0) {
            gc.fillText(tokens < 100_000 ? Figures.count(tokens) : Figures.shortCount(tokens), columns.tokens(),
                    middle);
        }
        if (columns.cost() > 0 && tokens > 0) {
            gc.fillText(Figures.money(trace.nanoUsd(row), trace.priced(row), trace.uncertain(row)), columns.cost(),
                    middle);
        }
        if (columns.time() > 0 && trace.state(row) != SpanState.SKIPPED) {
            gc.fillText(Figures.time(trace.end(row, now) - trace.start(row)), columns.time(), middle);
        }
        gc.setTextAlign(TextAlignment.LEFT);
    }

    // ---- bars

    private void bar(GraphicsContext gc, Palette palette, TraceModel model, RunTrace trace, int row, double y,
            TimeScale scale, long now) {
        long origin = trace.start(0);
        double start = scale.x(trace.start(row) - origin);
        double end = scale.x(trace.end(row, now) - origin);
        double left = Math.max(start, scale.x() - 4);
        double right = Math.min(Math.max(end, start + 2), scale.x() + scale.width() + 4);
        if (right < scale.x() - 4 || left > scale.x() + scale.width() + 4 || right <= left) {
            return;
        }
        double middle = y + ROW / 2;
        SpanState state = trace.state(row);
        Token hue = Marks.hue(trace, row);
        if (state == SpanState.SKIPPED) {
            gc.setStroke(palette.faded(Token.MUTED, 0.6));
            gc.setLineWidth(1.5);
            gc.strokeLine(left, middle - 5, left, middle + 5);
            return;
        }
        if (trace.firstChild(row) != RunTrace.NONE) {
            frame(gc, palette, hue, state, left, right, middle);
        } else {
            leaf(gc, palette, trace, row, hue, state, left, right, middle, scale);
        }
        for (Waits.Wait wait : Waits.of(trace, row, now)) {
            waited(gc, palette, wait.reason(), Math.max(left, scale.x(wait.from() - origin)),
                    Math.min(right, scale.x(wait.to() - origin)), middle);
        }
        if (state == SpanState.RUNNING) {
            gc.setFill(palette.color(Token.ACCENT));
            gc.fillOval(right - 3, middle - 3, 6, 6);
        }
        if (row != 0 && trace.firstChild(row) == RunTrace.NONE && model.isCritical(row)) {
            gc.setStroke(palette.color(Token.TEXT));
            gc.setLineWidth(1.5);
            gc.strokeLine(left, y + ROW - 3.25, Math.max(right, left + 3), y + ROW - 3.25);
        }
    }

    private static void frame(GraphicsContext gc, Palette palette, Token hue, SpanState state, double left,
            double right,
            double middle) {
        Color color = palette.color(state == SpanState.FAILED ? Token.DANGER : hue);
        gc.setFill(color);
        gc.fillRect(left, middle - FRAME_BAR / 2, right - left, FRAME_BAR);
        double cap = Math.min(2, right - left);
        gc.fillRect(left, middle - 5, cap, 10);
        if (state != SpanState.RUNNING) {
            gc.fillRect(right - cap, middle - 5, cap, 10);
        }
    }

    private void leaf(GraphicsContext gc, Palette palette, RunTrace trace, int row, Token hue, SpanState state,
            double left,
            double right, double middle, TimeScale scale) {
        List<Event> events = trace.happened(row);
        boolean calls = events.stream().anyMatch(event -> event.what() instanceof What.EffectStarted);
        if (!calls) {
            if (state == SpanState.FAILED) {
                hatched(gc, palette, left, right, middle);
            } else {
                solid(gc, palette, hue, left, right, middle, 1);
            }
            return;
        }
        long origin = trace.start(0);
        long sent = -1;
        // What is not a call is waiting: for the budget, for the next try.
        double waiting = left;
        for (Event event : events) {
            double at = scale.x(event.at() - origin);
            switch (event.what()) {
                case What.EffectStarted _ -> {
                    sent = event.at();
                    dotted(gc, palette, waiting, at, middle);
                }
                case What.EffectCompleted completed -> {
                    long from = sent < 0 ? event.at() - completed.micros() : sent;
                    answered(gc, palette, hue, scale, from - origin, event.at() - origin,
                            completed.reply() instanceof ModelReply reply ? reply.firstTokenMicros() : 0, middle);
                    sent = -1;
                    waiting = at;
                }
                case What.EffectFailed failed -> {
                    long from = sent < 0 ? event.at() - failed.micros() : sent;
                    double x = scale.x(from - origin);
                    if (failed.error().code() == ErrorCode.CANCELLED) {
                        solid(gc, palette, hue, x, Math.max(x + 2, at), middle, 0.3);
                    } else {
                        hatched(gc, palette, x, Math.max(x + 2, at), middle);
                    }
                    sent = -1;
                    waiting = at;
                }
                case What.EffectHeld _,What.StateWritten _,What.ApprovalRequested _,What.ApprovalDecided _,What.Paused _,What.Stood _,What.Continued _,What.Suspended _,What.Resumed _,What.RunStarted _,What.StepStarted _,What.OutputRejected _,What.Scored _,What.Decided _,What.CapTripped _,What.StepCompleted _,What.StepSkipped _,What.StepFailed _,What.CancelRequested _,What.RunFinished _ ->
                    {
                    }
            }
        }
        if (sent >= 0) {
            double x = scale.x(sent - origin);
            solid(gc, palette, hue, x, Math.max(x + 2, right), middle, 0.55);
        } else {
            dotted(gc, palette, waiting, right, middle);
        }
        if (state == SpanState.FAILED) {
            gc.setStroke(palette.color(Token.DANGER));
            gc.setLineWidth(1);
            gc.strokeRoundRect(left + 0.5, middle - BAR / 2 - 0.5, Math.max(1, right - left - 1), BAR + 1, 4, 4);
        }
    }

    /** A call's bar: pale until the first token, full from there on. */
    private static void answered(GraphicsContext gc, Palette palette, Token hue, TimeScale scale, double from,
            double to,
            double firstToken, double middle) {
        double left = scale.x(from);
        double right = Math.max(left + 2, scale.x(to));
        double first = firstToken <= 0 ? left : Math.min(right, scale.x(from + firstToken));
        if (first - left < 3) {
            solid(gc, palette, hue, left, right, middle, 1);
            return;
        }
        solid(gc, palette, hue, left, right, middle, 0.45);
        if (right - first >= 1) {
            solid(gc, palette, hue, first, right, middle, 1);
        }
    }

    private static void solid(GraphicsContext gc, Palette palette, Token hue, double left, double right, double middle,
            double alpha) {
        gc.setFill(alpha == 1 ? palette.color(hue) : palette.faded(hue, alpha));
        double arc = Math.min(6, right - left);
        gc.fillRoundRect(left, middle - BAR / 2, right - left, BAR, arc, arc);
    }

    private static void hatched(GraphicsContext gc, Palette palette, double left, double right, double middle) {
        double top = middle - BAR / 2;
        if (right - left < 8) {
            solid(gc, palette, Token.DANGER, left, right, middle, 1);
            return;
        }
        gc.setFill(palette.color(Token.DANGER_SOFT));
        gc.fillRoundRect(left, top, right - left, BAR, 4, 4);
        gc.setStroke(palette.color(Token.DANGER));
        gc.setLineWidth(1.25);
        // No clip for each bar: every stroke is cut to the box by hand.
        for (double x = left - BAR + 5; x < right; x += 5) {
            double from = Math.max(x, left);
            double to = Math.min(x + BAR, right);
            if (to > from) {
                gc.strokeLine(from, top + BAR - (from - x), to, top + BAR - (to - x));
            }
        }
        gc.setLineWidth(1);
        gc.strokeRoundRect(left + 0.5, top + 0.5, Math.max(1, right - left - 1), BAR - 1, 4, 4);
    }

    /** A pale bar with a few strokes: nothing went on, nothing was paid. Waiting for a person stands out. */
    private static void waited(GraphicsContext gc, Palette palette, Waits.For reason, double left, double right,
            double middle) {
        if (right - left < 3) {
            return;
        }
        Token hue = reason == Waits.For.PERSON ? Token.WARNING : Token.MUTED;
        double top = middle - BAR / 2;
        gc.setFill(palette.color(Token.SURFACE));
        gc.fillRect(left, top - 0.5, right - left, BAR + 1);
        gc.setFill(palette.faded(hue, 0.14));
        gc.fillRoundRect(left, top, right - left, BAR, 4, 4);
        gc.setStroke(palette.faded(hue, 0.55));
        gc.setLineWidth(1);
        for (double x = left - BAR + 8; x < right; x += 8) {
            double from = Math.max(x, left);
            double to = Math.min(x + BAR, right);
            if (to > from) {
                gc.strokeLine(from, top + BAR - (from - x), to, top + BAR - (to - x));
            }
        }
        gc.setStroke(palette.faded(hue, 0.8));
        gc.strokeRoundRect(left + 0.5, top + 0.5, Math.max(1, right - left - 1), BAR - 1, 4, 4);
    }

    private static void dotted(GraphicsContext gc, Palette palette, double left, double right, double middle) {
        if (right - left < 4) {
            return;
        }
        gc.setStroke(palette.color(Token.MUTED));
        gc.setLineWidth(1.5);
        gc.setLineDashes(1.5, 3.5);
        gc.strokeLine(left, middle, right, middle);
        gc.setLineDashes((double[]) null);
    }

    // ---- the pointer

    private void readOut(GraphicsContext gc, Palette palette, TraceModel model, RunTrace trace, int row, Scene scene,
            Columns columns, long now) {
        double x = Math.round(Math.min(scene.pointerX(), columns.right())) + 0.5;
        gc.setStroke(palette.color(Token.ACCENT));
        gc.setLineWidth(1);
        gc.strokeLine(x, HEADER, x, scene.height());
        TimeScale scale = scale(model, columns);
        String moment = TimeScale.tick(Math.max(0, scale.at(scene.pointerX())), (scale.to() - scale.from()) / 1000);
        pill(gc, palette, moment, x, scene.width());
        long origin = trace.start(0);
        String when = words.text("hover.span", TimeScale.tick(trace.start(row) - origin, 1_000),
                TimeScale.tick(trace.end(row, now) - origin, 1_000),
                Figures.time(trace.end(row, now) - trace.start(row)));
        List<String> more = more(model, trace, row, now);
        String title = rowWords.full(trace, row);
        double width = Math.max(letters.width(strong, title), Math.max(letters.width(figures, when),
                more.stream().mapToDouble(line -> letters.width(figures, line)).max().orElse(0)))
                + 2 * Metrics.SPACE_12;
        double height = 50 + 18 * more.size();
        double left = scene.pointerX() + 16 + width > scene.width()
                ? scene.pointerX() - 16 - width
                : scene.pointerX() + 16;
        double y = HEADER + (scene.place(scene.pointerY()) + 1) * ROW - scene.scroll() + 4;
        double top = y + height > scene.height() ? Math.max(HEADER, y - height - ROW - 8) : y;
        left = Math.max(4, left);
        gc.setFill(palette.color(Token.SHADOW));
        gc.fillRoundRect(left, top + 2, width, height, 12, 12);
        gc.setFill(palette.color(Token.RAISED));
        gc.fillRoundRect(left, top, width, height, 12, 12);
        gc.setStroke(palette.color(Token.BORDER_STRONG));
        gc.strokeRoundRect(left + 0.5, top + 0.5, width - 1, height - 1, 12, 12);
        gc.setTextAlign(TextAlignment.LEFT);
        gc.setTextBaseline(VPos.CENTER);
        gc.setFill(palette.color(Token.TEXT));
        gc.setFont(strong);
        gc.fillText(title, left + Metrics.SPACE_12, top + 17);
        gc.setFont(figures);
        gc.setFill(palette.color(Token.MUTED));
        gc.fillText(when, left + Metrics.SPACE_12, top + 35);
        double line = top + 53;
        for (String each : more) {
            gc.fillText(each, left + Metrics.SPACE_12, line);
            line += 18;
        }
    }

    /** What was spent, where it came from, and what was waited for. */
    private List<String> more(TraceModel model, RunTrace trace, int row, long now) {
        var lines = new ArrayList<String>();
        String spent = spent(trace, row);
        if (spent != null) {
            lines.add(spent);
        }
        lines.addAll(rowWords.sources(model, trace, row));
        for (Waits.Wait wait : Waits.of(trace, row, now)) {
            lines.add(words.text("wait." + wait.reason(), Figures.time(wait.micros())));
        }
        return lines;
    }

    private @Nullable String spent(RunTrace trace, int row) {
        String spent = rowWords.spent(trace, row);
        for (Event event : trace.happened(row)) {
            if (event.what() instanceof What.EffectCompleted completed
                    && completed.reply() instanceof ModelReply reply && reply.firstTokenMicros() > 0) {
                String first = words.text("hover.first", Figures.time(reply.firstTokenMicros()));
                return spent == null ? first : spent + " · " + first;
            }
        }
        return spent;
    }

    private void pill(GraphicsContext gc, Palette palette, String moment, double x, double width) {
        double half = letters.width(figures, moment) / 2 + 6;
        double centre = Math.clamp(x, half, width - half);
        gc.setFill(palette.color(Token.ACCENT_FILL));
        gc.fillRoundRect(centre - half, HEADER / 2 - 9, half * 2, 18, 9, 9);
        gc.setFill(palette.color(Token.ON_FILL));
        gc.setFont(figures);
        gc.setTextAlign(TextAlignment.CENTER);
        gc.setTextBaseline(VPos.CENTER);
        gc.fillText(moment, centre, HEADER / 2);
        gc.setTextAlign(TextAlignment.LEFT);
    }

}
