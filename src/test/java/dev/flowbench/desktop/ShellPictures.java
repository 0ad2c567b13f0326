package dev.flowbench.desktop;

import dev.flowbench.app.Flowbench;
import dev.flowbench.app.FlowbenchHome;
import dev.flowbench.app.Machine;
import dev.flowbench.app.Samples;
import dev.flowbench.desktop.bench.BenchFolder;
import dev.flowbench.desktop.document.Selection;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.look.Theme;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.net.Limits;
import dev.flowbench.secret.Environment;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.animation.PauseTransition;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.scene.Scene;
import javafx.scene.image.WritableImage;
import javafx.stage.Stage;
import javafx.stage.StageStyle;
import javafx.util.Duration;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/** Takes pictures of the whole window, light and dark, at three sizes, to {@code target/pictures}. */
public final class ShellPictures {
    private ShellPictures() {}

    public static void main(String[] args) {
        Application.launch(Studio.class, args);
    }

    /** Where they are taken. */
    public static final class Studio extends Application {
        private final Deque<Runnable> steps = new ArrayDeque<>();
        private @Nullable Theme theme;

        @Override
        public void start(Stage stage) throws IOException {
            Platform.setImplicitExit(false);
            Path out = Files.createDirectories(Path.of("target/pictures"));
            List<String> only = getParameters().getRaw();
            theme = new Theme(Theme.Mode.LIGHT);
            Path sample = Path.of("src/test/resources/dev/flowbench/desktop/samples/notes/notes.flow.json")
                    .toAbsolutePath();
            for (Theme.Mode mode : List.of(Theme.Mode.LIGHT, Theme.Mode.DARK)) {
                for (int[] size : new int[][]{{1000, 1000}, {1280, 800}, {2560, 1440}}) {
                    picture(only, out, "start", mode, size, shell -> {
                    });
                    picture(only, out, "sample", mode, size, shell -> shell.desk().openCopy(sample));
                    picture(only, out, "node", mode, size, shell -> {
                        shell.desk().openCopy(sample);
                        later(() -> shell.desk().active().flow().select(Selection.of("draft")));
                    });
                    picture(only, out, "run", mode, size, shell -> {
                        shell.desk().openCopy(sample);
                        later(() -> shell.run(true));
                    });
                    picture(only, out, "done", mode, size, shell -> {
                        shell.desk().openCopy(sample);
                        for (int i = 0; i < 4; i++) {
                            later(() -> {
                            });
                        }
                        later(() -> ((javafx.scene.control.Button) shell.node().lookup("#run-form-simulated")).fire());
                        later(() -> shell.run(true));
                    });
                    picture(only, out, "ask", mode, size, shell -> {
                        shell.desk().create();
                        later(() -> shell.desk().close());
                        later(() -> shell.desk().active().flow().apply("x", w -> w.named("x", "Mine", null)));
                    });
                    picture(only, out, "problem", mode, size, shell -> {
                        shell.desk().openCopy(sample);
                        later(() -> {
                            shell.desk().active().flow().select(Selection.of("judge"));
                            shell.dock().openProblems();
                        });
                    });
                    picture(only, out, "commands", mode, size, shell -> {
                        shell.desk().openCopy(sample);
                        later(() -> shell.commands().run("help.commands"));
                    });
                    picture(only, out, "keys", mode, size, shell -> later(() -> shell.commands().run("help.keys")));
                }
            }
            next();
        }

        private void later(Runnable then) {
            steps.addFirst(then);
        }

        private void picture(List<String> only, Path out, String name, Theme.Mode mode, int[] size,
                Consumer<Shell> way) {
            String file = name + "-" + mode.name().toLowerCase() + "-" + size[0] + "x" + size[1];
            if (!only.isEmpty() && only.stream().noneMatch(file::contains)) {
                return;
            }
            steps.add(() -> {
                Path home = Path.of("target/pictures/home");
                Program program = new WiredProgram(new Flowbench(new Machine(new FlowbenchHome(home),
                        new Samples(samples()), Environment.of(Map.of()), Limits.USUAL, Clock.systemUTC())),
                        Pace.WATCHABLE);
                Shell shell = new Shell(program, new BenchFolder(home.resolve("bench")), new DiskFiles(), theme,
                        Background.virtual(), new NoPicker());
                theme.modeProperty().set(mode);
                Scene scene = new Scene(shell.node(), size[0], size[1]);
                theme.apply(scene);
                Stage stage = new Stage(StageStyle.UNDECORATED);
                stage.setScene(scene);
                stage.setX(0);
                stage.setY(0);
                stage.show();
                steps.addFirst(() -> {
                    try {
                        save(scene.snapshot(null), out.resolve(file + ".png"));
                        stage.close();
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                way.accept(shell);
            });
        }

        private static Path samples() {
            Path shipped = Path.of("sample-workflows").toAbsolutePath();
            return Files.isDirectory(shipped)
                    ? shipped
                    : Path.of("src/test/resources/dev/flowbench/desktop/samples").toAbsolutePath();
        }

        private void next() {
            if (steps.isEmpty()) {
                Platform.exit();
                return;
            }
            steps.removeFirst().run();
            PauseTransition pause = new PauseTransition(Duration.millis(900));
            pause.setOnFinished(_ -> next());
            pause.play();
        }

        private static void save(WritableImage image, Path file) throws IOException {
            int w = (int) image.getWidth();
            int h = (int) image.getHeight();
            var picture = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
            for (int y = 0; y < h; y++) {
                for (int x = 0; x < w; x++) {
                    picture.setRGB(x, y, image.getPixelReader().getArgb(x, y));
                }
            }
            ImageIO.write(picture, "png", file.toFile());
        }

        private record NoPicker() implements dev.flowbench.desktop.desk.FilePicker {
            @Override
            public List<Path> open(@Nullable Path folder) {
                return List.of();
            }

            @Override
            public Optional<Path> save(@Nullable Path folder, String name) {
                return Optional.empty();
            }
        }
    }
}
