package dev.flowbench.app;

import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What people are asked, over all kept runs. For any thread. */
final class Inbox {
    private static final int ALL = 100_000;

    private final LiveRuns runs;
    /** Of runs that have ended: they change only by what people decide of them. */
    private final Map<String, List<Pending>> ended = new ConcurrentHashMap<>();

    Inbox(LiveRuns runs) {
        this.runs = runs;
    }

    /** Somebody has decided something of a run that has ended. */
    void changed(String run) {
        ended.remove(run);
    }

    List<Pending> all() throws JournalException {
        var all = new ArrayList<Pending>();
        for (Journal.Summary run : runs.runs(ALL)) {
            switch (run.status()) {
                case RUNNING, WAITING, INTERRUPTED -> all.addAll(open(run.run(), false));
                case DONE, PARTIAL, FAILED, CANCELLED -> {
                    List<Pending> known = ended.get(run.run());
                    if (known == null) {
                        known = open(run.run(), true);
                        ended.put(run.run(), known);
                    }
                    all.addAll(known);
                }
            }
        }
        all.sort(Comparator.comparingLong(Pending::since));
        return List.copyOf(all);
    }

    /** That of one run. */
    List<Pending> of(String run) throws JournalException {
        Journal.Header header = runs.header(run).orElse(null);
        return header == null ? List.of() : read(run, header);
    }

    private List<Pending> open(String run, boolean over) {
        try {
            Journal.Header header = runs.header(run).orElse(null);
            // Reading a run takes as long as it has events, and few ask for a review at all.
            if (header == null || header.imported() || over && !mayReview(header)) {
                return List.of();
            }
            List<Pending> open = read(run, header);
            return over ? open.stream().filter(pending -> !pending.request().blocking()).toList() : open;
        } catch (JournalException _) {
            // A run that cannot be read hides no other; the list of runs says what is wrong with it.
            return List.of();
        }
    }

    private List<Pending> read(String run, Journal.Header header) throws JournalException {
        var open = new LinkedHashMap<String, Pending>();
        boolean live = runs.run(run).isPresent();
        runs.read(run, event -> fold(event, header, live, open));
        return List.copyOf(open.values());
    }

    private static boolean mayReview(Journal.Header header) {
        return header.document().contains("\"blocking\"")
                || header.documents().values().stream().anyMatch(text -> text.contains("\"blocking\""));
    }

    private static void fold(Event event, Journal.Header header, boolean live, Map<String, Pending> open) {
        if (event.what() instanceof What.ApprovalRequested request) {
            open.put(request.id(),
                    new Pending(header.run(), header.name(), event.where().node(), request, event.at(), live,
                            header.simulated()));
        } else if (event.what() instanceof What.ApprovalDecided decided && decided.verdict() != Verdict.ESCALATE) {
            open.remove(decided.id());
        } else if (event.what() instanceof What.StepSkipped || event.what() instanceof What.StepFailed) {
            // Its step was left before anybody decided.
            open.values().removeIf(pending -> pending.request().blocking()
                    && pending.request().id().startsWith(event.where().stepKey() + '?'));
        }
    }
}
