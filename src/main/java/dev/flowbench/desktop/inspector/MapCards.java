package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The entries of a map as cards, the name at the head.
 *
 * @param base name of a new entry; a number is added where it is taken
 * @param rename makes a workflow in which an entry has another name
 */
record MapCards(Editing editing, Lens lens, String label, String base, Supplier<Object> fresh,
        BiFunction<String, String, Function<Workflow, Workflow>> rename, Function<Lens, List<FieldView>> bodies)
        implements
            CardsView.Cards {

    /** Renames an entry and nothing else. */
    static BiFunction<String, String, Function<Workflow, Workflow>> plainly(Lens lens) {
        return (from, to) -> workflow -> {
            var next = new LinkedHashMap<String, Object>();
            lens.map(workflow).forEach((name, value) -> next.put(name.equals(from) ? to : name, value));
            return lens.set().apply(workflow, next);
        };
    }

    private List<String> names(Workflow workflow) {
        return List.copyOf(lens.map(workflow).keySet());
    }

    private String name(int index) {
        return names(editing.workflow()).get(index);
    }

    @Override
    public int size(Workflow workflow) {
        return lens.map(workflow).size();
    }

    @Override
    public List<FieldView> fields(int index) {
        // By place, not by name, so that the card stays the same one when it is renamed.
        Lens entry = new Lens(lens.key() + "/" + index,
                workflow -> index < size(workflow) ? lens.map(workflow).get(names(workflow).get(index)) : null,
                (workflow, value) -> index < size(workflow)
                        ? lens.entry(names(workflow).get(index)).set().apply(workflow, value)
                        : workflow);
        return bodies.apply(entry);
    }

    @Override
    public FieldView head(int index) {
        return new NameField(index < size(editing.workflow()) ? name(index) : "", workflow -> index < size(workflow)
                ? names(workflow).get(index)
                : "", to -> {
                    String from = name(index);
                    if (!to.equals(from) && !names(editing.workflow()).contains(to)) {
                        editing.apply(label, workflow -> rename.apply(from, to).apply(workflow));
                        return true;
                    }
                    return to.equals(from);
                });
    }

    @Override
    public void add() {
        String name = base;
        for (int i = 2; names(editing.workflow()).contains(name); i++) {
            name = base + i;
        }
        Map<String, Object> entries = new LinkedHashMap<>(lens.map(editing.workflow()));
        entries.put(name, fresh.get());
        editing.choose(lens, label, entries);
    }

    @Override
    public void remove(int index) {
        editing.choose(lens.entry(name(index)), label, null);
    }

    @Override
    public void move(int index, int to) {
        var names = new ArrayList<>(names(editing.workflow()));
        names.add(to, names.remove(index));
        var next = new LinkedHashMap<String, Object>();
        names.forEach(name -> next.put(name, lens.map(editing.workflow()).get(name)));
        editing.choose(lens, label, next);
    }

    @Override
    public boolean ordered() {
        return false;
    }
}
