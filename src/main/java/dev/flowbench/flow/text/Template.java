package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A text with holes: {@code {{name}}} is replaced by a value, <code>{{#name}}…{{/name}}</code> stands only if the value
 * is something (and once per item of a list), <code>{{^name}}…{{/name}}</code> only if it is nothing. Null, false, the
 * empty text and the empty list are nothing; zero is something.
 *
 * <p>
 * Values are read as data only; nothing is escaped. Inside a section the fields of its value come first, then the outer
 * names, and what is not there reads as nothing. Outside every section a name without a value is an error, never an
 * empty text. Immutable and safe for any thread.
 */
public final class Template {

    /** The longest template and the longest text that may come of one, in characters. */
    public static final int MAX_LENGTH = 1_000_000;

    private final TemplateTags tags;
    private final TemplateBody body;

    private Template(TemplateTags tags, TemplateBody body) {
        this.tags = tags;
        this.body = body;
    }

    /**
     * Reads a template.
     *
     * @param text the template
     * @return the template
     * @throws TextException if it is not well formed, with the place
     */
    public static Template parse(String text) throws TextException {
        if (text.length() > MAX_LENGTH) {
            throw new TextException(text, MAX_LENGTH, "TEMPLATE_TOO_LONG", MAX_LENGTH);
        }
        var tags = TemplateTags.read(text);
        if (tags.spans().isEmpty()) {
            return new Template(tags, new TemplateBody.Constant(text));
        }
        return new Template(tags, TemplateBody.of(text, tags));
    }

    /**
     * {@return the names it takes from outside, in the order of first use} Of {@code judge.score} that is
     * {@code judge}; names of state are whole, {@code state.tone}. A name inside a section counts, as it may be an outer
     * one as well as a field of the section's value.
     */
    public Set<String> names() {
        return Collections.unmodifiableSet(tags.names());
    }

    /** {@return those of the names that stand outside every section at least once; the others may have no value} */
    public Set<String> required() {
        return Collections.unmodifiableSet(tags.required());
    }

    /** {@return its tags in order, for an editor} */
    public List<Span> spans() {
        return tags.spans();
    }

    /** {@return whether the text is always the same} */
    public boolean constant() {
        return body instanceof TemplateBody.Constant;
    }

    /**
     * Fills the holes.
     *
     * @param values gives the value of a name, or null if it has none
     * @return the text; of a constant template always the same instance
     * @throws TextException if a name outside every section has no value, or the text grows too long
     */
    public String render(Function<String, @Nullable JsonNode> values) throws TextException {
        return body.render(values);
    }
}
