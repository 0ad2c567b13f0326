package dev.flowbench.flow;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What was derived from a node, by the node's identity, until the node is gone. For any thread. */
final class NodeCache<V extends Object> {
    private final Map<Object, V> values = new ConcurrentHashMap<>();
    private final ReferenceQueue<Node> gone = new ReferenceQueue<>();

    /** The value of a node; made at the first question, and twice where two threads ask first. */
    V get(Node node, Function<Node, V> make) {
        for (Object key = gone.poll(); key != null; key = gone.poll()) {
            values.remove(key);
        }
        V value = values.get(new Probe(node));
        if (value == null) {
            value = make.apply(node);
            values.put(new Key(node, gone), value);
        }
        return value;
    }

    private static boolean same(Object a, Object b) {
        if (a == b) {
            return true;
        }
        @Nullable Node left = node(a);
        return left != null && left == node(b);
    }

    private static @Nullable Node node(Object key) {
        return switch (key) {
            case Probe probe -> probe.node;
            case Key kept -> kept.get();
            default -> null;
        };
    }

    private static final class Probe {
        private final Node node;

        private Probe(Node node) {
            this.node = node;
        }

        @Override
        public boolean equals(Object other) {
            return same(this, other);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(node);
        }
    }

    private static final class Key extends WeakReference<Node> {
        private final int hash;

        private Key(Node node, ReferenceQueue<Node> gone) {
            super(node, gone);
            this.hash = System.identityHashCode(node);
        }

        @Override
        public boolean equals(Object other) {
            return same(this, other);
        }

        @Override
        public int hashCode() {
            return hash;
        }
    }
}
