package dev.flowbench.desktop.runform;

import dev.flowbench.engine.RunOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;

/** How a run goes beside its inputs. On the JavaFX thread. */
public final class OptionsModel {
    private final BooleanProperty dryRun = new SimpleBooleanProperty();
    private final ObjectProperty<RunOptions.Asking> asking = new SimpleObjectProperty<>(RunOptions.Asking.WAIT);
    private final StringProperty tags = new SimpleStringProperty("");
    private final CapsModel caps = new CapsModel();

    /** What may become of questions to a person, in the window. */
    public static List<RunOptions.Asking> askings() {
        return List.of(RunOptions.Asking.WAIT, RunOptions.Asking.APPROVE, RunOptions.Asking.DENY);
    }

    /** Whether side effects are collected, not done. */
    public BooleanProperty dryRunProperty() {
        return dryRun;
    }

    /** What becomes of questions to a person. */
    public ObjectProperty<RunOptions.Asking> askingProperty() {
        return asking;
    }

    /** Tags, separated by commas: {@code name} or {@code name=value}. */
    public StringProperty tagsProperty() {
        return tags;
    }

    /** Caps of this run alone. */
    public CapsModel caps() {
        return caps;
    }

    /** Whether something is set that is not usual. */
    public boolean isUsual() {
        return options().map(RunOptions.USUAL::equals).orElse(false);
    }

    /** What is set; empty where something does not fit: it says why. */
    public Optional<RunOptions> options() {
        return caps.budget().map(budget -> new RunOptions(dryRun.get(), asking.get(), budget.isEmpty() ? null : budget,
                Map.of(), List.of(), false, Map.of(), "", tagged(), Map.of()));
    }

    private Map<String, String> tagged() {
        var all = new LinkedHashMap<String, String>();
        for (String part : tags.get().split(",")) {
            String tag = part.strip();
            int at = tag.indexOf('=');
            if (!tag.isEmpty()) {
                all.put(at < 0 ? tag : tag.substring(0, at).strip(), at < 0 ? "" : tag.substring(at + 1).strip());
            }
        }
        return all;
    }
}
