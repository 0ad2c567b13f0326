package dev.flowbench.desktop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.app.CannotRun;
import dev.flowbench.app.Consents.Standing;
import dev.flowbench.app.Flowbench;
import dev.flowbench.app.ForkOrder;
import dev.flowbench.app.Runs;
import dev.flowbench.app.Sheet;
import dev.flowbench.check.McpKnown;
import dev.flowbench.desktop.desk.Authorship;
import dev.flowbench.desktop.kit.Words;
import dev.flowbench.engine.CommitRequest;
import dev.flowbench.engine.ForkPreview;
import dev.flowbench.engine.ReplayReport;
import dev.flowbench.engine.Run;
import dev.flowbench.engine.RunListener;
import dev.flowbench.engine.event.What;
import dev.flowbench.engine.port.JournalException;
import dev.flowbench.engine.port.ToolException;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Workflow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A program that asks a person before anything runs live that nobody has allowed, and goes on once it is allowed. What is
 * written in this window is noted as one's own. Methods that begin a run wait for the person.
 */
final class Consenting implements Program, Authorship {
    private static final Logger LOG = LoggerFactory.getLogger(Consenting.class);
    private static final Words WORDS = Words.beside(Consenting.class);

    private final Program program;
    private final Person person;

    /** Who decides. */
    interface Person {
        /**
         * Whether a workflow may run live. Waits for the answer.
         *
         * @param workflow its name
         */
        boolean allows(String workflow, Sheet sheet);

        /** What the person allowed is noted. */
        void noted();

        /** Whether a content, as it is, is one that the person is writing here. */
        boolean writes(Workflow workflow);
    }

    Consenting(Program program, Person person) {
        this.program = program;
        this.person = person;
    }

    // ---- what was written here

    @Override
    public boolean isOwn(Workflow workflow, @Nullable Path file) {
        try {
            return program.runs().standing(workflow, file) == Standing.OWN;
        } catch (CannotRun _) {
            // A document that it uses cannot be read: what it would do is not known.
            return false;
        }
    }

    @Override
    public void own(Workflow workflow, @Nullable Path file) {
        try {
            program.runs().own(workflow, file);
        } catch (CannotRun e) {
            LOG.info("“{}” is not noted as written here: {}", workflow.displayName(), e.getMessage());
        }
    }

    // ---- what a person allows

    /** Allows a content, if it can still do exactly what the person was shown. */
    void allow(Workflow workflow, @Nullable Path file, Sheet shown) throws CannotRun {
        program.runs().allow(workflow, file, shown);
    }

    @Override
    public void clear(Order order) throws CannotStart {
        if (order.simulated()) {
            return;
        }
        if (order.own()) {
            own(order.workflow(), order.file());
        }
        asking(order.workflow().displayName(), () -> {
            Optional<Sheet> sheet = restriction(order);
            if (sheet.isPresent()) {
                throw CannotStart.restricted("", "", sheet.get());
            }
            return true;
        }, shown -> allow(order.workflow(), order.file(), shown));
    }

    private Optional<Sheet> restriction(Order order) {
        try {
            return program.runs().restriction(order.workflow(), order.file());
        } catch (CannotRun _) {
            // It cannot run at all: the run says why.
            return Optional.empty();
        }
    }

    /** Something that may need leave. Blocks. */
    private interface Work<T> {
        T get() throws CannotStart;
    }

    /** Notes what was allowed. Blocks. */
    private interface Allow {
        void allow(Sheet shown) throws CannotRun, JournalException;
    }

    private <T> T asking(String workflow, Work<T> work, Allow allow) throws CannotStart {
        while (true) {
            try {
                return work.get();
            } catch (CannotStart e) {
                Sheet sheet = e.sheet();
                if (sheet == null) {
                    throw e;
                }
                if (!person.allows(workflow, sheet)) {
                    throw CannotStart.declined(WORDS.text("restricted.declined"));
                }
                try {
                    allow.allow(sheet);
                    person.noted();
                } catch (CannotRun cannot) {
                    throw new CannotStart(cannot.getMessage(), cannot.wayOut(), false);
                } catch (JournalException cannot) {
                    throw new CannotStart(String.valueOf(cannot.getMessage()), "", false);
                }
            }
        }
    }

