package dev.flowbench.desktop.approval;

import dev.flowbench.app.Runs;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.event.What;
import dev.flowbench.trace.Question;
import dev.flowbench.trace.RunTrace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;

/** What people are asked in all runs, live or put away, by run and age. On the JavaFX thread. */
public final class Inbox {
    private final Questioners questioners;
    private final Background background;
    private final ObservableList<Asked> asked = FXCollections.observableArrayList();
    private final ObservableList<Asked> shown = FXCollections.unmodifiableObservableList(asked);
    private final ReadOnlyIntegerWrapper waiting = new ReadOnlyIntegerWrapper(this, "waiting", 0);
    private final ReadOnlyStringWrapper problem = new ReadOnlyStringWrapper(this, "problem", "");
    private final Map<LiveRun, Followed> followed = new LinkedHashMap<>();
    private final Set<String> answered = new HashSet<>();
    private List<Asked> kept = List.of();

    private record Followed(Subscription watching, List<Asked> asks) {}

    /** Empty until {@link #refresh} or {@link #follow}. */
    public Inbox(Questioners questioners, Background background) {
        this.questioners = questioners;
        this.background = background;
    }

    /** The open questions: those of one run together, what a run waits for before what is for later. */
    public ObservableList<Asked> asked() {
        return shown;
    }

    /** How many questions a run waits for; without those for later review. */
    public ReadOnlyIntegerProperty waitingProperty() {
        return waiting.getReadOnlyProperty();
    }

    /** What went wrong when the kept runs were read last; empty for nothing. */
    public ReadOnlyStringProperty problemProperty() {
        return problem.getReadOnlyProperty();
    }

    /** Reads anew what kept runs ask. */
    public void refresh() {
        background.run(questioners::pending, now -> {
            kept = now;
            problem.set("");
            merge();
        }, e -> problem.set(said(e)));
    }

    /** Follows a run under way, until it has ended or nobody looks at it any more. */
    public void follow(LiveRun run) {
        if (!followed.containsKey(run)) {
            followed.put(run, new Followed(run.revisionProperty().subscribe(_ -> look(run))
                    .and(run.closedProperty().subscribe((_, _) -> forget(run))), List.of()));
            look(run);
        }
    }

    private void forget(LiveRun run) {
        Followed was = followed.remove(run);
        if (was != null) {
            was.watching().unsubscribe();
            merge();
            refresh();
        }
    }

    private void look(LiveRun run) {
        Followed was = followed.get(run);
        if (was == null) {
            return;
        }
        if (!run.isRunning()) {
            merge(run, List.of());
            forget(run);
            return;
        }
        List<Asked> now = new ArrayList<>();
        for (Question question : run.trace().questions()) {
            if (question.isOpen()) {
                now.add(of(run.trace(), question));
            }
        }
        if (!now.equals(was.asks())) {
            merge(run, now);
        }
    }

    private void merge(LiveRun run, List<Asked> asks) {
        Followed was = followed.get(run);
        if (was != null) {
            followed.put(run, new Followed(was.watching(), asks));
        }
        merge();
    }

    /** A question as it is listed. */
    static Asked of(RunTrace trace, Question question) {
        String node = question.node();
        return new Asked(trace.run(), VisibleText.line(trace.workflow().displayName()), trace.summary().simulated(),
                node,
                VisibleText.line(node.isEmpty() ? trace.workflow().displayName() : trace.fullTitle(question.row())),
                node.isEmpty() ? "" : trace.kind(question.row()), question.request(), question.askedAt(), true, false);
    }

    private void merge() {
        Set<String> live = new HashSet<>();
        List<Asked> all = new ArrayList<>();
        followed.forEach((run, each) -> {
            live.add(run.trace().run());
            all.addAll(each.asks());
        });
        kept.stream().filter(each -> !live.contains(each.run())).forEach(all::add);
        all.removeIf(each -> answered.contains(key(each)));
        Map<String, Long> oldest = new HashMap<>();
        all.forEach(each -> oldest.merge(each.run(), each.since(), Math::min));
        all.sort(Comparator.<Asked>comparingLong(each -> oldest.getOrDefault(each.run(), 0L))
                .thenComparing(Asked::run).thenComparing(each -> !each.request().blocking())
                .thenComparingLong(Asked::since));
        if (!all.equals(asked)) {
            asked.setAll(all);
        }
        waiting.set((int) all.stream().filter(each -> each.request().blocking()).count());
    }

    private static String key(Asked asked) {
        return asked.run() + ' ' + asked.request().id();
    }

    /** What came of an answer. */
    public interface Outcome {
        /** The answer counts. */
        void counts();

        /** Somebody else was first, or the run has ended. */
        void tooLate();

        /**
         * Nothing was answered: the run was put away meanwhile, and an answer takes it up again.
         *
         * @param asks the same questions, of a run that no process owns
         */
        void away(List<Asked> asks);

        /** @param problem what went wrong, for people */
        void failed(String problem);
    }

    /**
     * Answers questions of one run, after taking it up again where no process owns it.
     *
     * @param asks all of one run
     * @param answer what is answered to each
     */
    public void answer(List<Asked> asks, Function<Asked, What.ApprovalDecided> answer,
            Outcome outcome) {
        if (asks.isEmpty()) {
            return;
        }
        Asked first = asks.getFirst();
        List<What.ApprovalDecided> answers = asks.stream().map(answer).toList();
        Consumer<Boolean> done = all -> {
            asks.forEach(each -> answered.add(key(each)));
            merge();
            if (all) {
                outcome.counts();
            } else {
                outcome.tooLate();
            }
        };
        if (!first.live() && !first.ended()) {
            questioners.takeUp(first.run(), answers, () -> done.accept(true), outcome::failed);
            return;
        }
        background.run(() -> {
            Runs.Told told = Runs.Told.DECIDED;
            for (What.ApprovalDecided each : answers) {
                Runs.Told one = first.ended()
                        ? questioners.review(first.run(), each)
                        : questioners.decide(first.run(), each);
                if (one == Runs.Told.NOT_LIVE) {
                    return one;
                }
                told = one == Runs.Told.NOT_OPEN ? one : told;
            }
            return told;
        }, told -> {
            switch (told) {
                case DECIDED -> done.accept(true);
                case NOT_OPEN -> done.accept(false);
                case NOT_LIVE -> {
                    refresh();
                    outcome.away(asks.stream().map(Asked::away).toList());
                }
            }
        }, e -> outcome.failed(said(e)));
    }

    /** What stands around a question; from the run under way where there is one. */
    void context(Asked asked, Consumer<RunTrace> done) {
        for (LiveRun run : followed.keySet()) {
            if (run.trace().run().equals(asked.run())) {
                done.accept(run.trace());
                return;
            }
        }
        background.run(() -> questioners.trace(asked.run()), done, _ -> {
            // The question itself says what matters; it is shown without what stands around it.
        });
    }

    private static String said(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
