package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.ModelSpec;
import java.util.function.Consumer;

/** Lets one choose among the models that a provider has, by asking it. On the JavaFX thread; does not wait. */
@FunctionalInterface
public interface ModelPicker {
    /**
     * Shows them.
     *
     * @param spec says which provider, where it is and by which key
     * @param chosen takes the name of the one that is chosen; not called where none is
     */
    void pick(ModelSpec spec, Consumer<String> chosen);
}
