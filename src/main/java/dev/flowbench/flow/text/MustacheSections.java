package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.MustacheException;
import com.samskivert.mustache.Template;
import java.io.Writer;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A template with sections, filled by jmustache. Its own reflection is never reached: all it sees are the two records
 * below, and its one way to look into them is {@link Data}.
 */
record MustacheSections(String text, List<Variable> strict, Template compiled) implements TemplateBody {

    /** How many look-ups and items one filling may take: nested sections over long lists multiply. */
    static final int MAX_LOOKUPS = 2_000_000;

    static final Mustache.Compiler COMPILER = Mustache.compiler().escapeHTML(false).withCollector(new Data())
            .withFormatter(value -> value instanceof Item item ? item.shown() : "").withLoader(name -> {
                throw new MustacheException(name);
            });

    @Override
    public String render(Function<String, @Nullable JsonNode> values) throws TextException {
        for (var variable : strict) {
            variable.value(text, values);
        }
        var out = new CappedWriter();
        try {
            compiled.execute(new Root(values, new Fuel()), out);
            return out.toString();
        } catch (Exhausted e) {
            throw new TextException(text, 0, e.code, e.limit);
        } catch (MustacheException e) {
            if (e.getCause() instanceof Exhausted limit) { // It wraps what comes out of a look-up.
                throw new TextException(text, 0, limit.code, limit.limit);
            }
            throw new TextException(text, 0, "TEMPLATE_UNREADABLE", String.valueOf(e.getMessage()));
        }
    }

    /** The outermost names. */
    private record Root(Function<String, @Nullable JsonNode> values, Fuel fuel) {
    }

    /** A value, and the fuel of the filling it belongs to. */
    private record Item(JsonNode value, Fuel fuel) {
        String shown() {
            fuel.spend();
            return JsonText.of(value);
        }
    }

    private static final class Fuel {
        private int left = MAX_LOOKUPS;

        void spend() {
            if (--left < 0) {
                throw new Exhausted("TEMPLATE_TOO_MUCH_WORK", MAX_LOOKUPS);
            }
        }
    }

    private static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String code;
        private final int limit;

        Exhausted(String code, int limit) {
            super(code, null, false, false);
            this.code = code;
            this.limit = limit;
        }
    }

    private static final class CappedWriter extends Writer {
        private final StringBuilder out = new StringBuilder();

        @Override
        public void write(char[] from, int offset, int length) {
            write(new String(from, offset, length));
        }

        @Override
        public void write(String more) {
            if (more.length() > dev.flowbench.flow.text.Template.MAX_LENGTH - out.length()) {
                throw new Exhausted("TEMPLATE_OUTPUT_TOO_LONG", dev.flowbench.flow.text.Template.MAX_LENGTH);
            }
            out.append(more);
        }

        @Override
        public void flush() {
            // Nothing is held back.
        }

        @Override
        public void close() {
            // Nothing is held open.
        }

        @Override
        public String toString() {
            return out.toString();
        }
    }

    /** How jmustache looks into our values. */
    private static final class Data implements Mustache.Collector {

        /** {@return no item if a section's value is nothing, the items of a list, else the value itself} */
        @Override
        public Iterator<?> toIterator(Object value) {
            if (!(value instanceof Item item) || JsonText.isNothing(item.value)) {
                return Collections.emptyIterator();
            }
            if (!item.value.isArray()) {
                return List.of(item).iterator();
            }
            var elements = item.value.elements();
            return new Iterator<Item>() {
                @Override
                public boolean hasNext() {
                    return elements.hasNext();
                }

                @Override
                public Item next() {
                    item.fuel.spend();
                    return new Item(elements.next(), item.fuel);
                }
            };
        }

        /** Called once per template for each kind of scope and name. */
        @Override
        public Mustache.VariableFetcher createFetcher(Object scope, String dotted) {
            var path = Path.of(dotted);
            var parts = List.of(dotted.split("\\."));
            return (current, _) -> switch (current) {
                case Root root -> {
                    root.fuel.spend();
                    yield new Item(orMissing(path.resolve(root.values)), root.fuel);
                }
                case Item item -> {
                    item.fuel.spend();
                    yield lookUp(item, parts);
                }
                default -> Template.NO_FETCHER_FOUND;
            };
        }

        @Override
        public <K, V> Map<K, V> createFetcherCache() {
            return new ConcurrentHashMap<>();
        }

        /** Once the first part is a field of this value, the rest is looked for here only. */
        private static Object lookUp(Item item, List<String> parts) {
            if (!item.value.has(parts.getFirst())) {
                return Template.NO_FETCHER_FOUND;
            }
            @Nullable JsonNode value = item.value;
            for (int i = 0; value != null && i < parts.size(); i++) {
                value = value.get(parts.get(i));
            }
            return new Item(orMissing(value), item.fuel);
        }

        private static JsonNode orMissing(@Nullable JsonNode value) {
            return value == null ? MissingNode.getInstance() : value;
        }
    }
}
