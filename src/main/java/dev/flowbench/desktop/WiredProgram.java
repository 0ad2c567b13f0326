package dev.flowbench.desktop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.flowbench.app.Answers;
import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Companions;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.ForkOrder;
import dev.flowbench.app.RunOrder;
import dev.flowbench.app.Runs;
import dev.flowbench.app.Sheet;
import dev.flowbench.check.McpKnown;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.engine.CommitRequest;
import dev.flowbench.engine.ForkPreview;
import dev.flowbench.engine.ReplayReport;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.RunOptions;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Workflow;
import dev.flowbench.model.simulated.Pace;
import dev.flowbench.model.simulated.SimScript;
import dev.flowbench.model.simulated.SimScriptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The program behind a window that people look at: simulated answers arrive at a pace one can watch. */
final class WiredProgram implements Program {
    private static final Logger LOG = LoggerFactory.getLogger(WiredProgram.class);
    private static final Words WORDS = Words.beside(WiredProgram.class);

    private final Flowbench flowbench;
    private final Pace pace;
    private final ObjectMapper json = new ObjectMapper();

    /** @param pace how fast the simulated model answers */
    WiredProgram(Flowbench flowbench, Pace pace) {
        this.flowbench = flowbench;
        this.pace = pace;
    }

    @Override
    public Flowbench flowbench() {
        return flowbench;
    }

    @Override
    public Path home() {
        return flowbench.home().bench();
    }

    @Override
    public Set<String> toolNames() {
        return flowbench.toolNames();
    }

    @Override
    public McpKnown mcpKnown() {
        return flowbench.mcpKnown();
    }

    @Override
    public List<Path> samples() {
        return flowbench.samples().all().stream().map(sample -> sample.files().flow()).toList();
    }

    @Override
    public Map<String, JsonNode> exampleInputs(Path file) {
        var values = new LinkedHashMap<String, JsonNode>();
        new Companions(file).inputs().ifPresent(inputs -> {
            try {
                json.readTree(Files.readAllBytes(inputs)).properties()
                        .forEach(entry -> values.put(entry.getKey(), entry.getValue()));
            } catch (IOException e) {
                LOG.warn("The example inputs {} cannot be read: {}", inputs, e.getMessage());
            }
        });
        return values;
    }

    @Override
    public Run start(Order order, RunListener listener) throws CannotStart {
        try {
            return flowbench.runs().start(new RunOrder(order.workflow(), order.file(), order.inputs(),
                    order.simulated() ? new Answers.Simulated(script(order), pace, order.faults()) : Answers.REAL,
                    order.seed(), order.options()),
                    listener);
        } catch (CannotRun e) {
            throw cannot(e);
        } catch (SimScriptException e) {
            throw new CannotStart(String.valueOf(e.getMessage()), WORDS.text("script.wayOut"), false);
        }
    }

    private static CannotStart cannot(CannotRun e) {
        Optional<Sheet> sheet = e.sheet();
        return sheet.isPresent()
                ? CannotStart.restricted(e.getMessage(), WORDS.text("restricted.wayOut"), sheet.get())
                : new CannotStart(e.getMessage(), e.wayOut(), e.reason() == CannotRun.Reason.NO_KEY);
    }

    private static SimScript script(Order order) throws SimScriptException {
        Path file = order.file();
        Optional<Path> script = file == null ? Optional.empty() : new Companions(file).script();
        return script.isPresent() ? SimScript.read(script.get()) : SimScript.NONE;
    }

    @Override
    public Run resume(String run, @Nullable Budget raised, List<What.ApprovalDecided> decisions,
            RunListener listener) throws CannotStart {
        return known(() -> flowbench.runs().resume(run, WORDS.text("resume.reason"), options -> {
            RunOptions.Asking asking = options.asking() == RunOptions.Asking.SUSPEND
                    ? RunOptions.Asking.WAIT
                    : options.asking();
            return options.with(asking).with(Budget.over(options.budget(), raised));
        }, decisions, pace, listener));
    }

    @Override
    public ForkPreview preview(ForkOrder order) throws CannotStart {
        return known(() -> flowbench.runs().preview(order));
    }

    @Override
    public Run fork(ForkOrder order, RunListener listener) throws CannotStart {
        return known(() -> flowbench.runs().fork(order, pace, listener));
    }

    @Override
    public ReplayReport replay(String run, @Nullable Workflow with) throws CannotStart {
        return known(() -> flowbench.runs().replay(run, with));
    }

    @Override
    public Run commit(CommitRequest request, RunListener listener) throws CannotStart {
        return known(() -> flowbench.runs().commit(request, listener));
    }

    /** Something of the application that says what is missing in its own way. */
    private interface Asked<T> {
        T get() throws CannotRun, JournalException;
    }

    private static <T> T known(Asked<T> asked) throws CannotStart {
        try {
            return asked.get();
        } catch (CannotRun e) {
            throw cannot(e);
        } catch (JournalException e) {
            throw new CannotStart(String.valueOf(e.getMessage()), "", false);
        }
    }

    @Override
    public Runs runs() {
        return flowbench.runs();
    }
}
