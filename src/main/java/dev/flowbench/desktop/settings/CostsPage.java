package dev.flowbench.desktop.settings;

import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import java.nio.file.Files;
import java.nio.file.Path;
import javafx.scene.Node;
import javafx.scene.control.TextField;

/** Where prices come from, and the answers that are kept to be used again. */
final class CostsPage extends Page {
    CostsPage(Means means) {
        super(means, "costs");
    }

    @Override
    void fill() {
        Path prices = means.flowbench().home().prices();
        means.read(() -> means.flowbench().priceFault()
                .orElseGet(() -> Means.text(Files.isRegularFile(prices) ? "prices.own" : "prices.none")),
                said -> content(
                        part("prices", paragraph(said), shown(prices)),
                        part("cache", row(paragraph(Means.text("cache.what")), button("cache.clear", "cache-clear",
                                () -> means.work(() -> means.flowbench().forgetAnswers(),
                                        count -> means.say(Means.text("cache.cleared", count))))))));
    }

    private static Node shown(Path path) {
        TextField field = new TextField(path.toString());
        field.setId("prices-path");
        field.setEditable(false);
        field.getStyleClass().add(Styles.CODE);
        field.setAccessibleText(Means.text("prices.path"));
        return Parts.row(Means.text("prices.path"), field, Means.text("prices.hint"));
    }
}
