package dev.flowbench.desktop.canvas.paint;

import dev.flowbench.desktop.canvas.scene.NodeItem;
import dev.flowbench.desktop.canvas.scene.Rect;
import dev.flowbench.desktop.look.Token;
import dev.flowbench.flow.NoteCard;
import java.util.List;
import javafx.scene.canvas.GraphicsContext;

/** A remark: paper with a folded corner. */
final class NotePainter {
    private static final double FOLD = 14;
    private static final double LINE = 18;

    private NotePainter() {}

    static void paint(Ink ink, NodeItem node) {
        GraphicsContext gc = ink.gc();
        Rect r = node.rect();
        gc.setFill(ink.palette().soft(Token.KIND_NOTE));
        gc.beginPath();
        gc.moveTo(r.x() + 6, r.y());
        gc.lineTo(r.right() - FOLD, r.y());
        gc.lineTo(r.right(), r.y() + FOLD);
        gc.lineTo(r.right(), r.bottom() - 6);
        gc.quadraticCurveTo(r.right(), r.bottom(), r.right() - 6, r.bottom());
        gc.lineTo(r.x() + 6, r.bottom());
        gc.quadraticCurveTo(r.x(), r.bottom(), r.x(), r.bottom() - 6);
        gc.lineTo(r.x(), r.y() + 6);
        gc.quadraticCurveTo(r.x(), r.y(), r.x() + 6, r.y());
        gc.closePath();
        gc.fill();
        gc.setStroke(ink.palette().faded(Token.KIND_NOTE, 0.45));
        gc.setLineWidth(ink.line(1));
        gc.stroke();
        gc.setFill(ink.palette().faded(Token.KIND_NOTE, 0.45));
        gc.fillPolygon(new double[]{r.right() - FOLD, r.right(), r.right() - FOLD},
                new double[]{r.y(), r.y() + FOLD, r.y() + FOLD}, 3);
        if (ink.lod() == Lod.FAR) return;
        double size = ink.lod() == Lod.FULL ? 13 : Math.min(26, 10 / ink.view().zoom());
        double step = size * LINE / 13;
        String text = node.node().kind() instanceof NoteCard note && note.text() != null && !note.text().isBlank()
                ? note.text()
                : node.face().summary();
        int most = (int) Math.max(1, (r.h() - 20) / step);
        double y = r.y() + 10 + size;
        boolean title = node.node().settings().title() != null && ink.lod() == Lod.FULL;
        if (title) {
            ink.text(ink.letters().fit(node.face().title(), Letters.Cut.STRONG, size, r.w() - 32), r.x() + 12, y,
                    Letters.Cut.STRONG, size, ink.color(Token.TEXT));
            y += step + 2;
            most--;
        }
        if (most < 1) return;
        List<String> lines = ink.letters().wrap(text, Letters.Cut.TEXT, size, r.w() - 28, most);
        for (String line : lines) {
            ink.text(line, r.x() + 12, y, Letters.Cut.TEXT, size, ink.color(Token.TEXT));
            y += step;
        }
    }
}
