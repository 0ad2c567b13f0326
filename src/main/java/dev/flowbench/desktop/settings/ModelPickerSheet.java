package dev.flowbench.desktop.settings;

import dev.flowbench.app.Flowbench;
import dev.flowbench.desktop.inspector.ModelPicker;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Layers;
import dev.flowbench.desktop.kit.WaysOut;
import dev.flowbench.desktop.look.Icons;
import dev.flowbench.desktop.look.Metrics;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import dev.flowbench.engine.port.Prices;
import dev.flowbench.flow.ModelSpec;
import dev.flowbench.model.ConnectionTest;
import dev.flowbench.model.ModelCatalog;
import dev.flowbench.model.PriceTable;
import dev.flowbench.model.wire.ModelPage;
import dev.flowbench.trace.Figures;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListCell;
import javafx.scene.control.ListView;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.scene.text.TextAlignment;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/** The models of a provider, to choose one: asked of it once, then kept until asked again. On the JavaFX thread. */
public final class ModelPickerSheet implements ModelPicker {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final double WIDTH = 560;
    private static final double LIST = 360;

    private final Layers layers;
    private final Flowbench flowbench;
    private final Background background;
    private final Runnable keys;
    private final Map<ModelCatalog.Account, List<Priced>> known = new HashMap<>();

    /** @param keys opens the keys of the user */
    public ModelPickerSheet(Layers layers, Flowbench flowbench, Background background, Runnable keys) {
        this.keys = keys;
        this.layers = layers;
        this.flowbench = flowbench;
        this.background = background;
    }

    /** @param price what it costs, for people */
    private record Priced(ModelPage.Entry model, String price) {}

    /** What came of asking. */
    private record Asked(ConnectionTest.Result result, List<Priced> models) {}

