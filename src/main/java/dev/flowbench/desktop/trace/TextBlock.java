package dev.flowbench.desktop.trace;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.trace.Figures;
import java.util.ArrayList;
import java.util.List;
import javafx.animation.PauseTransition;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.DataFormat;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/**
 * A text of any length: its beginning, the rest on demand in portions, so that a megabyte opens as fast as a line. What is
 * JSON is indented and coloured; what came from variables has a ground. A button under the pointer copies all of it.
 */
final class TextBlock extends StackPane {
    /** Lines of a prompt that are shown at first: the answer should be in sight. */
    static final int PROMPT = 6;
    /** Lines of an answer that are shown at first. */
    static final int ANSWER = 24;
    /** Lines of a value that are shown at first. */
    static final int VALUE = 5;

    private static final int LETTERS_A_LINE = 64;
    private static final int STREAMED = 1_600;
    private static final int PORTION = 20_000;
    /** A run of one colour is cut into nodes of this length: longer ones are slow to lay out. */
    private static final int PIECE = 4_000;

    private final Words words;
    private final int foldedLines;
    private final MarkedFlow flow = new MarkedFlow();
    private final VBox box = new VBox(Metrics.SPACE_4, flow);
    private final HBox more = new HBox(Metrics.SPACE_12);
    private String text;
    private boolean json;
    private List<PromptMarks.Mark> marks;
    private int shown;

    TextBlock(Words words, String text, int lines) {
        this(words, text, lines, List.of());
    }

    /**
     * @param lines how many lines are shown at first
     * @param marks stretches that came from variables; a text with marks is shown as it is, JSON or not
     */
    TextBlock(Words words, String text, int lines, List<PromptMarks.Mark> marks) {
        this.words = words;
        this.foldedLines = lines;
        this.text = text;
        this.marks = marks;
        getStyleClass().addAll("trace-text", Styles.CODE);
        if (marks.isEmpty()) {
            JsonPieces.pretty(text).ifPresent(pretty -> {
                this.text = pretty;
                this.json = true;
            });
        }
        more.getStyleClass().add("trace-more");
        Button copy = copyButton();
        copy.setVisible(false);
        StackPane.setAlignment(copy, Pos.TOP_RIGHT);
        getChildren().addAll(box, copy);
        setOnMouseEntered(_ -> copy.setVisible(true));
        setOnMouseExited(_ -> copy.setVisible(copy.isFocused()));
        show(folded());
    }

    /** The text as it is shown when it is unfolded. */
    String text() {
        return text;
    }

    /** How many characters of it are shown. */
    int shownCharacters() {
        return shown;
    }

    /** Takes another text, for one that is coming in: shows its end. */
    void stream(String now) {
        text = now;
        json = false;
        marks = List.of();
        int from = Math.max(0, now.length() - STREAMED);
        shown = now.length() - from;
        flow.mark(List.of());
        Text part = new Text(
                now.isEmpty() ? words.text("detail.answer.waiting") : (from > 0 ? "…" : "") + now.substring(from));
        part.getStyleClass().add(now.isEmpty() ? "trace-code-faint" : "trace-code");
        flow.flow().getChildren().setAll(part);
        box.getChildren().setAll(flow);
    }

    /** As much as is shown at first; where only a little more is left, all of it. */
    private int folded() {
        int most = foldedLines * LETTERS_A_LINE;
        int lines = 0;
        for (int i = 0; i < text.length(); i++) {
            if (i >= most || text.charAt(i) == '\n' && ++lines >= foldedLines) {
                return rest(i) <= 2 ? text.length() : atWord(i);
            }
        }
        return text.length();
    }

    /** Lines behind a place, as far as three; a long line counts as several. */
    private int rest(int from) {
        int end = Math.min(text.length(), from + 2 * LETTERS_A_LINE);
        int lines = text.length() > end ? 3 : 0;
        for (int i = from + 1; i < end; i++) {
            if (text.charAt(i) == '\n' || i == end - 1) {
                lines++;
            }
        }
        return lines;
    }

    /** The end of the last whole word before a place, if one ends near it. */
    private int atWord(int at) {
        for (int i = at; i > Math.max(0, at - 40); i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        return cut(at);
    }

    private int cut(int at) {
        int place = Math.min(at, text.length());
        return place < text.length() && place > 0 && Character.isHighSurrogate(text.charAt(place - 1))
                ? place - 1
                : place;
    }

    private void show(int upTo) {
        shown = upTo;
        String part = text.substring(0, upTo);
        List<Node> nodes = new ArrayList<>();
        if (json) {
            for (JsonPieces.Piece piece : JsonPieces.pieces(part)) {
                add(nodes, piece.text(), switch (piece.colour()) {
                    case PLAIN -> "trace-code";
                    case KEY -> "trace-code-key";
                    case STRING -> "trace-code-string";
                    case NUMBER -> "trace-code-number";
                });
            }
        } else {
            int at = 0;
            for (PromptMarks.Mark mark : marks) {
                if (mark.from() >= upTo) {
                    break;
                }
                add(nodes, part.substring(at, mark.from()), "trace-code");
                add(nodes, part.substring(mark.from(), Math.min(upTo, mark.to())), "trace-code-variable");
                at = Math.min(upTo, mark.to());
            }
            add(nodes, part.substring(at), "trace-code");
        }
        flow.flow().getChildren().setAll(nodes);
        flow.mark(marks.stream().filter(mark -> mark.from() < upTo)
                .map(mark -> new PromptMarks.Mark(mark.from(), Math.min(upTo, mark.to()))).toList());
        int left = text.length() - upTo;
        more.getChildren().clear();
        if (left > 0) {
            boolean all = left <= PORTION;
            more.getChildren().add(link(all
                    ? words.text("detail.all", Figures.count(text.length()))
                    : words.text("detail.more", Figures.count(PORTION)), cut(all ? text.length() : upTo + PORTION)));
        }
        if (folded() < upTo) {
            more.getChildren().add(link(words.text("detail.less"), folded()));
        }
        box.getChildren().setAll(flow);
        if (!more.getChildren().isEmpty()) {
            box.getChildren().add(more);
        }
    }

    private static void add(List<Node> nodes, String text, String style) {
        for (int from = 0; from < text.length(); from += PIECE) {
            Text piece = new Text(text.substring(from, Math.min(text.length(), from + PIECE)));
            piece.getStyleClass().add(style);
            nodes.add(piece);
        }
    }

    private Hyperlink link(String label, int upTo) {
        Hyperlink link = new Hyperlink(label);
        link.setOnAction(_ -> show(upTo));
        return link;
    }

    private Button copyButton() {
        Button copy = new Button(null, Icons.of(Feather.COPY));
        copy.getStyleClass().addAll(Styles.MINI, "trace-copy");
        copy.setAccessibleText(words.text("detail.copy"));
        copy.setTooltip(new Tooltip(words.text("detail.copy")));
        copy.setFocusTraversable(false);
        copy.setOnAction(_ -> {
            Clipboard.getSystemClipboard().setContent(java.util.Map.of(DataFormat.PLAIN_TEXT, text));
            copy.setGraphic(Icons.of(Feather.CHECK));
            PauseTransition back = new PauseTransition(Duration.seconds(1.2));
            back.setOnFinished(_ -> copy.setGraphic(Icons.of(Feather.COPY)));
            back.play();
        });
        return copy;
    }
}
