package dev.flowbench.desktop.code;

import dev.flowbench.desktop.look.Theme;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import javafx.scene.Scene;
import javafx.scene.control.Button;
import javafx.scene.layout.VBox;
import javafx.stage.Stage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testfx.api.FxRobot;
import org.testfx.framework.junit5.ApplicationExtension;
import org.testfx.framework.junit5.Start;
import org.testfx.util.WaitForAsyncUtils;

@Tag("ui")
@ExtendWith(ApplicationExtension.class)
class CodeFieldUiTest {
    private CodeField field;

    @Start
    void start(Stage stage) {
        Theme theme = new Theme(Theme.Mode.LIGHT);
        field = new CodeField(Syntax.TEMPLATE, 4);
        theme.add(CodeField.class, "code.css");
        Scene scene = new Scene(new VBox(new Button("First"), field.node()), 400, 300);
        theme.apply(scene);
        stage.setScene(scene);
        stage.show();
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        WaitForAsyncUtils.waitFor(30, TimeUnit.SECONDS, () -> WaitForAsyncUtils.waitForAsyncFx(30_000, condition));
    }

    @Test
    void aPressBesideTheTextTakesTheKeyboardAndTypingGoesOnAtItsEnd(FxRobot robot) throws Exception {
        robot.clickOn(field.node()).write("{{task}}");
        until(() -> field.textProperty().get().equals("{{task}}"));
        robot.clickOn("First").clickOn(field.node()).write("!");
        until(() -> field.textProperty().get().equals("{{task}}!"));
    }
}
