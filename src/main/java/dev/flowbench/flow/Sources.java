package dev.flowbench.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The templates and expressions of a node, found through its shapes wherever they stand, so that a new field needs nothing
 * more.
 */
public final class Sources {
    /**
     * One template or expression.
     *
     * @param field the node's own field it stands in
     * @param path keys from the node to it, as in the file
     * @param text the source
     * @param isTemplate whether it is a template rather than an expression
     * @param given the names it takes from the node itself
     */
    public record Source(String field, List<String> path, String text, boolean isTemplate, Set<String> given) {
        public Source {
            path = List.copyOf(path);
        }
    }

    private final List<Source> found = new ArrayList<>();
    private final List<String> path = new ArrayList<>();

    private Sources() {}

    /** The node's own templates and expressions in the order of its shapes; those of its children are theirs. */
    public static List<Source> of(Node node) {
        var sources = new Sources();
        if (!(node.kind() instanceof UnknownKind)) {
            sources.record((Record) node.kind(), Set.of());
            sources.record(node.settings(), Set.of());
        }
        return List.copyOf(sources.found);
    }

    private void record(Record owner, Set<String> given) {
        for (FieldShape field : Shape.of(owner.getClass()).fields()) {
            if (field.child() == null && !field.inline() && field.mayHoldSource()) {
                path.add(field.name());
                value(field.get(owner), field.declared().given().length == 0
                        ? given
                        : Stream
                                .concat(given.stream(), Stream.of(field.declared().given()))
                                .collect(Collectors.toSet()));
                path.removeLast();
            }
        }
    }

    private void value(@Nullable Object value, Set<String> given) {
        switch (value) {
            case TemplateSource(String text) -> found.add(new Source(path.getFirst(), path, text, true, given));
            case ExpressionSource(String text) -> found.add(new Source(path.getFirst(), path, text, false, given));
            case List<?> list -> {
                for (int i = 0; i < list.size(); i++) {
                    path.add(Integer.toString(i));
                    value(list.get(i), given);
                    path.removeLast();
                }
            }
            case Map<?, ?> map -> map.forEach((key, each) -> {
                path.add((String) key);
                value(each, given);
                path.removeLast();
            });
            case Record nested -> record(nested, given);
            case null, default -> {
                // Scalars hold no names.
            }
        }
    }
}
