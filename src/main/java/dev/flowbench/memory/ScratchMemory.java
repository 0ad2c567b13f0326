package dev.flowbench.memory;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.ToolReply;
import dev.flowbench.engine.event.ToolRequest;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Memory;
import dev.flowbench.engine.port.ToolException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The memory of a simulated run, which is forgotten with it. What it holds is a fold over the run's events: so a run that is
 * taken up again, or that takes answers from another, finds what it has remembered, and two runs never meet. Finds by the
 * same likeness as {@link LocalMemory}; among equals by the text. Safe for many threads.
 */
public final class ScratchMemory implements Memory {
    private final Likeness likeness = new WordLikeness();
    private final Map<String, Map<String, Kept>> scopes = new HashMap<>();
    /** What is being written, by step key. */
    private final Map<String, ToolRequest> open = new HashMap<>();

    private record Kept(String id, String text, byte[] print, long at) {}

    /** @param beginning what is remembered from the start: texts by scope */
    public ScratchMemory(Map<String, List<String>> beginning) {
        beginning.forEach((scope, texts) -> {
            for (int i = 0; i < texts.size(); i++) {
                keep(scope, "beginning-" + (i + 1), texts.get(i), 0);
            }
        });
    }

    /** Hears an event of the run: once each, in order, the recorded ones before anything is recalled. */
    public synchronized void hear(Event event) {
        String step = event.where().stepKey();
        switch (event.what()) {
            case What.EffectStarted started -> {
                if (started.request() instanceof ToolRequest request && request.tool().equals(ToolRequest.REMEMBER)) {
                    open.put(step, request);
                }
            }
            case What.EffectCompleted completed -> {
                ToolRequest request = open.remove(step);
                if (request != null && completed.reply() instanceof ToolReply reply) {
                    keep(request, reply, event.at());
                }
            }
            default -> {}
        }
    }

    private void keep(ToolRequest request, ToolReply reply, long at) {
        var texts = request.arguments().path("texts");
        for (int i = 0; i < texts.size(); i++) {
            keep(request.arguments().path("scope").asText(), reply.value().path("ids").path(i).asText(),
                    texts.get(i).asText(), at);
        }
    }

    private void keep(String scope, String id, String text, long at) {
        scopes.computeIfAbsent(scope, _ -> new HashMap<>()).put(id, new Kept(id, text, likeness.print(text), at));
    }

    @Override
    public boolean simulated() {
        return true;
    }

    @Override
    public synchronized List<Entry> recall(String scope, String query, int k) throws ToolException {
        LocalMemory.checkRecall(scope, query, k);
        List<Kept> all = scopes.getOrDefault(scope, Map.of()).values().stream()
                .sorted(Comparator.comparing(Kept::text).thenComparing(Kept::id)).toList();
        Likeness.Comparison comparison = likeness.compare(query);
        all.forEach(kept -> comparison.add(kept.print()));
        Stream<Hit> best = Hit.best(comparison.scores(), Math.min(k, LocalMemory.MAX_RECALLED)).stream();
        return best.map(hit -> {
            Kept kept = all.get(hit.place());
            return new Entry(kept.id(), kept.text(), hit.score(), kept.at());
        }).toList();
    }

    /** Only checks what is to be written: it is kept when the run tells that it was. */
    @Override
    public void remember(String scope, String id, String text, long at) throws ToolException {
        LocalMemory.checkRemember(scope, id, text);
    }
}
