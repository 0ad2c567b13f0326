package dev.flowbench.desktop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.desktop.bench.BenchData;
import dev.flowbench.desktop.kit.Background;
import dev.flowbench.desktop.kit.Dialogs.Choice;
import dev.flowbench.desktop.kit.Questions;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.desktop.run.LiveRun;
import dev.flowbench.desktop.runform.FaultsModel;
import dev.flowbench.desktop.runform.RunForm;
import dev.flowbench.desktop.runform.RunFormModel;
import dev.flowbench.engine.Redacted;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.simulated.Faults;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** From the Run button to the first event: problems, inputs, keys, and then the run. On the JavaFX thread. */
final class Runner {
    private static final Words WORDS = Words.beside(Runner.class);
    private static final int SHOWN = 4;
    private static final FaultsModel.Chosen USUAL = new FaultsModel.Chosen(Faults.NONE, 1);

    private final Program program;
    private final BenchData bench;
    private final Background background;
    private final Questions questions;
    private final RunForm form;
    private final Function<Workflow, List<Problem>> beforeRun;
    private final Runnable showProblems;
    private final Runnable showTrace;
    private final Consumer<LiveRun> follow;
    private final Runnable keys;

    /**
     * @param beforeRun what keeps a workflow from running; called off the JavaFX thread
     * @param showProblems opens the list of problems
     * @param showTrace opens the trace
     * @param follow takes each run that begins
     * @param keys opens the keys of the user
     */
    Runner(Program program, BenchData bench, Background background, Questions questions, RunForm form,
            Function<Workflow, List<Problem>> beforeRun, Runnable showProblems, Runnable showTrace,
            Consumer<LiveRun> follow, Runnable keys) {
        this.keys = keys;
        this.program = program;
        this.bench = bench;
        this.background = background;
        this.questions = questions;
        this.form = form;
        this.beforeRun = beforeRun;
        this.showProblems = showProblems;
        this.showTrace = showTrace;
        this.follow = follow;
    }

    /**
     * Asks for what a run needs, and begins it.
     *
     * @param ask whether how it goes is asked as well
     * @param paused whether it stands before its first step
     */
    void run(DocumentView view, boolean simulated, boolean ask, boolean paused) {
        if (view.isRunning()) {
            return;
        }
        Workflow workflow = view.document().flow().workflow();
        Path origin = view.document().origin();
        background.run(() -> {
            List<Problem> problems = beforeRun.apply(workflow);
            Map<String, JsonNode> known = new HashMap<>();
            if (problems.isEmpty()) {
                if (origin != null) {
                    known.putAll(program.exampleInputs(origin));
                }
                bench.read(name(workflow)).ifPresent(kept -> known.putAll(RunFormModel.values(kept)));
            }
            return new Ready(problems, known);
        }, ready -> {
            if (!ready.problems().isEmpty()) {
                refuse(ready.problems());
                return;
            }
            RunFormModel model = new RunFormModel(workflow, ready.known());
            if (model.isEmpty() && !ask) {
                start(view, workflow, simulated, Map.of(), view.debugging().on(RunOptions.USUAL, paused), USUAL);
            } else {
                form.show(workflow.displayName(), model, simulated, ask, view.debugging().pins().size(),
                        view.debugging().usesPinsProperty(), (sim, inputs, options, faults) -> {
                            start(view, workflow, sim, inputs, view.debugging().on(options, paused), faults);
                        });
            }
        }, problem -> questions.error(WORDS.text("run.failed"), String.valueOf(problem.getMessage()), ""));
    }

    private record Ready(List<Problem> problems, Map<String, JsonNode> known) {}

    private JsonNode withoutSecrets(Map<String, JsonNode> inputs) {
        return new Redacted(program.flowbench().redaction()::withoutKnown).json(RunFormModel.object(inputs));
    }

    private static String name(Workflow workflow) {
        return "inputs/" + workflow.id().replaceAll("[^A-Za-z0-9_-]", "_");
    }

    private void refuse(List<Problem> problems) {
        showProblems.run();
        var lines = new StringBuilder();
        problems.stream().limit(SHOWN).forEach(problem -> lines.append("• ").append(problem.message()).append('\n'));
        if (problems.size() > SHOWN) {
            lines.append(WORDS.text("run.refused.more", problems.size() - SHOWN));
        }
        questions.error(WORDS.text("run.refused", problems.size()), lines.toString().strip(),
                WORDS.text("run.refused.wayOut"));
    }

    private void start(DocumentView view, Workflow workflow, boolean simulated, Map<String, JsonNode> inputs,
            RunOptions options, FaultsModel.Chosen faults) {
        var order = new Program.Order(workflow, view.document().origin(), inputs, simulated, options,
                view.document().isOwn(), faults.faults(), faults.seed());
        background.run(() -> {
            program.clear(order);
            return true;
        }, _ -> begin(view, order), problem -> failed(view, order, problem));
    }

    private void begin(DocumentView view, Program.Order order) {
        LiveRun live = new LiveRun(order.workflow());
        view.show(live);
        follow.accept(live);
        showTrace.run();
        var listener = live.listener();
        background.run(() -> {
            try {
                return program.start(order, listener);
            } finally {
                if (!order.inputs().isEmpty()) {
                    // By now the keys that it uses are known, and do not stay in what the form offers the next time.
                    bench.write(name(order.workflow()), withoutSecrets(order.inputs()));
                }
            }
        }, run -> {
            if (view.live() == live) {
                view.began(run);
            } else {
                run.cancel("");
            }
        }, problem -> {
            view.forgetRun();
            failed(view, order, problem);
        });
    }

    private void failed(DocumentView view, Program.Order order, Exception problem) {
        if (!(problem instanceof Program.CannotStart known)) {
            questions.error(WORDS.text("run.failed"), String.valueOf(problem.getMessage()), "");
        } else if (known.isDeclined()) {
            return;
        } else if (known.simulationHelps()) {
            questions.error(WORDS.text("run.failed"), known.getMessage(), known.wayOut(),
                    Choice.primary(WORDS.text("run.simulated"),
                            () -> start(view, order.workflow(), true, order.inputs(), order.options(),
                                    new FaultsModel.Chosen(order.faults(), order.seed()))),
                    Choice.plain(WORDS.text("run.keys"), keys));
        } else {
            questions.error(WORDS.text("run.failed"), known.getMessage(), known.wayOut());
        }
    }
}
