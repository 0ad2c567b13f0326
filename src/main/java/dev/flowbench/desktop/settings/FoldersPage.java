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
import java.util.Optional;
import javafx.geometry.Pos;
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

    /** @param there whether it is there now */
    private record Granted(String name, Path path, boolean there) {}

    @Override
    void fill() {
        means.read(() -> means.flowbench().settings().folders().entrySet().stream()
                .map(each -> new Granted(each.getKey(), each.getValue(), Files.isDirectory(each.getValue())))
                .toList(), this::show);
    }

    private void show(List<Granted> folders) {
        List<Node> rows = new ArrayList<>();
        folders.forEach(folder -> {
            String name = folder.name();
            HBox title = new HBox(Metrics.SPACE_8, Parts.label(name, Styles.STRONG));
            title.setAlignment(Pos.CENTER_LEFT);
            if (!folder.there()) {
                title.getChildren().add(Parts.chip(Means.text("folders.gone"), Styles.WARNING));
            }
            VBox what = new VBox(2, title, paragraph(folder.path().toString(), Styles.CAPTION));
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
        name.setPromptText(Means.text("folders.name.example"));
        name.setPrefWidth(NAME);
        name.setMinWidth(NAME);
        TextField path = new TextField();
        path.setId("folders-path");
        path.setPromptText(Means.text("folders.path.example"));
        HBox.setHgrow(path, Priority.ALWAYS);
        Runnable grant = () -> grant(name, path);
        path.setOnAction(_ -> grant.run());
        Node choose = button("folders.choose", "folders-choose", () -> means.picker().folder(typed(path)
                .filter(Path::isAbsolute).orElse(null)).ifPresent(folder -> {
                    path.setText(folder.toString());
                    if (name.getText().isBlank()) {
                        name.requestFocus();
                    }
                }));
        VBox where = Parts.row(Means.text("folders.path"), new HBox(Metrics.SPACE_8, path, choose), "");
        HBox.setHgrow(where, Priority.ALWAYS);
        HBox adding = new HBox(Metrics.SPACE_8, Parts.row(Means.text("folders.name"), name, ""), where,
                button("folders.grant", "folders-grant", grant));
        adding.setAlignment(Pos.BOTTOM_LEFT);
        content(part("folders", rows(rows.toArray(Node[]::new)), adding));
    }

    private void grant(TextField name, TextField typed) {
        String called = name.getText().strip();
        if (!Grants.isName(called)) {
            means.wrong(name, Means.text("folders.wrongName"));
            return;
        }
        Path folder = typed(typed).orElse(Path.of(""));
        if (!folder.isAbsolute()) {
            means.wrong(typed, Means.text("folders.wrongPath"));
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
                means.wrong(typed, Means.text("folders.none", folder));
            }
        });
    }

    private static Optional<Path> typed(TextField field) {
        try {
            return Optional.of(Path.of(field.getText().strip()));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
