package dev.flowbench.desktop.look;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import javafx.geometry.Orientation;
import javafx.scene.Scene;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.Label;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SplitPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.text.Font;
import javafx.stage.Stage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("ui")
class ThemeTest {

    @BeforeAll
    static void start() throws Exception {
        FxThread.start();
    }

    @Test
    void changingTheModeChangesOpenWindowsAndTellsPainters() throws Exception {
        FxThread.call(() -> {
            Theme theme = new Theme(Theme.Mode.LIGHT);
            Label label = new Label("text");
            Scene scene = new Scene(new StackPane(label));
            theme.apply(scene);
            scene.getRoot().applyCss();
            assertEquals(Palette.LIGHT.color(Token.TEXT), label.getTextFill());
            List<Palette> told = new ArrayList<>();
            theme.paletteProperty().subscribe(palette -> told.add(palette));
            theme.modeProperty().set(Theme.Mode.DARK);
            scene.getRoot().applyCss();
            assertEquals(Palette.DARK.color(Token.TEXT), label.getTextFill());
            assertEquals(List.of(Palette.LIGHT, Palette.DARK), told);
            return null;
        });
    }

    @Test
    void theLettersAreOurs() throws Exception {
        FxThread.call(() -> {
            Theme theme = new Theme(Theme.Mode.LIGHT);
            Label label = new Label("text");
            Label title = Parts.label("title", Styles.SECTION_TITLE);
            Label code = Parts.label("{}", Styles.CODE);
            Scene scene = new Scene(new StackPane(label, title, code));
            theme.apply(scene);
            scene.getRoot().applyCss();
            assertEquals("Inter 13.0", named(label.getFont()));
            assertEquals("Inter SemiBold 15.0", named(title.getFont()));
            assertEquals("JetBrains Mono 12.5", named(code.getFont()));
            assertEquals("Inter SemiBold", Fonts.strong(13).getFamily());
            return null;
        });
    }

    @Test
    void menusTakeTheLookOfTheirWindowAndDialogsThatOfTheirOwner() throws Exception {
        FxThread.call(() -> {
            Theme theme = new Theme(Theme.Mode.DARK);
            Button button = new Button("Run");
            Stage stage = new Stage();
            stage.setScene(new Scene(new StackPane(button), 300, 200));
            theme.apply(stage.getScene());
            stage.show();
            try {
                ContextMenu menu = new ContextMenu(new MenuItem("Rename"));
                menu.show(button, 10, 10);
                menu.getScene().getRoot().applyCss();
                assertEquals(stage.getScene().getStylesheets(), menu.getScene().getStylesheets());
                Label item = (Label) menu.getScene().lookup(".menu-item > .label");
                assertEquals(Palette.DARK.color(Token.TEXT), item.getTextFill());
                menu.hide();
                Alert owned = new Alert(Alert.AlertType.INFORMATION, "Saved.");
                owned.initOwner(stage);
                theme.apply(owned);
                assertEquals(stage.getScene().getStylesheets(), owned.getDialogPane().getScene().getStylesheets());
                Alert alone = new Alert(Alert.AlertType.INFORMATION, "Saved.");
                theme.apply(alone);
                assertEquals(stage.getScene().getStylesheets(), alone.getDialogPane().getScene().getStylesheets());
            } finally {
                stage.hide();
            }
            return null;
        });
    }

    @Test
    void aComponentsSheetReachesOpenWindows() throws Exception {
        FxThread.call(() -> {
            Theme theme = new Theme(Theme.Mode.LIGHT);
            Scene scene = new Scene(new StackPane());
            theme.apply(scene);
            theme.add(ThemeTest.class, "component.css");
            theme.add(ThemeTest.class, "component.css");
            List<String> sheets = scene.getStylesheets();
            assertTrue(sheets.get(sheets.size() - 1).endsWith("component.css"));
            assertEquals(1, sheets.stream().filter(sheet -> sheet.endsWith("component.css")).count());
            assertThrows(IllegalArgumentException.class, () -> theme.add(ThemeTest.class, "nowhere.css"));
            return null;
        });
    }

    @Test
    void aDividerIsOnePixelToSeeAndSevenToGrab() throws Exception {
        FxThread.call(() -> {
            for (Orientation orientation : Orientation.values()) {
                SplitPane split = new SplitPane(new StackPane(), new StackPane());
                split.setOrientation(orientation);
                Scene scene = new Scene(split, 300, 200);
                new Theme(Theme.Mode.LIGHT).apply(scene);
                split.applyCss();
                split.layout();
                Region divider = (Region) split.lookup(".split-pane-divider");
                boolean across = orientation == Orientation.HORIZONTAL;
                assertEquals(1, across ? divider.getWidth() : divider.getHeight(), orientation.name());
                assertTrue(across ? divider.contains(-2, 9) : divider.contains(9, -2), orientation.name());
                assertFalse(across ? divider.contains(-6, 9) : divider.contains(9, -6), orientation.name());
            }
            return null;
        });
    }

    private static String named(Font font) {
        return font.getFamily() + " " + font.getSize();
    }
}
