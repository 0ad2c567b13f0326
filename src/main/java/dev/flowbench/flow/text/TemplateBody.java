package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import java.util.ArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a template does when it is filled, by how much it needs for that. */
sealed interface TemplateBody permits TemplateBody.Constant, TemplateBody.Flat, MustacheSections {

    String render(Function<String, @Nullable JsonNode> values) throws TextException;

    /** {@return the body of a template with tags, read by jmustache} */
    static TemplateBody of(String text, TemplateTags tags) throws TextException {
        com.samskivert.mustache.Template compiled;
        try {
            compiled = MustacheSections.COMPILER.compile(text);
        } catch (MustacheException e) {
            throw new TextException(text, 0, "TEMPLATE_UNREADABLE", String.valueOf(e.getMessage()));
        }
        if (tags.sections()) {
            return new MustacheSections(text, tags.strict(), compiled);
        }
        var pieces = new Pieces();
        compiled.visit(pieces);
        return pieces.body(text, tags);
    }

    /** The same text always. */
    record Constant(String text) implements TemplateBody {
        @Override
        public String render(Function<String, @Nullable JsonNode> values) {
            return text;
        }
    }

    /**
     * Text and variables in turn: {@code texts[0] paths[0] texts[1] … texts[n]}. Most prompts are this, and it is an
     * order of magnitude faster than walking jmustache's segments.
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; arrays for speed.
    record Flat(String template, String[] texts, Path[] paths, int[] offsets) implements TemplateBody {
        @Override
        public String render(Function<String, @Nullable JsonNode> values) throws TextException {
            var filled = new String[paths.length];
            long length = texts[0].length();
            for (int i = 0; i < filled.length; i++) {
                var value = paths[i].resolve(values);
                if (value == null || value.isNull()) {
                    throw noValue(template, offsets[i], paths[i]);
                }
                filled[i] = JsonText.of(value);
                length += filled[i].length() + texts[i + 1].length();
            }
            if (length > Template.MAX_LENGTH) {
                throw new TextException(template, 0, "TEMPLATE_OUTPUT_TOO_LONG", Template.MAX_LENGTH);
            }
            var out = new StringBuilder((int) length).append(texts[0]);
            for (int i = 0; i < filled.length; i++) {
                out.append(filled[i]).append(texts[i + 1]);
            }
            return out.toString();
        }
    }

    static TextException noValue(String template, int offset, Path path) {
        if (path.fields().isEmpty()) {
            return new TextException(template, offset, "TEMPLATE_NO_VALUE", path.name());
        }
        return new TextException(template, offset, "TEMPLATE_NO_FIELD", path.name(),
                path.name() + "." + String.join(".", path.fields()));
    }

    /** Gathers jmustache's segments, which it has trimmed around comments. */
    final class Pieces implements Mustache.Visitor {

        private final ArrayList<String> texts = new ArrayList<>();
        private final ArrayList<Path> paths = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public void visitText(String more) {
            text.append(more);
        }

        @Override
        public void visitVariable(String name) {
            texts.add(text.toString());
            text.setLength(0);
            paths.add(Path.of(name));
        }

        @Override
        public boolean visitInclude(String name) {
            return false;
        }

        @Override
        public boolean visitSection(String name) {
            return false;
        }

        @Override
        public boolean visitInvertedSection(String name) {
            return false;
        }

        TemplateBody body(String template, TemplateTags tags) {
            texts.add(text.toString());
            if (paths.isEmpty()) {
                return new Constant(texts.getFirst());
            }
            int[] offsets = tags.strict().stream().mapToInt(Span::start).toArray();
            return new Flat(template, texts.toArray(String[]::new), paths.toArray(Path[]::new), offsets);
        }
    }
}
