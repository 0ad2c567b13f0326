package dev.flowbench.desktop.inspector;

import dev.flowbench.flow.Workflow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The items of a list as cards.
 *
 * @param label what an edit of the list is called in the Edit menu
 * @param fresh makes a new item
 */
record ListCards(Editing editing, Lens lens, String label, Supplier<Object> fresh, Function<Lens, FieldView> heads,
        Function<Lens, List<FieldView>> bodies) implements CardsView.Cards {
    @Override
    public int size(Workflow workflow) {
        return lens.list(workflow).size();
    }

    @Override
    public List<FieldView> fields(int index) {
        return bodies.apply(lens.item(index));
    }

    @Override
    public FieldView head(int index) {
        return heads.apply(lens.item(index));
    }

    @Override
    public void add() {
        var items = new ArrayList<Object>(lens.list(editing.workflow()));
        items.add(fresh.get());
        editing.choose(lens, label, items);
    }

    @Override
    public void remove(int index) {
        editing.choose(lens.item(index), label, null);
    }

    @Override
    public void move(int index, int to) {
        var items = new ArrayList<Object>(lens.list(editing.workflow()));
        Collections.swap(items, index, to);
        editing.choose(lens, label, items);
    }

    @Override
    public boolean ordered() {
        return true;
    }
}
