package dev.flowbench.desktop.kit;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The texts of one package, from its bundle {@code words.properties}. Safe on any thread. */
public final class Words {
    private final ResourceBundle bundle;

    private Words(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /**
     * The words that stand beside a class.
     *
     * @throws java.util.MissingResourceException if its package has no bundle
     */
    public static Words beside(Class<?> type) {
        return new Words(ResourceBundle.getBundle(type.getPackageName() + ".words", Locale.ROOT,
                type.getClassLoader()));
    }

    /**
     * A text; with arguments a {@link MessageFormat} pattern.
     *
     * @throws java.util.MissingResourceException if there is no such text
     */
    public String text(String key, Object... arguments) {
        String text = bundle.getString(key);
        return arguments.length == 0 ? text : new MessageFormat(text, Locale.ROOT).format(arguments);
    }

    /** Whether there is a text of that key. */
    public boolean has(String key) {
        return bundle.containsKey(key);
    }

    /** The bundle itself, for FXML. */
    public ResourceBundle bundle() {
        return bundle;
    }
}
