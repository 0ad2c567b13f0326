package dev.flowbench.desktop.canvas.scene;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;

/** The texts of the canvas, out of its bundle. Immutable. */
public final class Texts {
    private final ResourceBundle bundle =
            ResourceBundle.getBundle("dev.flowbench.desktop.canvas.canvas", Locale.getDefault(),
                    Texts.class.getClassLoader());

    /** The text of that key, filled with the values; the key itself where the bundle lacks it. */
    public String of(String key, Object... values) {
        try {
            String pattern = bundle.getString(key);
            return values.length == 0 ? pattern.replace("''", "'")
                    : new MessageFormat(pattern, Locale.getDefault()).format(values);
        } catch (MissingResourceException _) {
            return key;
        }
    }

    /** Whether the bundle has that key. */
    public boolean has(String key) { return bundle.containsKey(key); }
}
