package dev.flowbench.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A path into a JSON value: the part of RFC 9535 without filters. Segments are {@code .name}, {@code .*},
 * {@code [selector, …]} and the same after {@code ..}; selectors are {@code 'name'}, {@code "name"}, {@code *},
 * {@code n} and {@code from:to:step}. Immutable.
 */
public final class JsonPath {
    /** The most values that a query may touch. */
    static final int MAX_VISITS = 200_000;

    private final List<Segment> segments;

    private JsonPath(List<Segment> segments) {
        this.segments = segments;
    }

    private record Segment(boolean deep, List<Selector> selectors) {}

    private sealed interface Selector {
        record Name(String name) implements Selector {}

        record All() implements Selector {}

        record Index(int index) implements Selector {}

        /** Bounds that were not given are null. */
        record Slice(
                @Nullable Integer from,
                @Nullable Integer to,
                int step) implements Selector {}
    }

    /** A path that is not well formed; the key is that of its text. */
    public static final class Fault extends Exception {
        private static final long serialVersionUID = 1L;

        private final String key;
        private final int position;

        Fault(String key, int position) {
            super(key);
            this.key = key;
            this.position = position;
        }

        /** That of its text. */
        public String key() {
            return key;
        }

        /** The character, from 1. */
        public int position() {
            return position;
        }
    }

    /** Reads a path. */
    public static JsonPath of(String text) throws Fault {
        return new JsonPath(new Reader(text).path());
    }

    /** Whether it leads to one value at most. */
    public boolean isSingle() {
        return segments.stream().allMatch(segment -> !segment.deep() && segment.selectors().size() == 1
                && (segment.selectors().getFirst() instanceof Selector.Name
                        || segment.selectors().getFirst() instanceof Selector.Index));
    }

    /**
     * What the path leads to, in the order of RFC 9535.
     *
     * @throws Fault if it touches more than {@link #MAX_VISITS} values
     */
    public List<JsonNode> find(JsonNode value) throws Fault {
        var visits = new Visits();
        List<JsonNode> found = List.of(value);
        for (Segment segment : segments) {
            var next = new ArrayList<JsonNode>();
            for (JsonNode node : found) {
                if (segment.deep()) {
                    descend(node, segment, next, visits);
                } else {
                    select(node, segment, next, visits);
                }
            }
            found = next;
        }
        return found;
    }

    private static void descend(JsonNode node, Segment segment, List<JsonNode> into, Visits visits) throws Fault {
        select(node, segment, into, visits);
        for (JsonNode child : node) {
            descend(child, segment, into, visits);
        }
    }

    private static void select(JsonNode node, Segment segment, List<JsonNode> into, Visits visits) throws Fault {
        visits.count();
        for (Selector selector : segment.selectors()) {
            int before = into.size();
            switch (selector) {
                case Selector.Name(String name) when node.isObject() && node.has(name) -> into.add(node.get(name));
                case Selector.Name _ -> {}
                case Selector.All _ -> node.forEach(into::add);
                case Selector.Index(int index) -> {
                    int place = index < 0 ? node.size() + index : index;
                    if (node.isArray() && place >= 0 && place < node.size()) {
                        into.add(node.get(place));
                    }
                }
                case Selector.Slice slice -> slice(node, slice, into);
            }
            visits.count(into.size() - before);
        }
    }

    private static void slice(JsonNode node, Selector.Slice slice, List<JsonNode> into) {
        if (!node.isArray() || slice.step() == 0) {
            return;
        }
        int size = node.size();
        long step = slice.step();
        if (step > 0) {
            long from = Math.clamp(bound(slice.from(), 0, size), 0, size);
            long to = Math.clamp(bound(slice.to(), size, size), 0, size);
            for (long i = from; i < to; i += step) {
                into.add(node.get((int) i));
            }
        } else {
            long from = Math.clamp(bound(slice.from(), size - 1L, size), -1, size - 1);
            long to = Math.clamp(slice.to() == null ? -1 : bound(slice.to(), 0, size), -1, size - 1);
            for (long i = from; i > to; i += step) {
                into.add(node.get((int) i));
            }
        }
    }

    private static long bound(@Nullable Integer given, long byDefault, int size) {
        return given == null ? byDefault : given < 0 ? (long) size + given : given;
    }

