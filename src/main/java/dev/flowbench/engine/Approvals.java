package dev.flowbench.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.engine.event.Canonical;
import dev.flowbench.engine.event.Event;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.event.What.ApprovalDecided;
import dev.flowbench.engine.event.What.ApprovalDecided.Verdict;
import dev.flowbench.engine.event.What.ApprovalRequested;
import dev.flowbench.engine.event.Where;
import dev.flowbench.engine.port.Scheduler;
import dev.flowbench.flow.Settings.ApprovalPolicy.OnTimeout;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What people are asked in one run, and what they decide. */
final class Approvals {
    static final String APPROVE_ALL = "--approve all";
    static final String APPROVE_DENY = "--approve deny";

    private final RunState run;
    // Inside the run's section.
    private final Map<String, Open> open = new LinkedHashMap<>();
    /** Requests from before the run was taken up again, at which it has not arrived yet. */
    private final Map<String, Open> ahead = new LinkedHashMap<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private final Map<String, ApprovalDecided> expected = new HashMap<>();
    /** Requests for later review that somebody has decided. */
    private final Set<String> reviewed = new HashSet<>();

    Approvals(RunState run) {
        this.run = run;
    }

    /** What was asked before the run was taken up again, and is still to be decided. */
    void restore(List<Event> events) {
        run.exclusively(() -> {
            for (Event event : events) {
                if (event.what() instanceof ApprovalRequested request) {
                    (request.blocking() ? ahead : open).put(request.id(),
                            new Open(event.where(), run.root, request, run.scheduler.signal()));
                } else if (event.what() instanceof ApprovalDecided decided) {
                    if (decided.verdict() != Verdict.ESCALATE) {
                        ahead.remove(decided.id());
                    }
                    if (open.remove(decided.id()) != null) {
                        reviewed.add(decided.id());
                    }
                } else if (Recording.isEnding(event.what())) {
                    ahead.values().removeIf(one -> one.where.stepKey().equals(event.where().stepKey()));
                }
            }
            return true;
        });
    }

    /** Decisions that were made before the run comes to their requests. */
    void expect(List<ApprovalDecided> decisions) {
        run.exclusively(() -> {
            for (ApprovalDecided decision : decisions) {
                @Nullable Open review = open.get(decision.id());
                if (review == null) {
                    expected.put(decision.id(), decision);
                } else if (fits(review.request, decision)) {
                    review(review, decision);
                }
            }
            return true;
        });
    }

    /** What is reviewed later has no place in its step any more, which may be over. Inside the section. */
    private void review(Open one, ApprovalDecided decision) {
        one.decided = decision;
        run.emit(run.rootWhere, decision);
        open.remove(decision.id());
        reviewed.add(decision.id());
    }

    /** A request that waits for its decision. */
    private static final class Open {
        final Where where;
        final Scope scope;
        final ApprovalRequested request;
        Scheduler.Signal signal;
        Standstill.@Nullable Parked parked;
        @Nullable ApprovalDecided decided;
        /** When its time began in a process before this one, in microseconds since 1970; -1 where it begins now. */
        long since = -1;
        /** Whether it was put to whoever may decide more. */
        boolean escalated;

        Open(Where where, Scope scope, ApprovalRequested request, Scheduler.Signal signal) {
            this.where = where;
            this.scope = scope;
            this.request = request;
            this.signal = signal;
        }
    }

    /**
     * A request under an id of its own: step key and a number, the same when the run is gone over again.
     *
     * @param limit how long the person may take; null for as long as they like
     * @param onTimeout null to deny
     */
    ApprovalRequested request(Where where, ApprovalRequested.About about, JsonNode action, String question,
            String reason, boolean blocking, @Nullable Duration limit, @Nullable OnTimeout onTimeout) {
        int number = run.exclusively(() -> asked.merge(where.stepKey(), 1, Integer::sum));
        return new ApprovalRequested(where.stepKey() + '?' + number, about, action, question, reason,
                Canonical.sha256(action), blocking, limit == null ? -1 : limit.toMillis(),
                onTimeout == null ? OnTimeout.DENY : onTimeout);
    }

    /**
     * Asks, and waits for the decision. Request and decision are durable when it comes back. A request that is for later
     * review is not waited for: it counts as approved as it is.
     *
     * @param request one that {@link #request} made
     * @return what was decided: never {@link Verdict#ESCALATE}
     * @throws Stop if the scope is cancelled meanwhile, or the journal failed
     */
    ApprovalDecided ask(Where where, Scope scope, ApprovalRequested request) {
        return ask(where, scope, request, "");
    }

