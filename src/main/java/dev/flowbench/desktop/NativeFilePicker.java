package dev.flowbench.desktop;

import dev.flowbench.desktop.desk.FilePicker;
import dev.flowbench.desktop.kit.Words;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;
import javafx.stage.Window;
import org.jspecify.annotations.Nullable;

/** The platform's own file dialogs. */
record NativeFilePicker(Window owner) implements FilePicker {
    private static final Words WORDS = Words.beside(NativeFilePicker.class);

    @Override
    public List<Path> open(@Nullable Path folder) {
        @Nullable List<File> chosen = chooser(folder).showOpenMultipleDialog(owner);
        return chosen == null ? List.of() : chosen.stream().map(File::toPath).toList();
    }

    @Override
    public Optional<Path> save(@Nullable Path folder, String name) {
        FileChooser chooser = chooser(folder);
        chooser.setInitialFileName(name);
        return Optional.ofNullable(chooser.showSaveDialog(owner)).map(File::toPath);
    }

    @Override
    public List<Path> openRuns(@Nullable Path folder) {
        @Nullable List<File> chosen = runs(folder).showOpenMultipleDialog(owner);
        return chosen == null ? List.of() : chosen.stream().map(File::toPath).toList();
    }

    @Override
    public Optional<Path> saveRun(@Nullable Path folder, String name) {
        FileChooser chooser = runs(folder);
        chooser.setInitialFileName(name);
        return Optional.ofNullable(chooser.showSaveDialog(owner)).map(File::toPath);
    }

    @Override
    public Optional<Path> openApi(@Nullable Path folder) {
        FileChooser chooser = chooser(folder);
        chooser.getExtensionFilters().setAll(
                new FileChooser.ExtensionFilter(WORDS.text("files.openApi"), "*.json", "*.yaml", "*.yml"));
        return Optional.ofNullable(chooser.showOpenDialog(owner)).map(File::toPath);
    }

    @Override
    public Optional<Path> folder(@Nullable Path from) {
        DirectoryChooser chooser = new DirectoryChooser();
        if (from != null && from.toFile().isDirectory()) {
            chooser.setInitialDirectory(from.toFile());
        }
        return Optional.ofNullable(chooser.showDialog(owner)).map(File::toPath);
    }

    private static FileChooser runs(@Nullable Path folder) {
        FileChooser chooser = chooser(folder);
        chooser.getExtensionFilters().setAll(
                new FileChooser.ExtensionFilter(WORDS.text("files.runs"), "*.run.jsonl", "*.jsonl"));
        return chooser;
    }

    private static FileChooser chooser(@Nullable Path folder) {
        FileChooser chooser = new FileChooser();
        chooser.getExtensionFilters().addAll(
                new FileChooser.ExtensionFilter(WORDS.text("files.workflows"), "*.flow.json"),
                new FileChooser.ExtensionFilter(WORDS.text("files.json"), "*.json"));
        if (folder != null && folder.toFile().isDirectory()) {
            chooser.setInitialDirectory(folder.toFile());
        }
        return chooser;
    }
}