    /** A call of a document's tool. Blocks. */
    interface Called {
        JsonNode call() throws CannotRun, ToolException;
    }

    /**
     * Calls a tool of a document, after a person has allowed the document where that is needed.
     *
     * @param own whether the document was written here
     * @throws CannotStart if it may not be called
     * @throws ToolException if it gives nothing; the message is for people
     */
    JsonNode called(Workflow workflow, @Nullable Path file, boolean own, Called called)
            throws CannotStart, ToolException {
        if (own) {
            own(workflow, file);
        }
        while (true) {
            try {
                return called.call();
            } catch (CannotRun e) {
                Sheet sheet = e.sheet().orElse(null);
                if (sheet == null) {
                    throw new CannotStart(e.getMessage(), e.wayOut(), false);
                }
                asking(workflow.displayName(), new Once(sheet), shown -> allow(workflow, file, shown));
            }
        }
    }

    /** Asks for leave the first time. */
    private static final class Once implements Work<Boolean> {
        private final Sheet sheet;
        private boolean asked;

        Once(Sheet sheet) {
            this.sheet = sheet;
        }

        @Override
        public Boolean get() throws CannotStart {
            if (!asked) {
                asked = true;
                throw CannotStart.restricted("", "", sheet);
            }
            return true;
        }
    }

    private String name(String run) {
        try {
            return program.runs().workflow(run).displayName();
        } catch (JournalException _) {
            return run;
        }
    }

    @Override
    public Run start(Order order, RunListener listener) throws CannotStart {
        clear(order);
        return asking(order.workflow().displayName(), () -> program.start(order, listener),
                shown -> allow(order.workflow(), order.file(), shown));
    }

    @Override
    public Run resume(String run, @Nullable Budget raised, List<What.ApprovalDecided> decisions, RunListener listener)
            throws CannotStart {
        return asking(name(run), () -> program.resume(run, raised, decisions, listener),
                shown -> program.runs().allow(run, shown));
    }

    @Override
    public Run fork(ForkOrder order, RunListener listener) throws CannotStart {
        Workflow with = order.with();
        if (with != null && person.writes(with)) {
            own(order);
        }
        return asking(with == null ? name(order.run()) : with.displayName(), () -> program.fork(order, listener),
                shown -> program.runs().allow(order, shown));
    }

    private void own(ForkOrder order) {
        try {
            if (program.runs().header(order.run()).filter(header -> !header.simulated()).isPresent()) {
                program.runs().own(order);
            }
        } catch (CannotRun | JournalException e) {
            LOG.info("A fork is not noted as written here: {}", e.getMessage());
        }
    }

    @Override
    public Run commit(CommitRequest request, RunListener listener) throws CannotStart {
        return asking(name(request.dryRun()), () -> program.commit(request, listener),
                shown -> program.runs().allow(request.dryRun(), shown));
    }

    // ---- the rest is as it is

    @Override
    public Flowbench flowbench() {
        return program.flowbench();
    }

    @Override
    public Path home() {
        return program.home();
    }

    @Override
    public Set<String> toolNames() {
        return program.toolNames();
    }

    @Override
    public McpKnown mcpKnown() {
        return program.mcpKnown();
    }

    @Override
    public List<Path> samples() {
        return program.samples();
    }

    @Override
    public Map<String, JsonNode> exampleInputs(Path file) {
        return program.exampleInputs(file);
    }

    @Override
    public ForkPreview preview(ForkOrder order) throws CannotStart {
        return program.preview(order);
    }

    @Override
    public ReplayReport replay(String run, @Nullable Workflow with) throws CannotStart {
        return program.replay(run, with);
    }

    @Override
    public Runs runs() {
        return program.runs();
    }
}