    /**
     * The same of a frame that is gone through once more when it is approved.
     *
     * @param below with what the keys of the steps in it begin then; empty for none
     */
    ApprovalDecided ask(Where where, Scope scope, ApprovalRequested request, String below) {
        // A review does not depend on what becomes of its step.
        var one = new Open(where, request.blocking() ? scope : run.root, request, run.scheduler.signal());
        run.exclusively(() -> {
            run.leaveIfCancelled(where, scope);
            one.since = at(where);
            run.emit(where, request);
            ahead.remove(request.id());
            return reviewed.contains(request.id()) ? null : open.put(request.id(), one);
        });
        @Nullable ApprovalDecided known = request.blocking() ? recorded(one, below) : null;
        if (!request.blocking()) {
            return new ApprovalDecided(request.id(), Verdict.APPROVE, null, "", "", request.sha256());
        }
        try {
            if (known == null) {
                known = switch (run.options.asking()) {
                    case APPROVE -> decided(one, Verdict.APPROVE, APPROVE_ALL);
                    case DENY -> decided(one, Verdict.REJECT, APPROVE_DENY);
                    case WAIT, SUSPEND -> {
                        run.asksPerson(where);
                        yield answer(one);
                    }
                };
            }
            run.sync(where);
            return known;
        } finally {
            run.exclusively(() -> open.remove(request.id()));
        }
    }

    /**
     * Tells a request together with what was decided of it before the run began. Both are durable when it comes back.
     *
     * @throws Stop if the scope is cancelled, or the journal failed
     */
    void tell(Where where, Scope scope, ApprovalRequested request, ApprovalDecided decided) {
        run.exclusively(() -> {
            run.leaveIfCancelled(where, scope);
            run.emit(where, request);
            run.emit(where, decided);
            return true;
        });
        run.sync(where);
    }

    /** The request that was made here when this run came along before, which {@link #ask} takes up; null for none. */
    @Nullable ApprovalRequested known(Where where) {
        @Nullable Recording recording = run.recording();
        return recording == null
                ? null
                : run.exclusively(() -> recording.next(where.stepKey()) instanceof ApprovalRequested request
                        ? request
                        : null);
    }

    /** Whether this run came along here before and asked nobody. */
    boolean wentBy(Where where) {
        @Nullable Recording recording = run.recording();
        return recording != null && run.exclusively(() -> {
            @Nullable What next = recording.next(where.stepKey());
            return next != null && !(next instanceof ApprovalRequested);
        });
    }

    /** The decision that was made when the run came along here before; null for none. */
    private @Nullable ApprovalDecided recorded(Open one, String below) {
        @Nullable Recording recording = run.recording();
        if (recording == null) {
            return null;
        }
        Where where = one.where;
        Scope scope = one.scope;
        while (true) {
            long at = run.exclusively(() -> at(where));
            @Nullable ApprovalDecided decided = run.recorded(where, ApprovalDecided.class);
            if (decided == null) {
                run.exclusively(() -> {
                    run.leaveIfCancelled(where, scope);
                    run.endOfRecord(where);
                    return true;
                });
                return null;
            }
            if (decided.verdict() != Verdict.ESCALATE) {
                run.exclusively(() -> {
                    // The run may have been stopped in the moment after; but not where steps in it began.
                    if (!recording.entered(below)) {
                        run.leaveIfCancelled(where, scope);
                    }
                    return true;
                });
                return decided;
            }
            one.escalated = true;
            one.since = at;
        }
    }

    /** When the next of a step was recorded; -1 where nothing is. Inside the section. */
    private long at(Where where) {
        @Nullable Recording recording = run.recording();
        return recording == null ? -1 : recording.at(where.stepKey());
    }

    /** What is left of the time: only while a process had the run could somebody answer. */
    private @Nullable Duration left(Open one, @Nullable Duration limit) {
        @Nullable Recording recording = run.recording();
        if (limit == null || recording == null || one.since < 0) {
            return limit;
        }
        Duration left = limit.minus(Duration.of(recording.present(one.since), ChronoUnit.MICROS));
        return left.isNegative() ? Duration.ZERO : left;
    }

    private ApprovalDecided decided(Open one, Verdict verdict, String person) {
        return run.exclusively(() -> {
            if (one.decided == null) {
                one.decided = new ApprovalDecided(one.request.id(), verdict, null, person, "", one.request.sha256());
                run.emit(one.where, one.decided);
            }
            return one.decided;
        });
    }

    /** What was decided about it before it was asked again; null for nothing that fits. */
    private @Nullable ApprovalDecided expected(Open one) {
        return run.exclusively(() -> {
            @Nullable ApprovalDecided decision = expected.remove(one.request.id());
            if (decision == null || one.decided != null || !fits(one.request, decision)) {
                return one.decided;
            }
            one.decided = decision;
            run.emit(one.where, decision);
            return decision;
        });
    }

