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
            return new MustacheSections(text, tags.strict().stream().map(Variable::of).toList(), compiled);
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
     * Text and variables in turn. Most prompts are this, and it is faster than walking jmustache's segments.
     *
     * @param template  the template
     * @param pieces    the texts, and null at odd places, where the variables stand; never changed
     * @param variables what stands there, in order
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared; arrays for speed.
    record Flat(String template, @Nullable String[] pieces, Variable[] variables) implements TemplateBody {
        @Override
        public String render(Function<String, @Nullable JsonNode> values) throws TextException {
            var filled = pieces.clone();
            long length = template.length(); // At least as long as the texts in it.
            for (int i = 0; i < variables.length; i++) {
                var text = JsonText.of(variables[i].value(template, values));
                length += text.length();
                filled[2 * i + 1] = text;
            }
            if (length > Template.MAX_LENGTH) {
                checkLength(filled);
            }
            return String.join("", filled);
        }

        private void checkLength(@Nullable String[] filled) throws TextException {
            long length = 0;
            for (var piece : filled) {
                length += piece == null ? 0 : piece.length();
            }
            if (length > Template.MAX_LENGTH) {
                throw new TextException(template, 0, "TEMPLATE_OUTPUT_TOO_LONG", Template.MAX_LENGTH);
            }
        }
    }

    /** A variable outside every section, which must have a value. */
    record Variable(Path path, int offset) {

        static Variable of(Span span) {
            return new Variable(Path.of(span.name()), span.start());
        }

        JsonNode value(String template, Function<String, @Nullable JsonNode> values) throws TextException {
            var value = path.resolve(values);
            if (value != null && !value.isNull()) {
                return value;
            }
            if (path.fields().isEmpty()) {
                throw new TextException(template, offset, "TEMPLATE_NO_VALUE", path.name());
            }
            throw new TextException(template, offset, "TEMPLATE_NO_FIELD", path.name(),
                    path.name() + "." + String.join(".", path.fields()));
        }
    }

    /** Gathers jmustache's segments, which it has trimmed around comments. */
    final class Pieces implements Mustache.Visitor {

        private final ArrayList<@Nullable String> pieces = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();

        @Override
        public void visitText(String more) {
            text.append(more);
        }

        @Override
        public void visitVariable(String name) {
            pieces.add(text.toString());
            pieces.add(null);
            text.setLength(0);
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
            pieces.add(text.toString());
            if (tags.strict().isEmpty()) {
                return new Constant(text.toString());
            }
            var variables = tags.strict().stream().map(Variable::of).toArray(Variable[]::new);
            return new Flat(template, pieces.toArray(String[]::new), variables);
        }
    }
}
