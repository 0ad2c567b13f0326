package dev.flowbench.desktop.settings;

import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.net.Secret;
import dev.flowbench.secret.Keep;
import dev.flowbench.secret.Vault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.PasswordField;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;

/** Takes a key: its value is typed unseen, kept, and never shown again. On the JavaFX thread. */
final class KeyForm {
    private final Means means;
    private final TextField name = new TextField();
    private final TextField host = new TextField();
    private final PasswordField value = new PasswordField();
    private final ComboBox<Keep> where = new ComboBox<>();
    private final boolean named;
    private final Runnable done;
    private final VBox node = new VBox(Metrics.SPACE_8);

    /**
     * @param secret its name; empty to ask for it, and for the host it is for
     * @param noKeychain why there is no keychain; empty where there is one
     * @param done runs when it is kept
     * @param cancel runs when it is not wanted; null where nothing can be cancelled
     */
    KeyForm(Means means, String secret, Optional<String> noKeychain, Runnable done, @Nullable Runnable cancel) {
        this.means = means;
        this.named = !secret.isEmpty();
        this.done = done;
        name.setText(secret);
        String id = named ? secret : "new";
        name.setId("key-name-" + id);
        host.setId("key-host-" + id);
        value.setId("key-value-" + id);
        where.setId("key-where-" + id);
        name.setPromptText(Means.text("key.name.example"));
        host.setPromptText(Means.text("key.host.example"));
        where.getItems().setAll(noKeychain.isEmpty() ? List.of(Keep.KEYCHAIN, Keep.FILE) : List.of(Keep.FILE));
        where.getSelectionModel().selectFirst();
        where.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable Keep keep) {
                return keep == null ? "" : Means.text("key.in." + keep);
            }

            @Override
            public Keep fromString(String text) {
                throw new UnsupportedOperationException("nothing is typed here");
            }
        });
        value.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                event.consume();
                keep();
            }
        });
        FlowPane fields = new FlowPane(Metrics.SPACE_8, Metrics.SPACE_8);
        List<Node> rows = new ArrayList<>();
        if (!named) {
            rows.add(sized(Parts.row(Means.text("key.name"), name, ""), 190));
            rows.add(sized(Parts.row(Means.text("key.host"), host, ""), 190));
        }
        rows.add(sized(Parts.row(Means.text("key.value"), value, ""), 240));
        rows.add(sized(Parts.row(Means.text("key.where"), where, ""), 190));
        fields.getChildren().setAll(rows);
        Button keep = Page.button("key.keep", "key-keep-" + id, this::keep);
        keep.getStyleClass().add(Styles.PRIMARY);
        HBox buttons = new HBox(Metrics.SPACE_8, keep);
        if (cancel != null) {
            buttons.getChildren().add(Page.button("key.cancel", "key-cancel-" + id, cancel));
        }
        node.getChildren().addAll(fields, buttons);
        noKeychain.ifPresent(why -> node.getChildren().add(1,
                Page.paragraph(why + " " + Means.text("key.fileInstead"), Styles.FORM_HINT)));
        node.getStyleClass().add("settings-form");
    }

    private static Region sized(VBox row, double width) {
        row.setPrefWidth(width);
        if (row.getChildren().get(1) instanceof Region control) {
            control.setMaxWidth(Double.MAX_VALUE);
        }
        return row;
    }

    Node node() {
        return node;
    }

    void focus() {
        (named ? value : name).requestFocus();
    }

    private void keep() {
        String secret = name.getText().strip();
        String place = host.getText().strip();
        if (!Vault.isName(secret)) {
            means.wrong(name, Means.text("key.noName"));
            return;
        }
        Optional<String> bound = Secret.place(place);
        if (!place.isEmpty() && bound.isEmpty()) {
            means.wrong(host, Means.text("key.noHost", place));
            return;
        }
        if (value.getText().isBlank()) {
            means.wrong(value, Means.text("key.noValue"));
            return;
        }
        String typed = value.getText();
        Keep wanted = where.getValue();
        means.work(() -> {
            Vault vault = means.flowbench().secrets();
            Keep kept = vault.set(secret, typed, wanted);
            if (bound.isPresent()) {
                vault.bind(secret, bound.get());
            }
            return kept;
        }, kept -> {
            value.clear();
            means.say(Means.text("key.kept", secret, Means.text("key.state." + kept)));
            done.run();
        });
    }
}