    private ApprovalDecided answer(Open one) {
        @Nullable ApprovalDecided known = expected(one);
        if (known != null) {
            return known;
        }
        run.sync(one.where);
        Duration limit = one.request.limitMillis() < 0 ? null : Duration.ofMillis(one.request.limitMillis());
        @Nullable ApprovalDecided answer = await(one, left(one, limit));
        if (answer == null && one.request.onTimeout() == OnTimeout.ESCALATE && !one.escalated) {
            escalate(one);
            answer = await(one, limit);
        }
        return answer == null ? decided(one, Verdict.TIMED_OUT, "") : answer;
    }

    /** Puts it to whoever may decide more, unless somebody has just decided. */
    private void escalate(Open one) {
        run.exclusively(() -> {
            if (one.decided == null) {
                one.signal = run.scheduler.signal();
                run.emit(one.where, new ApprovalDecided(one.request.id(), Verdict.ESCALATE, null, "", "",
                        one.request.sha256()));
            }
            return true;
        });
        run.sync(one.where);
    }

    /** What was decided within the time; null for nothing. */
    private @Nullable ApprovalDecided await(Open one, @Nullable Duration limit) {
        Scheduler.Signal signal = one.signal;
        Runnable wake = signal::raise;
        run.enter();
        try {
            run.leaveIfCancelled(one.where, one.scope);
            one.scope.addHook(wake);
            one.parked = run.standstill.park(one.scope, Standstill.For.PERSON, () -> one.decided != null);
        } finally {
            run.leave();
        }
        if (limit == null) {
            signal.await();
        } else {
            signal.await(limit);
        }
        run.enter();
        try {
            run.standstill.wake(one.parked);
            one.scope.removeHook(wake);
            run.leaveIfCancelled(one.where, one.scope);
            return one.decided;
        } finally {
            run.leave();
        }
    }

    /**
     * Decides a request; what comes first counts. May wait for the disk: when it comes back with true, the decision is
     * durable.
     *
     * @return whether the request was open, and its bytes are those that were decided on
     */
    boolean decide(ApprovalDecided decision) {
        @Nullable Open one = run.exclusively(() -> {
            @Nullable Open asking = open.get(decision.id());
            if (asking == null) {
                return decideAhead(decision);
            }
            if (asking.decided != null || isDecidedBefore(asking) || asking.scope.cancelledScope() != null
                    || !fits(asking.request, decision)) {
                return null;
            }
            if (asking.request.blocking()) {
                asking.decided = decision;
                run.emit(asking.where, decision);
            } else {
                review(asking, decision);
            }
            if (asking.parked != null) {
                run.standstill.wake(asking.parked);
            }
            return asking;
        });
        if (one == null) {
            return false;
        }
        try {
            run.sync(one.where);
            return true;
        } catch (Stop _) {
            return false;
        } finally {
            one.signal.raise();
        }
    }

    /** Whether what was decided when the run came along here before comes next. Inside the section. */
    private boolean isDecidedBefore(Open one) {
        @Nullable Recording recording = run.recording();
        return recording != null && recording.next(one.where.stepKey()) instanceof ApprovalDecided;
    }

    /** Nobody has to wait until the run comes again to where it asked. Inside the section. */
    private @Nullable Open decideAhead(ApprovalDecided decision) {
        @Nullable Open coming = ahead.get(decision.id());
        if (coming == null || coming.scope.cancelledScope() != null || !fits(coming.request, decision)
                || !run.recordAhead(coming.where, decision)) {
            return null;
        }
        ahead.remove(decision.id());
        return coming;
    }

    /** Whether it decides that request, on the bytes that were asked about. */
    static boolean fits(ApprovalRequested request, ApprovalDecided decision) {
        @Nullable JsonNode value = decision.value();
        return switch (decision.verdict()) {
            case APPROVE, REJECT -> value == null && decision.sha256().equals(request.sha256());
            case EDIT -> value != null && decision.sha256().equals(Canonical.sha256(value));
            case HAPPENED -> request.about() == ApprovalRequested.About.UNKNOWN && value != null
                    && decision.sha256().equals(request.sha256());
            case TIMED_OUT, ESCALATE -> false;
        };
    }

    /** The value that was approved: as it was asked, or as the person left it. */
    static JsonNode approved(What.ApprovalRequested request, ApprovalDecided decision) {
        @Nullable JsonNode value = decision.value();
        return value == null ? request.action() : value;
    }
}
