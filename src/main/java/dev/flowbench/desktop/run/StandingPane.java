package dev.flowbench.desktop.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.flowbench.desktop.code.CodeField;
import dev.flowbench.desktop.code.Syntax;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.trace.Standings.Standing;
import java.util.LinkedHashMap;
import java.util.Map;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/** The step at which a paused run stands, with its values as JSON that can be changed. On the JavaFX thread. */
public final class StandingPane {
    private static final Words WORDS = Words.beside(StandingPane.class);
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final double WIDTH = 380;

    private final Label title = Parts.label("", Styles.STRONG);
    private final Label reason = Parts.label("", Styles.CAPTION);
    private final Label error = Parts.label("", Styles.FORM_ERROR);
    private final CodeField values = new CodeField(Syntax.JSON, 7);
    private final Button apply = new Button(WORDS.text("standing.apply"));
    private final Button go = new Button(WORDS.text("standing.go"));
    private final VBox pane = new VBox(Metrics.SPACE_8);
    private final Edits edits;
    private @Nullable Standing shown;
    private String written = "";

    /** What the pane does. */
    public interface Edits {
        /**
         * Changes values of the step that stands.
         *
         * @param goesOn whether the run goes on with them
         */
        void apply(Standing standing, Map<String, JsonNode> values, boolean goesOn);
    }

    public StandingPane(Edits edits) {
        this.edits = edits;
        pane.setId("standing");
        pane.getStyleClass().addAll("card", "standing-pane");
        pane.setMaxSize(WIDTH, Region.USE_PREF_SIZE);
        pane.setPrefWidth(WIDTH);
        title.setWrapText(true);
        reason.setWrapText(true);
        error.setWrapText(true);
        error.visibleProperty().bind(error.textProperty().isNotEmpty());
        error.managedProperty().bind(error.visibleProperty());
        values.id("standing-values");
        values.describe(WORDS.text("standing.values"));
        apply.setId("standing-apply");
        go.setId("standing-go");
        apply.setOnAction(_ -> apply(false));
        go.setOnAction(_ -> apply(true));
        go.getStyleClass().add(Styles.PRIMARY);
        HBox buttons = new HBox(Metrics.SPACE_8, Parts.spacer(), apply, go);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        values.textProperty().subscribe(text -> apply.setDisable(text.equals(written)));
        pane.getChildren().addAll(title, reason, values.node(), error, buttons);
        pane.setVisible(false);
        pane.managedProperty().bind(pane.visibleProperty());
    }

    public Region node() {
        return pane;
    }

    /**
     * Shows a step that stands.
     *
     * @param step null to show nothing
     * @param name of the step, for people
     * @param why the run is paused
     */
    public void show(@Nullable Standing step, String name, String why) {
        if (step != null && step.equals(shown)) {
            return;
        }
        shown = step;
        pane.setVisible(step != null);
        if (step != null) {
            title.setText(WORDS.text(step.after() ? "standing.after" : "standing.before", name));
            reason.setText(why);
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            step.values().forEach(object::set);
            written = object.toPrettyString();
            error.setText("");
            values.wrong(false);
            values.textProperty().set(written);
            apply.setDisable(true);
        }
    }

    private void apply(boolean goesOn) {
        Standing step = shown;
        if (step == null) {
            return;
        }
        try {
            JsonNode now = JSON.readTree(values.textProperty().get());
            if (!now.isObject()) {
                refuse(WORDS.text("standing.notObject"));
                return;
            }
            var changed = new LinkedHashMap<String, JsonNode>();
            now.properties().forEach(value -> {
                if (!value.getValue().equals(step.values().get(value.getKey()))) {
                    changed.put(value.getKey(), value.getValue());
                }
            });
            edits.apply(step, changed, goesOn);
        } catch (JsonProcessingException e) {
            refuse(WORDS.text("standing.notJson", e.getOriginalMessage()));
        }
    }

    private void refuse(String why) {
        values.wrong(true);
        error.setText(why);
    }
}
