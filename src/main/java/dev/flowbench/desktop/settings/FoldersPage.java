package dev.flowbench.desktop.settings;

import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.tool.Grants;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.TextField;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;

/** The folders that workflows may use, by the names that documents give them. */
final class FoldersPage extends Page {
    private static final double NAME = 140;

    FoldersPage(Means means) {
        super(means, "folders");
    }

    @Override
    void fill() {
        means.read(() -> means.flowbench().settings().folders(), this::show);
    }

    private void show(Map<String, Path> folders) {
        List<Node> rows = new ArrayList<>();
        folders.forEach((name, path) -> {
            VBox what = new VBox(2, Parts.label(name, Styles.STRONG), paragraph(path.toString(), Styles.CAPTION));
            rows.add(row(what, button("folders.revoke", "revoke-" + name, () -> means.work(
                    () -> means.flowbench().settings().revoke(name), _ -> {
                        means.say(Means.text("folders.revoked", name));
                        fill();
                    }))));
        });
        rows.add(new VBox(2, Parts.label(Means.text("folders.outbox"), Styles.STRONG),
                paragraph(Means.text("folders.outbox.line", means.flowbench().home().outbox()), Styles.CAPTION)));
        TextField name = new TextField();
        name.setId("folders-name");
        name.setPromptText(Means.text("folders.name"));
        name.setPrefWidth(NAME);
        name.setMinWidth(NAME);
        TextField path = new TextField();
        path.setId("folders-path");
        path.setPromptText(Means.text("folders.path"));
        HBox.setHgrow(path, Priority.ALWAYS);
        Runnable grant = () -> grant(name, path);
        path.setOnAction(_ -> grant.run());
        content(part("folders", rows(rows.toArray(Node[]::new)),
                new HBox(Metrics.SPACE_8, name, path, button("folders.grant", "folders-grant", grant))));
    }

    private void grant(TextField name, TextField typed) {
        String called = name.getText().strip();
        if (!Grants.isName(called)) {
            means.fail(Means.text("folders.wrongName"));
            name.requestFocus();
            return;
        }
        Path path;
        try {
            path = Path.of(typed.getText().strip());
        } catch (InvalidPathException _) {
            path = Path.of("");
        }
        Path folder = path;
        if (!folder.isAbsolute()) {
            means.fail(Means.text("folders.wrongPath"));
            typed.requestFocus();
            return;
        }
        means.work(() -> {
            if (!Files.isDirectory(folder)) {
                return false;
            }
            means.flowbench().settings().grant(called, folder);
            return true;
        }, there -> {
            if (there) {
                means.say(Means.text("folders.granted", called));
                fill();
            } else {
                means.fail(Means.text("folders.none", folder));
            }
        });
    }
}
