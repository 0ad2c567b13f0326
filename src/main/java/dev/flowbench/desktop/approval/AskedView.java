package dev.flowbench.desktop.approval;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.code.CodeField;
import dev.flowbench.desktop.code.Syntax;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.engine.event.What;
import dev.flowbench.trace.RunTrace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.animation.PauseTransition;
import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Hyperlink;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;
import javafx.scene.control.TextField;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;

/** One question in full: what is asked and why, what exactly would happen, what stands around it, and the answers. */
final class AskedView extends BorderPane {
    /** Nobody approves by a key that was meant for something else. */
    private static final Duration NOT_BEFORE = Duration.millis(700);
    /** Narrower than this what stands around the question goes below it. */
    private static final double WIDE = 680;

    private final Inbox inbox;
    private final Words words;
    private final String person;
    private final Send send;
    private final Consumer<Asked> show;
    private final Label question = Parts.label("", Styles.SECTION_TITLE);
    private final Label more = Parts.label("");
    private final Label reason = Parts.label("", Styles.MUTED);
    private final VBox head = new VBox(2, question, more, reason);
    private final VBox context = new VBox(Metrics.SPACE_8);
    private final ScrollPane contextScroll = new ScrollPane(context);
    private final TextField comment = new TextField();
    private final HBox buttons = new HBox(Metrics.SPACE_8);
    private final Label hint = Parts.label("", Styles.CAPTION);
    private final BorderPane middle = new BorderPane();
    private final BooleanProperty ready = new SimpleBooleanProperty();
    private final PauseTransition pause = new PauseTransition(NOT_BEFORE);
    private @Nullable ActionView action;
    private @Nullable Asked asked;

    /** Sends answers, after asking where that is needed. */
    interface Send {
        void send(List<Asked> asks, String verb, Function<Asked, What.ApprovalDecided> answer);
    }

    AskedView(Inbox inbox, Words words, String person, Send send, Consumer<Asked> show) {
        this.inbox = inbox;
        this.words = words;
        this.person = person;
        this.send = send;
        this.show = show;
        getStyleClass().add("ask");
        for (Label each : List.of(question, more, reason)) {
            each.setWrapText(true);
            each.setMinHeight(Region.USE_PREF_SIZE);
        }
        head.getStyleClass().add("ask-head");
        contextScroll.setFitToWidth(true);
        contextScroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        contextScroll.getStyleClass().add("ask-context");
        comment.setPromptText(words.text("comment"));
        comment.setId("ask-comment");
        comment.setMinWidth(80);
        comment.setPrefWidth(250);
        HBox.setHgrow(comment, Priority.SOMETIMES);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        buttons.getStyleClass().add("ask-buttons");
        pause.setOnFinished(_ -> ready.set(true));
        middle.getStyleClass().add("ask-middle");
        setCenter(middle);
        setBottom(buttons);
        setMinWidth(260);
        middle.widthProperty().subscribe(_ -> place());
        setVisible(false);
    }

    /** What is shown; null for nothing. */
    @Nullable Asked asked() {
        return asked;
    }

    String person() {
        return person;
    }

    void focusAction() {
        if (action != null) {
            action.focusText();
        }
    }

    /** Shows a question; the same one stays as it is, with all that was typed. */
    void show(@Nullable Asked next) {
        if (next != null && asked != null && next.run().equals(asked.run())
                && next.request().equals(asked.request())) {
            asked = next;
            return;
        }
        asked = next;
        setVisible(next != null);
        if (next == null) {
            return;
        }
        ready.set(false);
        pause.playFromStart();
        String[] asks = next.request().question().strip().split("\\R", 2);
        question.setText(VisibleText.of(asks[0]).shown());
        more.setText(asks.length > 1 ? VisibleText.of(asks[1].strip()).shown() : "");
        more.setManaged(!more.getText().isEmpty());
        reason.setText(next.request().reason().isEmpty()
                ? ""
                : words.text(next.request().about() == What.ApprovalRequested.About.FAULT ? "reason.fault" : "reason",
                        VisibleText.of(next.request().reason()).shown()));
        reason.setManaged(!reason.getText().isEmpty());
        comment.clear();
        Action now = Action.of(next);
        if (action == null) {
            action = new ActionView(words, head, now);
        } else {
            action.show(now);
        }
        context(next, null);
        inbox.context(next, trace -> {
            if (asked != null && asked.request().equals(next.request()) && asked.run().equals(next.run())) {
                context(next, trace);
            }
        });
        asking(next);
    }

