package dev.flowbench.desktop.look;

import atlantafx.base.theme.PrimerDark;
import atlantafx.base.theme.PrimerLight;
import java.lang.ref.WeakReference;
import javafx.application.Application;
import javafx.application.ColorScheme;
import javafx.application.Platform;
import javafx.beans.property.BooleanProperty;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ListChangeListener;
import javafx.collections.ObservableList;
import javafx.scene.Scene;
import javafx.scene.control.Dialog;
import javafx.scene.paint.Color;

/**
 * Light or dark, for every window of the application. Made once at start, on the JavaFX thread, and handed to whoever
 * shows something; to be used on that thread only.
 *
 * <p>A window: {@code theme.apply(scene)}. A component with its own style sheet: {@code theme.add(Canvas.class,
 * "canvas.css")}, once, at start. A painter: {@code theme.paletteProperty().subscribe(palette -> repaint())}. Popups,
 * menus, tooltips and dialogs take the look of the window that owns them; a dialog without an owner needs
 * {@link #apply(Dialog)}.
 */
public final class Theme {

    /** What the user chooses. */
    public enum Mode {
        /** Always light. */
        LIGHT,
        /** Always dark. */
        DARK,
        /** As the operating system says, also when that changes. */
        SYSTEM
    }

    private final ObjectProperty<Mode> mode;
    private final BooleanProperty calm = new SimpleBooleanProperty(this, "calm", false);
    private final ReadOnlyObjectWrapper<Palette> palette = new ReadOnlyObjectWrapper<>(this, "palette", Palette.LIGHT);
    private final ObservableList<String> sheets = FXCollections.observableArrayList();

    /**
     * Loads the fonts, sets the application's look, and follows the operating system while the mode is SYSTEM.
     *
     * @param mode
     *            the mode to start with
     */
    public Theme(Mode mode) {
        this.mode = new SimpleObjectProperty<>(this, "mode", mode);
        Fonts.load();
        sheets.addAll(Sheets.tokens(Palette.LIGHT), Sheets.beside(Theme.class, "bridge.css"),
                Sheets.beside(Theme.class, "flowbench.css"));
        show(wanted());
        this.mode.subscribe((_, _) -> show(wanted()));
        Platform.getPreferences().colorSchemeProperty().subscribe((_, _) -> show(wanted()));
    }

    /** The user's choice; set it to change every window at once. */
    public ObjectProperty<Mode> modeProperty() {
        return mode;
    }

    /** The colours shown now; changes when the mode or the operating system does. */
    public ReadOnlyObjectProperty<Palette> paletteProperty() {
        return palette.getReadOnlyProperty();
    }

    /** The colours shown now. */
    public Palette palette() {
        return palette.get();
    }

    /** A colour of the palette shown now. */
    public Color color(Token token) {
        return palette().color(token);
    }

    /** The user's wish for no motion; the operating system's is honoured anyway. */
    public BooleanProperty calmProperty() {
        return calm;
    }

    /** Whether things may move: neither the user nor the operating system asks for stillness. */
    public boolean moves() {
        return !calm.get() && !Platform.getPreferences().isReducedMotion();
    }

    /**
     * Adds a component's style sheet to every window, now and later. It may use every {@code -fb-} colour. Adding one
     * twice does nothing.
     *
     * @param beside
     *            the class in whose package the sheet stands
     * @param name
     *            the file's name, for example {@code canvas.css}
     * @throws IllegalArgumentException
     *             if there is no such sheet
     */
    public void add(Class<?> beside, String name) {
        String sheet = Sheets.beside(beside, name);
        if (!sheets.contains(sheet)) {
            sheets.add(sheet);
        }
    }

    /** Gives a scene the look, and keeps it up to date. The scene's own list of sheets is taken over. */
    public void apply(Scene scene) {
        // All in one: a list that lacks the tokens for a moment is styled, and complained about, in that moment.
        scene.getStylesheets().setAll(sheets);
        sheets.addListener(new Following(scene, sheets));
        // Bound and not subscribed: a binding does not keep a closed window's scene alive.
        scene.getPreferences().colorSchemeProperty().bind(palette.map(Theme::scheme));
    }

    /** Gives a dialog the look; needed where it has no owner, harmless where it has one. */
    public void apply(Dialog<?> dialog) {
        Scene scene = dialog.getDialogPane().getScene();
        if (scene != null && dialog.getOwner() == null) {
            apply(scene);
        }
    }

    private Palette wanted() {
        return switch (mode.get()) {
            case LIGHT -> Palette.LIGHT;
            case DARK -> Palette.DARK;
            case SYSTEM ->
                Platform.getPreferences().getColorScheme() == ColorScheme.DARK ? Palette.DARK : Palette.LIGHT;
        };
    }

    private void show(Palette now) {
        Application.setUserAgentStylesheet(
                now.dark() ? new PrimerDark().getUserAgentStylesheet() : new PrimerLight().getUserAgentStylesheet());
        sheets.set(0, Sheets.tokens(now));
        palette.set(now);
    }

    /** Keeps a scene's sheets up to date, and does not keep the scene. */
    private record Following(WeakReference<Scene> scene, ObservableList<String> sheets)
            implements
                ListChangeListener<String> {
        Following(Scene scene, ObservableList<String> sheets) {
            this(new WeakReference<>(scene), sheets);
        }

        @Override
        public void onChanged(Change<? extends String> change) {
            Scene there = scene.get();
            if (there == null) {
                sheets.removeListener(this);
            } else {
                there.getStylesheets().setAll(sheets);
            }
        }
    }

    private static ColorScheme scheme(Palette palette) {
        return palette.dark() ? ColorScheme.DARK : ColorScheme.LIGHT;
    }
}
