package dev.flowbench.desktop.consent;

import dev.flowbench.app.Sheet;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.look.Parts;
import dev.flowbench.desktop.look.Styles;
import java.util.function.Consumer;
import javafx.scene.control.Button;
import javafx.scene.layout.StackPane;
import org.kordamp.ikonli.feather.Feather;

/** Says above a drawing that it is somebody else's, and leads to what it could do. On the JavaFX thread. */
public final class RestrictedBanner extends StackPane {
    private static final Words WORDS = Words.beside(RestrictedBanner.class);

    /** @param review shows what it could do */
    public RestrictedBanner(RestrictionModel model, Consumer<Sheet> review) {
        getStyleClass().add("restricted");
        setId("restricted");
        Button show = new Button(WORDS.text("review"));
        show.setId("restricted-review");
        show.setOnAction(_ -> {
            Sheet sheet = model.sheetProperty().get();
            if (sheet != null) {
                review.accept(sheet);
            }
        });
        getChildren().add(Parts.banner(Styles.INFO, Feather.SHIELD, WORDS.text("restricted"), show));
        visibleProperty().bind(model.sheetProperty().isNotNull());
        managedProperty().bind(visibleProperty());
    }
}
