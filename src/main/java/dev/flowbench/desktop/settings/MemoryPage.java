package dev.flowbench.desktop.settings;

import dev.flowbench.app.EmbeddingSettings;
import dev.flowbench.desktop.approval.VisibleFlow;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Dialogs.Choice;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.memory.MemoryPage.Item;
import dev.flowbench.memory.MemoryScope;
import dev.flowbench.trace.Figures;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import javafx.beans.binding.Bindings;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.TextField;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** What workflows remember, to be read, searched and forgotten; and what tells which texts mean the same. */
final class MemoryPage extends Page {
    private static final int PAGE = 20;
    private static final long MICROS = 1_000_000;
    private static final DateTimeFormatter WHEN = DateTimeFormatter
            .ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(Locale.ROOT)
            .withZone(ZoneId.systemDefault());

    private final ComboBox<MemoryScope> scopes = new ComboBox<>();
    private final TextField search = new TextField();
    private final Button clear = button("memory.clear", "memory-clear", this::clear);
    private final VBox entries = new VBox();
    private final Label count = Parts.label("", Styles.CAPTION);
    private final HBox pages = new HBox(Metrics.SPACE_8);
    private int from;
    private boolean filling;

    MemoryPage(Means means) {
        super(means, "memory");
        scopes.setId("memory-scopes");
        scopes.setConverter(new StringConverter<>() {
            @Override
            public String toString(@Nullable MemoryScope scope) {
                return scope == null
                        ? ""
                        : Means.text("memory.scope", VisibleText.of(scope.name()).shown(), scope.entries());
            }

            @Override
            public MemoryScope fromString(String text) {
                throw new UnsupportedOperationException("nothing is typed here");
            }
        });
        scopes.valueProperty().subscribe((_, _) -> {
            if (!filling) {
                first();
            }
        });
        search.setId("memory-search");
        search.setPromptText(Means.text("memory.search"));
        search.textProperty().subscribe((_, _) -> first());
        entries.getStyleClass().add("settings-rows");
        entries.setId("memory-entries");
        pages.setAlignment(Pos.CENTER_LEFT);
    }

    @Override
    void fill() {
        means.read(() -> means.flowbench().memory().scopes(), this::show);
        means.read(() -> means.flowbench().settings().embeddings(), set -> {
            VBox part = part("embeddings", embeddings(set.orElse(null)));
            VBox browser = part("memory", browser());
            content(browser, part);
        });
    }

    private Node browser() {
        HBox top = new HBox(Metrics.SPACE_8, scopes, Parts.field(Feather.SEARCH, search), Parts.spacer(), clear);
        top.setAlignment(Pos.CENTER_LEFT);
        top.visibleProperty().bind(Bindings.isNotEmpty(scopes.getItems()));
        top.managedProperty().bind(top.visibleProperty());
        return new VBox(Metrics.SPACE_8, top, entries, pages);
    }

    private void show(List<MemoryScope> found) {
        @Nullable MemoryScope before = scopes.getValue();
        filling = true;
        scopes.getItems().setAll(found);
        scopes.setValue(found.stream().filter(each -> before != null && each.name().equals(before.name())).findFirst()
                .orElse(found.isEmpty() ? null : found.getFirst()));
        filling = false;
        scopes.setDisable(found.isEmpty());
        search.setDisable(found.isEmpty());
        clear.setDisable(found.isEmpty());
        first();
    }

    private void first() {
        from = 0;
        page();
    }

    private void page() {
        @Nullable MemoryScope scope = scopes.getValue();
        if (scope == null) {
            entries.getChildren().setAll(paragraph(Means.text("memory.none"), Styles.MUTED));
            pages.getChildren().clear();
            return;
        }
        String words = search.getText().strip();
        int at = from;
        means.read(() -> means.flowbench().memory().page(scope.name(), words, at, PAGE), found -> {
            if (at != from || !Objects.equals(scope, scopes.getValue()) || !words.equals(search.getText().strip())) {
                return; // Another page is asked for meanwhile.
            }
            if (found.entries().isEmpty() && at > 0) {
                from = Math.max(0, at - PAGE);
                page();
                return;
            }
            entries.getChildren().setAll(found.entries().stream().map(item -> entry(scope, item)).toList());
            if (found.entries().isEmpty()) {
                entries.getChildren().add(paragraph(Means.text("memory.nothing"), Styles.MUTED));
            }
            count.setText(found.all() == 0
                    ? ""
                    : Means.text("memory.count", at + 1, at + found.entries().size(), Figures.count(found.all())));
            Button back = new Button(null, Icons.of(Feather.CHEVRON_LEFT));
            back.setAccessibleText(Means.text("memory.newer"));
            back.setDisable(at == 0);
            back.setOnAction(_ -> turn(-PAGE));
            Button on = new Button(null, Icons.of(Feather.CHEVRON_RIGHT));
            on.setAccessibleText(Means.text("memory.older"));
            on.setDisable(at + found.entries().size() >= found.all());
            on.setOnAction(_ -> turn(PAGE));
            pages.getChildren().setAll(count);
            if (found.all() > PAGE) {
                pages.getChildren().addAll(back, on);
            }
        });
    }

