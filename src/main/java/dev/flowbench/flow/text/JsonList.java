package dev.flowbench.flow.text;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/** A JSON list as CEL sees it; nothing is copied, and it can be handed back as it was. */
final class JsonList extends AbstractList<Object> implements RandomAccess {

    private final ArrayNode node;

    JsonList(ArrayNode node) {
        this.node = node;
    }

    ArrayNode node() {
        return node;
    }

    @Override
    public Object get(int index) {
        return CelValues.toCel(node.get(Objects.checkIndex(index, node.size())));
    }

    @Override
    public int size() {
        return node.size();
    }
}
