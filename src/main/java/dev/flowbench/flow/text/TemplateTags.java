package dev.flowbench.flow.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the tags of a template with their places, which jmustache does not keep, and refuses what we do not take from
 * mustache: partials, other delimiters, inheritance, odd names. What passes here jmustache reads the same way.
 *
 * @param spans    all tags in order
 * @param names    the free names, in order of first use
 * @param required those with a use outside every section
 * @param strict   the variables outside every section: each must have a value
 * @param sections whether there is any section
 */
record TemplateTags(List<Span> spans, Set<String> names, Set<String> required, List<Span> strict, boolean sections) {

    static final int MAX_DEPTH = 32;

    private static final String REFUSED = "=><$";

    static TemplateTags read(String text) throws TextException {
        var spans = new ArrayList<Span>();
        var names = new LinkedHashSet<String>();
        var required = new LinkedHashSet<String>();
        var strict = new ArrayList<Span>();
        var open = new ArrayDeque<Span>();
        boolean sections = false;
        for (int at = text.indexOf("{{"); at >= 0; at = text.indexOf("{{", spans.getLast().end())) {
            var span = tag(text, at);
            spans.add(span);
            switch (span.kind()) {
                case COMMENT -> {
                    continue;
                }
                case CLOSE -> {
                    close(text, open, span);
                    continue;
                }
                case VARIABLE, SECTION -> use(text, span, open.isEmpty(), names, required);
            }
            if (span.kind() == Span.Kind.SECTION) {
                sections = true;
                open.push(span);
                if (open.size() > MAX_DEPTH) {
                    throw new TextException(text, at, "TEMPLATE_TOO_DEEP", MAX_DEPTH);
                }
            } else if (open.isEmpty()) {
                strict.add(span);
            }
        }
        if (!open.isEmpty()) {
            var span = open.peek();
            throw new TextException(text, span.start(), "TEMPLATE_UNCLOSED_SECTION", span.name());
        }
        return new TemplateTags(List.copyOf(spans), names, required, List.copyOf(strict), sections);
    }

    private static void use(String text, Span span, boolean outside, Set<String> names, Set<String> required)
            throws TextException {
        if (span.name().equals(".")) {
            if (outside) {
                throw new TextException(text, span.start(), "TEMPLATE_DOT_OUTSIDE");
            }
            return;
        }
        if (span.name().equals(Names.STATE)) {
            if (outside) {
                throw new TextException(text, span.start(), "TEMPLATE_BARE_STATE");
            }
            return; // A field of the current item that happens to have this name.
        }
        var name = Path.of(span.name()).name();
        names.add(name);
        if (outside && span.kind() == Span.Kind.VARIABLE) {
            required.add(name);
        }
    }

    private static void close(String text, ArrayDeque<Span> open, Span span) throws TextException {
        if (open.isEmpty()) {
            throw new TextException(text, span.start(), "TEMPLATE_UNOPENED_SECTION", span.name());
        }
        var opened = open.pop();
        if (!opened.name().equals(span.name())) {
            throw new TextException(text, span.start(), "TEMPLATE_CROSSED_SECTION", span.name(), opened.name());
        }
    }

    private static Span tag(String text, int at) throws TextException {
        boolean triple = text.startsWith("{{{", at);
        var close = triple ? "}}}" : "}}";
        int from = at + close.length();
        int end = text.indexOf(close, from);
        if (end < 0) {
            throw new TextException(text, at, "TEMPLATE_UNCLOSED_TAG");
        }
        var inside = text.substring(from, end);
        end += close.length();
        if (!triple && inside.startsWith("!")) {
            return new Span(at, end, Span.Kind.COMMENT, "");
        }
        if (inside.indexOf('{') >= 0 || inside.indexOf('\n') >= 0) {
            // Most likely the closing braces were forgotten and those of a later tag were found.
            throw new TextException(text, at, "TEMPLATE_UNCLOSED_TAG");
        }
        var tag = inside.strip();
        if (tag.isEmpty()) {
            throw new TextException(text, at, "TEMPLATE_EMPTY_TAG");
        }
        char sigil = tag.charAt(0);
        if (!triple && REFUSED.indexOf(sigil) >= 0) {
            throw new TextException(text, at, "TEMPLATE_REFUSED_TAG", String.valueOf(sigil));
        }
        var kind = switch (triple ? ' ' : sigil) {
            case '#', '^' -> Span.Kind.SECTION;
            case '/' -> Span.Kind.CLOSE;
            default -> Span.Kind.VARIABLE;
        };
        var name = kind != Span.Kind.VARIABLE || !triple && sigil == '&' ? tag.substring(1).strip() : tag;
        if (!name.equals(".") && !Path.isPath(name)) {
            throw new TextException(text, at, "TEMPLATE_BAD_NAME", shown(name));
        }
        return new Span(at, end, kind, name);
    }

    private static String shown(String name) {
        return name.length() <= 40 ? name : name.substring(0, 40) + "…";
    }
}
