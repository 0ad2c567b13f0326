package dev.flowbench.desktop.command;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/** What the command palette lists for what is typed: the best fit first; what cannot be done now comes last. */
public final class CommandPaletteModel {
    private final List<Command> all;
    private final Function<String, String> sectionTitle;
    private final StringProperty query = new SimpleStringProperty("");
    private final ObservableList<Command> found = FXCollections.observableArrayList();

    /** @param sectionTitle the words of a section */
    public CommandPaletteModel(List<Command> all, Function<String, String> sectionTitle) {
        this.all = all;
        this.sectionTitle = sectionTitle;
        query.subscribe(_ -> search());
    }

    public StringProperty queryProperty() {
        return query;
    }

    public ObservableList<Command> found() {
        return found;
    }

    /** The words of a command's section. */
    public String section(Command command) {
        return sectionTitle.apply(command.section());
    }

    private void search() {
        record Hit(Command command, int score) {}
        found.setAll(all.stream()
                .map(command -> new Hit(command, score(command)))
                .filter(hit -> hit.score() >= 0)
                .sorted(Comparator.comparing((Hit hit) -> !hit.command().enabled().get())
                        .thenComparing(Comparator.comparingInt(Hit::score).reversed()))
                .map(Hit::command)
                .toList());
    }

    private int score(Command command) {
        int title = Fuzzy.score(query.get(), command.title().get());
        return title >= 0 ? title + 100 : Fuzzy.score(query.get(), section(command) + " " + command.title().get());
    }
}