    @Override
    public void pick(ModelSpec spec, Consumer<String> chosen) {
        var account = new ModelCatalog.Account(spec.provider(), blank(spec.baseUrl()), blank(spec.secret()));
        ListView<Priced> list = new ListView<>();
        list.setId("models");
        list.setCellFactory(_ -> new Cell());
        list.setPrefHeight(LIST);
        list.setMinHeight(80);
        VBox.setVgrow(list, Priority.ALWAYS);
        Label placeholder = Page.paragraph("", Styles.MUTED);
        placeholder.setId("models-said");
        placeholder.setAlignment(Pos.CENTER);
        placeholder.setTextAlignment(TextAlignment.CENTER);
        Button setKey = Page.button("models.keys", "models-keys", () -> {});
        setKey.setVisible(false);
        VBox instead = new VBox(Metrics.SPACE_12, placeholder, setKey);
        instead.setAlignment(Pos.CENTER);
        instead.setPadding(new Insets(Metrics.SPACE_24));
        list.setPlaceholder(instead);
        TextField search = new TextField();
        search.setId("models-search");
        search.setPromptText(Means.text("models.search"));
        Button again = new Button(Means.text("models.again"), Icons.of(Feather.REFRESH_CW));
        again.setId("models-again");
        again.setMinWidth(Region.USE_PREF_SIZE);
        HBox box = Parts.field(Feather.SEARCH, search);
        HBox.setHgrow(box, Priority.ALWAYS);
        HBox top = new HBox(Metrics.SPACE_8, box, again);
        Button cancel = new Button(Means.text("key.cancel"));
        Button use = new Button(Means.text("models.use"));
        use.setId("models-use");
        use.getStyleClass().add(Styles.PRIMARY);
        use.setDefaultButton(true);
        use.disableProperty().bind(list.getSelectionModel().selectedItemProperty().isNull());
        HBox buttons = new HBox(Metrics.SPACE_8, Parts.spacer(), cancel, use);
        String provider = whose(spec);
        VBox sheet = new VBox(Metrics.SPACE_12, Parts.label(Means.text("models.title", provider),
                Styles.SECTION_TITLE), top, list, buttons);
        sheet.getStyleClass().add("dialog-sheet");
        sheet.setId("models-sheet");
        sheet.setMaxWidth(WIDTH);
        sheet.setPrefWidth(WIDTH);
        Runnable filter = () -> {
            String words = search.getText().strip().toLowerCase(Locale.ROOT);
            @Nullable Priced before = list.getSelectionModel().getSelectedItem();
            list.getItems().setAll(known.getOrDefault(account, List.of()).stream()
                    .filter(each -> each.model().id().toLowerCase(Locale.ROOT).contains(words)).toList());
            if (before != null && list.getItems().contains(before)) {
                list.getSelectionModel().select(before);
            } else if (!words.isEmpty()) {
                list.getSelectionModel().selectFirst();
            }
            if (!known.getOrDefault(account, List.of()).isEmpty()) {
                placeholder.setText(Means.text("models.noneFits"));
            }
        };
        search.textProperty().subscribe((_, _) -> filter.run());
        search.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.DOWN) {
                list.requestFocus();
                event.consume();
            }
        });
        list.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2) {
                use.fire();
            }
        });
        again.setOnAction(_ -> ask(account, placeholder, setKey, again, filter));
        cancel.setOnAction(_ -> layers.close(sheet));
        setKey.setOnAction(_ -> {
            layers.close(sheet);
            keys.run();
        });
        use.setOnAction(_ -> {
            Priced one = list.getSelectionModel().getSelectedItem();
            layers.close(sheet);
            chosen.accept(one.model().id());
        });
        layers.show(sheet, Pos.CENTER, search, () -> {
        });
        if (known.containsKey(account)) {
            filter.run();
            list.getItems().stream().filter(each -> each.model().id().equals(spec.model())).findFirst()
                    .ifPresent(list.getSelectionModel()::select);
        } else {
            ask(account, placeholder, setKey, again, filter);
        }
    }

    /** Whose models they are: the provider, or the server that was named. */
    private static String whose(ModelSpec spec) {
        String address = blank(spec.baseUrl());
        if (address != null) {
            return address.replaceFirst("^[A-Za-z]+://", "").replaceFirst("/.*$", "");
        }
        return Means.WORDS.has("provider." + spec.provider())
                ? Means.text("provider." + spec.provider())
                : spec.provider();
    }

    private void ask(ModelCatalog.Account account, Label said, Button setKey, Button again, Runnable filter) {
        setKey.setVisible(false);
        again.setDisable(true);
        said.setText(Means.text("trial.asking"));
        background.run(() -> {
            ConnectionTest.Result result = flowbench.connectionTest().of(account, "", PATIENCE);
            PriceTable prices = flowbench.prices();
            return new Asked(result, result.models().stream()
                    .map(model -> new Priced(model, price(prices, account, model.id()))).toList());
        }, asked -> {
            again.setDisable(false);
            known.remove(account);
            if (!asked.models().isEmpty()) {
                known.put(account, asked.models());
            } else {
                said.setText(asked.result().wayOut().isEmpty()
                        ? asked.result().message()
                        : asked.result().message() + "\n" + WaysOut.here(asked.result().wayOut()));
                setKey.setVisible(asked.result().verdict() == ConnectionTest.Verdict.NO_KEY
                        || asked.result().verdict() == ConnectionTest.Verdict.BAD_KEY);
            }
            filter.run();
        }, problem -> {
            again.setDisable(false);
            said.setText(Means.said(problem));
        });
    }

    private static String price(Prices prices, ModelCatalog.Account account, String model) {
        Optional<Prices.Price> price = prices.price(account.provider(), model, account.baseUrl());
        return price.map(one -> one.equals(Prices.Price.FREE)
                ? Means.text("models.free")
                : Means.text("models.price", Figures.money(one.input()), Figures.money(one.output())))
                .orElseGet(() -> Means.text("models.unpriced"));
    }

    private static @Nullable String blank(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private static final class Cell extends ListCell<Priced> {
        Cell() {
            // A row is as wide as the list: a long name gives way, what it costs does not.
            setPrefWidth(0);
        }

        @Override
        protected void updateItem(@Nullable Priced item, boolean empty) {
            super.updateItem(item, empty);
            if (item == null || empty) {
                setGraphic(null);
                setTooltip(null);
                return;
            }
            ModelPage.Entry model = item.model();
            Label name = Parts.label(model.id(), Styles.CODE);
            name.setTextOverrun(OverrunStyle.CENTER_ELLIPSIS);
            name.setMinWidth(0);
            HBox row = new HBox(Metrics.SPACE_8, name, Parts.spacer());
            if (model.contextTokens() > 0) {
                row.getChildren().add(whole(Means.text("models.context",
                        Figures.shortCount(model.contextTokens()))));
            }
            row.getChildren().add(whole(item.price()));
            row.setAlignment(Pos.CENTER_LEFT);
            setGraphic(row);
            setTooltip(new Tooltip(model.id()));
        }

        private static Label whole(String text) {
            Label label = Parts.label(text, Styles.CAPTION);
            label.setMinWidth(Region.USE_PREF_SIZE);
            return label;
        }
    }
}
