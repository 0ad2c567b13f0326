package dev.flowbench.desktop.command;

import javafx.beans.binding.Bindings;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.value.ObservableBooleanValue;
import javafx.beans.value.ObservableStringValue;
import javafx.scene.input.KeyCombination;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/**
 * One thing the user can do. On the JavaFX thread.
 *
 * @param id stable name, {@code file.save}; the part before the dot is its section
 * @param title a verb, as menus show it; may change, as "Undo Move" does
 * @param icon null for none
 * @param keys null for none
 * @param enabled whether it can be done now
 * @param selected what it switches; null where it is no switch
 * @param action does it
 */
public record Command(
        String id,
        ObservableStringValue title,
        @Nullable Feather icon,
        @Nullable KeyCombination keys,
        ObservableBooleanValue enabled,
        @Nullable BooleanProperty selected,
        Runnable action) {

    private static final ObservableBooleanValue ALWAYS = Bindings.createBooleanBinding(() -> true);

    /** A command that can always be done, without keys or icon. */
    public static Command of(String id, String title, Runnable action) {
        return new Command(id, new ReadOnlyStringWrapper(title), null, null, ALWAYS, null, action);
    }

    public Command icon(Feather newIcon) {
        return new Command(id, title, newIcon, keys, enabled, selected, action);
    }

    /** @param combination as {@link KeyCombination#valueOf} reads it; {@code shortcut} is Ctrl, or Cmd on a Mac */
    public Command keys(String combination) {
        return new Command(id, title, icon, KeyCombination.valueOf(combination), enabled, selected, action);
    }

    public Command enabled(ObservableBooleanValue when) {
        return new Command(id, title, icon, keys, when, selected, action);
    }

    public Command title(ObservableStringValue changing) {
        return new Command(id, changing, icon, keys, enabled, selected, action);
    }

    /** A command that switches something on and off. */
    public Command selected(BooleanProperty what) {
        return new Command(id, title, icon, keys, enabled, what, action);
    }

    /** The part of the id before the dot. */
    public String section() {
        int dot = id.indexOf('.');
        return dot < 0 ? id : id.substring(0, dot);
    }

    /** Does it, if it can be done now. */
    public void run() {
        if (enabled.get()) {
            action.run();
        }
    }
}
