package dev.flowbench.desktop.code;

import dev.flowbench.desktop.look.Styles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import javafx.scene.input.MouseButton;
import javafx.scene.input.MouseEvent;
import javafx.scene.layout.StackPane;
import jfx.incubator.scene.control.input.KeyBinding;
import jfx.incubator.scene.control.richtext.CodeArea;
import jfx.incubator.scene.control.richtext.SyntaxDecorator;
import jfx.incubator.scene.control.richtext.TextPos;
import jfx.incubator.scene.control.richtext.model.CodeTextModel;
import jfx.incubator.scene.control.richtext.model.RichParagraph;

/**
 * A field for text of a language. It is as high as its text within bounds, and Tab leaves it, as it leaves every other
 * field. On the JavaFX thread.
 */
public final class CodeField {
    private static final double LINE = 18;
    private static final double ROOM = 16;

    private final CodeArea area = new CodeArea();
    private final StackPane node = new StackPane(area);
    private final StringProperty text = new SimpleStringProperty("");
    private final Syntax syntax;
    private List<Piece> pieces = List.of();
    private List<Integer> starts = List.of(0);
    private int wrongStart;
    private int wrongEnd;
    private boolean taking;

    /**
     * @param lines how many lines it shows when it is empty; it grows with its text
     */
    public CodeField(Syntax syntax, int lines) {
        this.syntax = syntax;
        area.setWrapText(true);
        area.setUseContentHeight(true);
        area.setUndoRedoEnabled(false);
        area.setTabSize(2);
        area.setMinHeight(lines * LINE + ROOM);
        area.getInputMap().disableKeyBinding(KeyBinding.of(KeyCode.TAB));
        area.getInputMap().disableKeyBinding(KeyBinding.shift(KeyCode.TAB));
        area.setSyntaxDecorator(new Colours());
        area.getModel().addListener(_ -> changed());
        area.addEventHandler(MouseEvent.MOUSE_PRESSED, this::pressed);
        // Words were seen to keep the colours of the theme before; another theme is noticed by the ground.
        area.backgroundProperty().subscribe((_, _) -> repaint());
        text.subscribe((_, now) -> take(now));
        node.getStyleClass().add("code-field");
    }

    public Node node() {
        return node;
    }

    /** What takes the keyboard. */
    public Node area() {
        return area;
    }

    /** The text, both ways. */
    public StringProperty textProperty() {
        return text;
    }

    public void editable(boolean on) {
        area.setEditable(on);
    }

    /** What a screen reader says. */
    public void describe(String words) {
        area.setAccessibleText(words);
    }

    public void id(String id) {
        area.setId(id);
    }

    public void focus() {
        area.requestFocus();
    }

    /** Puts the caret at an offset of the text. */
    public void caret(int offset) {
        area.select(position(offset));
    }

    /** Underlines a mistake; an empty stretch takes the line away. */
    public void underline(int start, int end) {
        if (start != wrongStart || end != wrongEnd) {
            wrongStart = start;
            wrongEnd = end;
            repaint();
        }
    }

    /** Marks the whole field as wrong. */
    public void wrong(boolean on) {
        area.getStyleClass().remove(Styles.INVALID);
        if (on) {
            area.getStyleClass().add(Styles.INVALID);
        }
    }

    /** Inserts at the caret, in place of what is selected. */
    public void insert(String words) {
        TextPos caret = area.getCaretPosition();
        TextPos anchor = area.getAnchorPosition();
        if (caret != null && anchor != null) {
            area.replaceText(caret.compareTo(anchor) < 0 ? caret : anchor, caret.compareTo(anchor) < 0 ? anchor : caret,
                    words);
        } else {
            area.appendText(words);
        }
    }

    /** The area itself takes a press on its text only; people press anywhere in a field, above all in an empty one. */
    private void pressed(MouseEvent event) {
        if (!area.isFocused() && event.getButton() == MouseButton.PRIMARY) {
            area.requestFocus();
            caret(text.get().length());
        }
    }

    private void take(String now) {
        if (!taking && !Objects.equals(now, area.getText())) {
            taking = true;
            analyse(now);
            area.setText(now);
            taking = false;
        }
    }

    private void changed() {
        if (!taking) {
            String now = area.getText().replace("\r", "");
            if (now.equals(text.get())) {
                return; // Only the colours changed.
            }
            analyse(now);
            taking = true;
            text.set(now);
            taking = false;
            repaint();
        }
    }

    private void analyse(String now) {
        pieces = syntax.pieces(now);
        var found = new ArrayList<Integer>();
        found.add(0);
        for (int at = now.indexOf('\n'); at >= 0; at = now.indexOf('\n', at + 1)) {
            found.add(at + 1);
        }
        starts = found;
    }

    private TextPos position(int offset) {
        int line = starts.size() - 1;
        while (line > 0 && starts.get(line) > offset) {
            line--;
        }
        return TextPos.ofLeading(line, Math.max(0, offset - starts.get(line)));
    }

    private void repaint() {
        if (area.getModel() instanceof CodeTextModel model && model.size() > 0) {
            // Setting the decorator again makes every paragraph anew: a colour may depend on the lines around it.
            model.setDecorator(new Colours());
        }
    }

    private final class Colours implements SyntaxDecorator {
        @Override
        public RichParagraph createRichParagraph(CodeTextModel model, int index) {
            String line = model.getPlainText(index);
            int start = index < starts.size() ? starts.get(index) : Integer.MAX_VALUE / 2;
            RichParagraph.Builder paragraph = RichParagraph.builder();
            int at = 0;
            for (Piece piece : pieces) {
                int from = Math.max(0, piece.start() - start);
                int to = Math.min(line.length(), piece.end() - start);
                if (from < to && from >= at) {
                    if (from > at) {
                        paragraph.addSegment(line.substring(at, from));
                    }
                    paragraph.addWithStyleNames(line.substring(from, to), piece.style());
                    if (piece.style().equals(Syntax.VARIABLE) && syntax == Syntax.TEMPLATE) {
                        paragraph.addHighlight(from, to - from, "code-variable-ground");
                    }
                    at = to;
                }
            }
            if (at < line.length() || line.isEmpty()) {
                paragraph.addSegment(line.substring(at));
            }
            int from = Math.max(0, wrongStart - start);
            int to = Math.min(line.length(), wrongEnd - start);
            if (from < to) {
                paragraph.addWavyUnderline(from, to - from, "code-wrong");
            }
            return paragraph.build();
        }

        @Override
        public void handleChange(CodeTextModel model, TextPos start, TextPos end, int top, int lines, int bottom) {
            // The whole text is looked at again in changed().
        }
    }
}
