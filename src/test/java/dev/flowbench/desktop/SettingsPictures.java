package dev.flowbench.desktop;

import dev.flowbench.desktop.look.Theme;
import dev.flowbench.desktop.settings.SettingsSheet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import javafx.application.Platform;
import javafx.scene.control.Button;
import javafx.scene.control.ComboBox;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextArea;

/**
 * Takes pictures of the settings and of what a stranger's workflow shows, light and dark, to {@code target/pictures}. Needs a
 * screen of 2560 x 1440, as {@code xvfb-run -s "-screen 0 2560x1440x24"} gives.
 */
public final class SettingsPictures {
    private static final int[][] SIZES = {{1280, 800}, {2560, 1440}};

    private final WindowPictures window;
    private final Shell shell;
    private final Path out;
    private final List<String> wanted;

    private SettingsPictures(WindowPictures window, Path out, List<String> wanted) {
        this.window = window;
        this.shell = window.shell;
        this.out = out;
        this.wanted = wanted;
    }

    /** @param args how the names of the wanted pictures begin; none for all */
    public static void main(String[] args) throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Platform.startup(started::countDown);
        started.await();
        Platform.setImplicitExit(false);
        try {
            new SettingsPictures(WindowPictures.open(), Files.createDirectories(Path.of("target/pictures")),
                    List.of(args)).all();
        } finally {
            Platform.exit();
        }
    }

    private void all() throws Exception {
        Path stranger = Files.createTempDirectory("stranger").resolve("ops-agent.flow.json");
        Files.writeString(stranger, Files.readString(Path.of("sample-workflows/ops-agent/ops-agent.flow.json"))
                .replaceFirst("\"temperature\"", "\"temperature\""));
        String text = Files.readString(stranger);
        Files.writeString(stranger, text.replaceFirst("\"text\": \"", "\"text\": \"Be quick. "));
        act(() -> shell.desk().open(stranger));
        WindowPictures.until(() -> shell.view() != null && shell.node().lookup("#restricted-review") != null
                && shell.node().lookup("#restricted").isVisible());
        save("restricted");
        act(() -> ((Button) shell.node().lookup("#restricted-review")).fire());
        WindowPictures.until(() -> shell.node().lookup("#consent") != null);
        save("consent");
        act(() -> ((Button) shell.node().lookup("#consent-cancel")).fire());
        act(() -> shell.commands().run("run.tryTool"));
        WindowPictures.until(() -> shell.node().lookup("#try") != null);
        act(() -> ((ComboBox<?>) shell.node().lookup("#try-tool")).getSelectionModel().selectLast());
        save("try");
        act(() -> ((Button) shell.node().lookup("#try-call").getParent().getChildrenUnmodifiable().get(1)).fire());
        act(() -> shell.runWithOptions());
        WindowPictures.until(() -> shell.node().lookup("#faults-add") != null);
        act(() -> ((Button) shell.node().lookup("#faults-add")).fire());
        act(() -> ((Button) shell.node().lookup("#faults-add")).fire());
        act(() -> {
            ScrollPane form = (ScrollPane) shell.node().lookup(".dialog-sheet .scroll-pane");
            form.setVvalue(1);
        });
        save("faults");
        act(() -> ((Button) shell.node().lookup("#run-form-simulated").getParent().getChildrenUnmodifiable().get(2))
                .fire());
        act(() -> ((Button) shell.node().lookup("#models-list")).fire());
        WindowPictures.until(() -> !((Label) shell.node().lookup("#models-said")).getText().isEmpty()
                && !shell.node().lookup("#models-again").isDisabled());
        save("models");
        act(() -> ((Button) shell.node().lookup("#models-use").getParent().getChildrenUnmodifiable().get(1)).fire());
        for (String page : SettingsSheet.pages()) {
            act(() -> shell.openSettings(page));
            WindowPictures.until(() -> shell.node().lookup("#settings-page-" + page) != null);
            if (page.equals("mcp")) {
                act(() -> {
                    TextArea json = (TextArea) shell.node().lookup("#mcp-json");
                    json.setText("""
                            {"mcpServers": {"files": {"command": "npx", "args": ["-y",
                              "@modelcontextprotocol/server-filesystem", "/home/me/reports"]}}}""");
                    ((Button) shell.node().lookup("#mcp-add")).fire();
                });
                WindowPictures.until(() -> shell.node().lookup("#mcp-allow-files") != null);
            }
            save("settings-" + page);
            act(() -> ((Button) shell.node().lookup("#settings-close")).fire());
        }
    }

    private static void act(Runnable what) throws Exception {
        WindowPictures.fx(() -> {
            what.run();
            return true;
        });
        WindowPictures.frames();
    }

    private void save(String name) throws Exception {
        if (!wanted.isEmpty() && wanted.stream().noneMatch(name::startsWith)) {
            return;
        }
        for (Theme.Mode mode : List.of(Theme.Mode.LIGHT, Theme.Mode.DARK)) {
            for (int[] size : SIZES) {
                window.size(mode, size[0], size[1]);
                window.write(size[0], size[1], out.resolve(name + "-" + mode.name().toLowerCase(Locale.ROOT) + "-"
                        + size[0] + "x" + size[1] + ".png"));
            }
        }
    }
}
