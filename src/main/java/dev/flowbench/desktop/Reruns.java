package dev.flowbench.desktop;

import dev.flowbench.app.ForkOrder;
import dev.flowbench.app.Pending;
import dev.flowbench.app.Runs;
import dev.flowbench.desktop.approval.Asked;
import dev.flowbench.desktop.approval.Questioners;
import dev.flowbench.desktop.approval.VisibleText;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Questions;
import dev.flowbench.desktop.kit.WaysOut;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.event.RunStatus;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.Journal;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.DocumentReader;
import dev.flowbench.flow.file.UnreadableDocument;
import dev.flowbench.trace.RunTrace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Goes on from kept runs: takes them up again, forks them, answers what they ask. On the JavaFX thread unless it says otherwise. */
final class Reruns implements Questioners {
    private static final Words WORDS = Words.beside(Reruns.class);
    private static final int ALL = 100_000;

    private final Program program;
    private final Background background;
    private final Questions questions;
    private final Function<Workflow, DocumentView> place;
    private final Consumer<LiveRun> follow;
    private final Runnable showTrace;

    /**
     * @param place the view on which a run of that workflow is shown: brings it to the front
     * @param follow takes each run that begins
     * @param showTrace opens the trace
     */
    Reruns(Program program, Background background, Questions questions,
            Function<Workflow, DocumentView> place, Consumer<LiveRun> follow, Runnable showTrace) {
        this.program = program;
        this.background = background;
        this.questions = questions;
        this.place = place;
        this.follow = follow;
        this.showTrace = showTrace;
    }

    // ---- taking up and forking

    /** Takes a run up again. */
    void resume(Journal.Summary run, @Nullable Budget raised) {
        takeUp(run.run(), raised, List.of(), () -> {
        }, problem -> error(WORDS.text("resume.failed", run.name()), problem));
    }

    @Override
    public void takeUp(String run, List<What.ApprovalDecided> decisions, Runnable done, Consumer<String> failed) {
        takeUp(run, null, decisions, done, failed);
    }

    private void takeUp(String run, @Nullable Budget raised, List<What.ApprovalDecided> decisions, Runnable done,
            Consumer<String> failed) {
        background.run(() -> workflow(run),
                workflow -> begin(workflow, listener -> program.resume(run, raised, decisions, listener), done, failed),
                e -> failed.accept(said(e)));
    }

    /** Begins a run made from another. */
    void fork(ForkOrder order, Workflow workflow) {
        begin(workflow, listener -> program.fork(order, listener), () -> {
        }, problem -> error(WORDS.text("fork.failed"), problem));
    }

    /** Who has just said no is not told so. */
    private void error(String title, String problem) {
        if (!problem.equals(WORDS.text("restricted.declined"))) {
            questions.error(title, problem, "");
        }
    }

    /** Something that begins a run. Blocks. */
    private interface Begin {
        Run run(RunListener listener) throws Program.CannotStart;
    }

    private void begin(Workflow workflow, Begin begin, Runnable done, Consumer<String> failed) {
        DocumentView view = place.apply(workflow);
        LiveRun live = new LiveRun(workflow);
        view.show(live);
        follow.accept(live);
        showTrace.run();
        RunListener listener = live.listener();
        background.run(() -> begin.run(listener), run -> {
            if (view.live() == live) {
                view.began(run);
            } else {
                run.suspend(WORDS.text("run.closed"));
            }
            done.run();
        }, e -> {
            if (view.live() == live) {
                view.forgetRun();
            }
            failed.accept(e instanceof Program.CannotStart known && !known.wayOut().isEmpty()
                    ? known.getMessage() + "\n" + WaysOut.here(known.wayOut())
                    : said(e));
        });
    }

    private Workflow workflow(String run) throws JournalException, UnreadableDocument {
        return workflow(program.runs(), run);
    }

    /** The document of a run as it was when it began. Blocks. */
    static Workflow workflow(Runs runs, String run) throws JournalException, UnreadableDocument {
        Optional<Journal.Header> header = runs.header(run);
        if (header.isEmpty()) {
            throw new JournalException(WORDS.text("run.gone"), null);
        }
        return new DocumentReader().read(header.get().document()).workflow();
    }

    // ---- what runs ask

    @Override
    public List<Asked> pending() throws JournalException {
        Runs runs = program.runs();
        List<Pending> all = runs.pending();
        if (all.isEmpty()) {
            return List.of();
        }
        Map<String, RunStatus> states = new HashMap<>();
        runs.list(ALL).forEach(run -> states.put(run.run(), run.status()));
        Map<String, Workflow> workflows = new HashMap<>();
        Map<String, Boolean> simulated = new HashMap<>();
        List<Asked> asked = new ArrayList<>();
        for (Pending each : all) {
            String run = each.run();
            if (!workflows.containsKey(run)) {
                workflows.put(run, document(run, each.name()));
                simulated.put(run, runs.header(run).map(Journal.Header::simulated).orElse(false));
            }
            String node = each.node() == null ? "" : each.node();
            Optional<Node> drawn = workflows.get(run).node(node);
            boolean ended = switch (states.getOrDefault(run, RunStatus.INTERRUPTED)) {
                case DONE, PARTIAL, FAILED, CANCELLED -> true;
                case RUNNING, WAITING, INTERRUPTED -> false;
            };
            asked.add(new Asked(run, VisibleText.line(each.name()), simulated.getOrDefault(run, false), node,
                    VisibleText.line(drawn.map(Node::displayTitle).orElse(node.isEmpty() ? each.name() : node)),
                    drawn.map(found -> found.kind().kindName()).orElse(""), each.request(), each.since(), each.live(),
                    ended));
        }
        return asked;
    }

    private Workflow document(String run, String name) throws JournalException {
        try {
            return workflow(program.runs(), run);
        } catch (UnreadableDocument _) {
            return Workflow.empty(run, name);
        }
    }

    @Override
    public RunTrace trace(String run) throws JournalException {
        return program.runs().trace(run);
    }

    @Override
    public Runs.Told decide(String run, What.ApprovalDecided decision) throws JournalException {
        return program.runs().decide(run, decision);
    }

    @Override
    public Runs.Told review(String run, What.ApprovalDecided decision) throws JournalException {
        return program.runs().review(run, decision);
    }

    private static String said(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }
}