    private static final class Visits {
        private long left = MAX_VISITS;

        void count() throws Fault {
            count(1);
        }

        void count(int more) throws Fault {
            left -= more;
            if (left < 0) {
                throw new Fault("path.work", 1);
            }
        }
    }

    private static final class Reader {
        private static final int MAX_LENGTH = 1_000;
        private static final int MAX_SEGMENTS = 50;

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text.strip();
        }

        List<Segment> path() throws Fault {
            if (text.length() > MAX_LENGTH) {
                throw new Fault("path.long", MAX_LENGTH);
            }
            if (!take('$')) {
                throw fault("path.root");
            }
            var segments = new ArrayList<Segment>();
            while (at < text.length()) {
                segments.add(segment());
                if (segments.size() > MAX_SEGMENTS) {
                    throw fault("path.long");
                }
            }
            return List.copyOf(segments);
        }

        private Segment segment() throws Fault {
            if (take('[')) {
                return new Segment(false, brackets());
            }
            if (!take('.')) {
                throw fault("path.segment");
            }
            boolean deep = take('.');
            if (deep && take('[')) {
                return new Segment(true, brackets());
            }
            return new Segment(deep, List.of(take('*') ? new Selector.All() : new Selector.Name(name())));
        }

        private String name() throws Fault {
            int start = at;
            while (at < text.length() && isName(text.charAt(at), at > start)) {
                at++;
            }
            if (at == start) {
                throw fault("path.name");
            }
            return text.substring(start, at);
        }

        private static boolean isName(char c, boolean inside) {
            return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
                    || inside && (c >= '0' && c <= '9');
        }

        private List<Selector> brackets() throws Fault {
            var selectors = new ArrayList<Selector>();
            do {
                skip();
                selectors.add(selector());
                skip();
            } while (take(','));
            if (!take(']')) {
                throw fault("path.close");
            }
            return List.copyOf(selectors);
        }

        private Selector selector() throws Fault {
            if (take('*')) {
                return new Selector.All();
            }
            if (peek() == '\'' || peek() == '"') {
                return new Selector.Name(quoted());
            }
            if (peek() == '?') {
                throw fault("path.filter");
            }
            boolean number = startsNumber();
            @Nullable Integer first = number ? whole() : null;
            skip();
            if (!take(':')) {
                if (first == null) {
                    throw fault("path.selector");
                }
                return new Selector.Index(first);
            }
            skip();
            @Nullable Integer to = startsNumber() ? whole() : null;
            skip();
            int step = 1;
            if (take(':')) {
                skip();
                step = startsNumber() ? whole() : 1;
            }
            return new Selector.Slice(first, to, step);
        }

        private boolean startsNumber() {
            char c = peek();
            return c == '-' || c >= '0' && c <= '9';
        }

        private int whole() throws Fault {
            int start = at;
            take('-');
            while (peek() >= '0' && peek() <= '9') {
                at++;
            }
            try {
                return Integer.parseInt(text.substring(start, at));
            } catch (NumberFormatException e) {
                throw new Fault("path.number", start + 1);
            }
        }

        private String quoted() throws Fault {
            int start = at;
            char quote = text.charAt(at++);
            var name = new StringBuilder();
            while (at < text.length()) {
                char c = text.charAt(at++);
                if (c == quote) {
                    return name.toString();
                }
                name.append(c == '\\' ? escaped() : c);
            }
            throw new Fault("path.quote", start + 1);
        }

        private char escaped() throws Fault {
            char c = peek();
            at++;
            return switch (c) {
                case 'b' -> '\b';
                case 'f' -> '\f';
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case '/', '\\', '\'', '"' -> c;
                case 'u' -> {
                    try {
                        int code = Integer.parseUnsignedInt(text.substring(at, at + 4), 16);
                        at += 4;
                        yield (char) code;
                    } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
                        throw new Fault("path.escape", at);
                    }
                }
                default -> throw new Fault("path.escape", at);
            };
        }

        private void skip() {
            while (peek() == ' ' || peek() == '\t' || peek() == '\n' || peek() == '\r') {
                at++;
            }
        }

        private char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        private boolean take(char wanted) {
            if (peek() != wanted) {
                return false;
            }
            at++;
            return true;
        }

        private Fault fault(String key) {
            return new Fault(key, at + 1);
        }
    }
}
