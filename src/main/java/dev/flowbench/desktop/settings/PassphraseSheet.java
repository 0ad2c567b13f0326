package dev.flowbench.desktop.settings;

import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.secret.Passphrase;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javafx.application.Platform;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.PasswordField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Asks for the passphrase of the encrypted file of keys, wherever it is first needed; a new one is typed twice. */
public final class PassphraseSheet implements Passphrase {
    private static final double WIDTH = 420;

    private final Layers layers;

    public PassphraseSheet(Layers layers) {
        this.layers = layers;
    }

    /** Asks, and waits; not on the JavaFX thread. */
    @Override
    public Optional<char[]> ask(boolean fresh) {
        if (Platform.isFxApplicationThread()) {
            return Optional.empty();
        }
        var answer = new CompletableFuture<Optional<char[]>>();
        Platform.runLater(() -> show(fresh, answer::complete));
        return answer.join();
    }

    private void show(boolean fresh, Consumer<Optional<char[]>> answer) {
        PasswordField first = new PasswordField();
        first.setId("passphrase");
        PasswordField again = new PasswordField();
        again.setId("passphrase-again");
        var problem = Page.paragraph("", Styles.FORM_ERROR);
        problem.managedProperty().bind(problem.textProperty().isNotEmpty());
        Button open = new Button(Means.text(fresh ? "passphrase.choose" : "passphrase.open"));
        open.setId("passphrase-open");
        open.getStyleClass().add(Styles.PRIMARY);
        open.setDefaultButton(true);
        Button cancel = new Button(Means.text("key.cancel"));
        cancel.setId("passphrase-cancel");
        var mark = Icons.large(Feather.LOCK);
        mark.getStyleClass().add("dialog-info");
        HBox head = new HBox(Metrics.SPACE_8, mark,
                Parts.label(Means.text(fresh ? "passphrase.new" : "passphrase.title"), Styles.SECTION_TITLE));
        head.setAlignment(Pos.CENTER_LEFT);
        HBox buttons = new HBox(Metrics.SPACE_8, Parts.spacer(), cancel, open);
        VBox sheet = new VBox(Metrics.SPACE_12, head,
                Page.paragraph(Means.text(fresh ? "passphrase.new.line" : "passphrase.line"), Styles.MUTED),
                Parts.row(Means.text("passphrase"), first, ""));
        if (fresh) {
            sheet.getChildren().add(Parts.row(Means.text("passphrase.again"), again, ""));
        }
        sheet.getChildren().addAll(problem, buttons);
        sheet.getStyleClass().add("dialog-sheet");
        sheet.setMaxWidth(WIDTH);
        sheet.setPrefWidth(WIDTH);
        for (Button button : new Button[]{cancel, open}) {
            button.setMinWidth(Region.USE_PREF_SIZE);
        }
        cancel.setOnAction(_ -> {
            layers.close(sheet);
            answer.accept(none());
        });
        open.setOnAction(_ -> {
            String typed = first.getText();
            if (typed.isEmpty()) {
                problem.setText(Means.text("passphrase.none"));
                first.requestFocus();
            } else if (fresh && typed.length() < SHORTEST) {
                problem.setText(Means.text("passphrase.short", SHORTEST));
                first.requestFocus();
            } else if (fresh && !typed.equals(again.getText())) {
                problem.setText(Means.text("passphrase.differ"));
                again.requestFocus();
            } else {
                layers.close(sheet);
                answer.accept(Optional.of(typed.toCharArray()));
            }
        });
        layers.show(sheet, Pos.CENTER, first, () -> answer.accept(none()));
    }

    private static Optional<char[]> none() {
        return Optional.of(new char[0]);
    }
}
