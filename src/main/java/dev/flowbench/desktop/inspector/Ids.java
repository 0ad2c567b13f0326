package dev.flowbench.desktop.inspector;

import dev.flowbench.desktop.kit.Words;
import dev.flowbench.flow.text.Names;
import org.jspecify.annotations.Nullable;

/** The id of a workflow, as a field. */
final class Ids {
    private static final Words WORDS = Words.beside(Ids.class);

    static final Format FORMAT = new Format() {
        @Override
        public String write(@Nullable Object value) {
            return value == null ? "" : value.toString();
        }

        @Override
        public Object read(String text) throws BadInput {
            if (!Names.isNodeId(text)) {
                throw new BadInput(WORDS.text("bad.id"));
            }
            return text;
        }
    };

    private Ids() {}
}