    private void turn(int by) {
        from = Math.max(0, from + by);
        page();
    }

    private Node entry(MemoryScope scope, Item item) {
        Node text = VisibleFlow.of(item.text(), new LinkedHashMap<>());
        VBox what = new VBox(2, text, Parts.label(Means.text("memory.entry", VisibleText.of(item.id()).shown(),
                WHEN.format(Instant.ofEpochSecond(item.at() / MICROS, item.at() % MICROS * 1000))), Styles.CAPTION));
        Button delete = Parts.tool(Feather.TRASH_2, Means.text("memory.delete"));
        delete.setId("memory-delete-" + id(item.id()));
        delete.setOnAction(_ -> means.work(() -> means.flowbench().memory().delete(scope.name(), item.id()), _ -> {
            means.say(Means.text("memory.deleted"));
            means.read(() -> means.flowbench().memory().scopes(), this::keepPage);
        }));
        return row(what, delete);
    }

    /** Counts are other ones; what is shown stays where it is. */
    private void keepPage(List<MemoryScope> found) {
        int at = from;
        show(found);
        from = at;
        page();
    }

    private void clear() {
        @Nullable MemoryScope scope = scopes.getValue();
        if (scope == null) {
            return;
        }
        String name = VisibleText.of(scope.name()).shown();
        means.dialogs().ask(Means.text("memory.clear.title", name), Means.text("memory.clear.text", scope.entries()),
                Choice.danger(Means.text("memory.clear.do"), () -> means.work(
                        () -> means.flowbench().memory().clear(scope.name()), gone -> {
                            means.say(Means.text("memory.cleared", gone, name));
                            fill();
                        })));
    }

    // ---- what means the same

    private static String way(@Nullable String provider) {
        return Means.text("embeddings." + (provider == null ? "usual" : provider));
    }

    private Node embeddings(@Nullable EmbeddingSettings now) {
        ComboBox<String> ways = new ComboBox<>();
        ways.setId("embeddings-ways");
        ways.getItems().add(way(null));
        EmbeddingSettings.PROVIDERS.forEach(each -> ways.getItems().add(way(each)));
        ways.setValue(way(now == null ? null : now.provider()));
        TextField model = field("embeddings-model", "embeddings.model.example", now == null ? "" : now.model());
        TextField address = field("embeddings-address", "compatible.address.example",
                now == null || now.baseUrl() == null ? "" : now.baseUrl());
        TextField secret = field("embeddings-secret", "embeddings.secret.usual",
                now == null || now.secret() == null ? "" : now.secret());
        FlowPane fields = new FlowPane(Metrics.SPACE_8, Metrics.SPACE_8,
                Parts.row(Means.text("embeddings.model"), model, ""),
                Parts.row(Means.text("compatible.address"), address, ""),
                Parts.row(Means.text("compatible.secret"), secret, ""));
        Runnable fit = () -> {
            boolean remote = new EmbeddingSettings(provider(ways).orElse(""), "", null, null).isRemote();
            fields.setVisible(remote);
            fields.setManaged(remote);
        };
        ways.valueProperty().subscribe(_ -> fit.run());
        Button keep = button("embeddings.keep", "embeddings-keep", () -> {
            Optional<EmbeddingSettings> wanted = provider(ways).map(provider -> new EmbeddingSettings(provider,
                    model.getText().strip(), text(address), text(secret)));
            if (wanted.filter(EmbeddingSettings::isRemote).filter(set -> set.address().isEmpty()).isPresent()) {
                means.fail(Means.text("embeddings.wrong"));
                return;
            }
            means.work(() -> {
                means.flowbench().settings().embeddings(wanted);
                return true;
            }, _ -> means.say(Means.text("embeddings.kept")));
        });
        return new VBox(Metrics.SPACE_8, ways, fields, new HBox(keep));
    }

    private static Optional<String> provider(ComboBox<String> ways) {
        return EmbeddingSettings.PROVIDERS.stream().filter(each -> way(each).equals(ways.getValue())).findFirst();
    }

    private static @Nullable String text(TextField field) {
        return field.getText().isBlank() ? null : field.getText().strip();
    }

    private static TextField field(String id, String prompt, String text) {
        TextField field = new TextField(text);
        field.setId(id);
        field.setPromptText(Means.text(prompt));
        field.setPrefColumnCount(18);
        return field;
    }
}