    private void place() {
        if (action == null || !(middle.getCenter() instanceof ActionView || middle.getCenter() == null)) {
            return;
        }
        boolean wide = middle.getWidth() >= WIDE;
        middle.setCenter(action);
        middle.setRight(wide ? contextScroll : null);
        contextScroll.setPrefWidth(Math.clamp(middle.getWidth() * 0.38, 240, 520));
    }

    // ---- answers

    private void asking(Asked now) {
        setTop(null);
        middle.setCenter(null);
        place();
        Asked.Ways ways = now.ways();
        String key = now.ended() ? "ended" : ways.name().toLowerCase(Locale.ROOT);
        Button reject = new Button(words.text("reject." + key));
        reject.setId("ask-reject");
        reject.getStyleClass().add(Styles.DANGER);
        reject.setOnAction(_ -> answer(reject.getText(), each -> each.reject(person, comment.getText().strip())));
        List<Node> all = new ArrayList<>(List.of(comment, hint, Parts.spacer(), reject));
        if (ways == Asked.Ways.UNKNOWN && !now.ended()) {
            Button happened = new Button(words.text("happened"));
            happened.setId("ask-happened");
            happened.setOnAction(_ -> editing(now, true));
            all.add(happened);
        } else if (ways.edits() && !now.ended() && now.request().blocking()) {
            Button edit = new Button(words.text("edit." + key));
            edit.setId("ask-edit");
            edit.setOnAction(_ -> editing(now, false));
            all.add(edit);
        }
        if (ways.approves()) {
            Button approve = new Button(words.text("approve." + key));
            approve.setId("ask-approve");
            approve.getStyleClass().add(Styles.PRIMARY);
            ActionView shown = action;
            if (shown != null) {
                // What was not seen is not approved.
                approve.disableProperty().bind(ready.not().or(shown.readProperty().not()));
                hint.textProperty().bind(Bindings.when(shown.readProperty()).then("").otherwise(words.text("unread")));
            }
            approve.setOnAction(
                    _ -> answer(approve.getText(), each -> each.approve(person, comment.getText().strip())));
            all.add(approve);
        } else {
            hint.textProperty().unbind();
            hint.setText("");
        }
        fill(all);
    }

    private void fill(List<Node> all) {
        for (Node node : all) {
            if (node instanceof Button button) {
                button.setMinWidth(Region.USE_PREF_SIZE);
            }
        }
        hint.setMinWidth(0);
        buttons.getChildren().setAll(all);
    }

    private void answer(String verb, Function<Asked, What.ApprovalDecided> answer) {
        Asked now = asked;
        if (now != null) {
            send.send(List.of(now), verb, answer);
        }
    }

    /** A field in place of the action: what it says is what is approved. */
    private void editing(Asked now, boolean happened) {
        Action from = Action.of(now);
        boolean json = !happened && from.isJson();
        String before = happened ? "" : from.editable();
        Typed typed = json ? new Coded(before) : new Plain(before);
        Label problem = Parts.label("", Styles.FORM_ERROR);
        String key = happened ? "happened" : now.ways().name().toLowerCase(Locale.ROOT);
        Label what = Parts.label(words.text("editing." + key), Styles.CAPTION);
        what.setWrapText(true);
        ScrollPane scroll = new ScrollPane(typed.node());
        scroll.setFitToWidth(true);
        scroll.setFitToHeight(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setFocusTraversable(false);
        scroll.getStyleClass().add("ask-edit");
        VBox box = new VBox(Metrics.SPACE_4, what, scroll, problem);
        box.getStyleClass().add("ask-editing");
        VBox.setVgrow(scroll, Priority.ALWAYS);
        problem.managedProperty().bind(problem.textProperty().isNotEmpty());
        Label asks = Parts.label(question.getText(), Styles.STRONG, "ask-brief");
        setTop(asks);
        middle.setCenter(box);
        Button back = new Button(words.text("edit.back"));
        back.setId("ask-back");
        back.setOnAction(_ -> asking(now));
        Button approve = new Button(words.text(happened ? "happened.do" : "edited." + key));
        approve.setId("ask-approve-edited");
        approve.getStyleClass().add(Styles.PRIMARY);
        approve.setOnAction(_ -> {
            if (happened) {
                JsonNode value = Action.loose(typed.text());
                answer(approve.getText(), each -> each.happened(value, person, comment.getText().strip()));
                return;
            }
            JsonNode value = from.edited(typed.text());
            if (value == null) {
                problem.setText(words.text("edit.notJson"));
                typed.focus();
                return;
            }
            answer(approve.getText(), each -> each.edit(value, person, comment.getText().strip()));
        });
        hint.textProperty().unbind();
        hint.setText("");
        fill(List.of(comment, hint, Parts.spacer(), back, approve));
        typed.focus();
    }

    /** Where something is typed. */
    private interface Typed {
        Node node();

        String text();

        void focus();
    }

    private final class Coded implements Typed {
        private final CodeField field = new CodeField(Syntax.JSON, 3);

        Coded(String text) {
            field.id("ask-editor");
            field.describe(words.text("editor"));
            field.textProperty().set(text);
        }

        @Override
        public Node node() {
            return field.node();
        }

        @Override
        public String text() {
            return field.textProperty().get();
        }

        @Override
        public void focus() {
            field.focus();
        }
    }

    private final class Plain implements Typed {
        private final TextArea area = Parts.area("");

        Plain(String text) {
            area.setId("ask-editor");
            area.setAccessibleText(words.text("editor"));
            area.setWrapText(true);
            area.setPrefRowCount(4);
            area.setText(text);
        }

        @Override
        public Node node() {
            return area;
        }

        @Override
        public String text() {
            return area.getText();
        }

        @Override
        public void focus() {
            area.requestFocus();
        }
    }

    // ---- what stands around it

    private void context(Asked now, @Nullable RunTrace trace) {
        List<Node> all = new ArrayList<>();
        Hyperlink link = new Hyperlink(now.title());
        link.setOnAction(_ -> show.accept(now));
        all.add(line("context.step", link));
        all.add(line("context.workflow", Parts.label(now.name())));
        all.add(line("context.run", copyable(now.run())));
        all.add(line("context.sha", copyable(now.request().sha256())));
        if (trace != null) {
            int row = trace.questions().stream().filter(each -> each.request().id().equals(now.request().id()))
                    .mapToInt(dev.flowbench.trace.Question::row).findFirst().orElse(RunTrace.NONE);
            if (row != RunTrace.NONE) {
                values(trace.inputs(row), all);
            }
        }
        context.getChildren().setAll(all);
    }

    private void values(Map<String, JsonNode> inputs, List<Node> all) {
        if (inputs.isEmpty()) {
            return;
        }
        all.add(Parts.label(words.text("context.inputs"), Styles.STRONG));
        Map<String, Integer> found = new LinkedHashMap<>();
        inputs.forEach((name, value) -> all.add(new VBox(2, Parts.label(name, Styles.CAPTION),
                VisibleFlow.of(value.isTextual() ? value.textValue() : Action.pretty(value), found))));
    }

    private static Node copyable(String text) {
        TextField field = new TextField(text);
        field.setEditable(false);
        field.getStyleClass().addAll("ask-copyable", Styles.CODE);
        field.setFocusTraversable(false);
        return field;
    }

    private Node line(String key, Node value) {
        Label name = Parts.label(words.text(key), Styles.CAPTION);
        name.setMinWidth(72);
        name.setPrefWidth(72);
        HBox.setHgrow(value, Priority.ALWAYS);
        HBox line = new HBox(Metrics.SPACE_8, name, value);
        line.setAlignment(Pos.CENTER_LEFT);
        return line;
    }
}
