package dev.flowbench.engine.plan;

import dev.flowbench.engine.Texts;
import dev.flowbench.flow.Budget;
import dev.flowbench.flow.Decimal;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.file.SemanticHash;
import dev.flowbench.flow.file.WorkspacePath;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The other documents that a document uses, as seen from one of them.
 *
 * @param documents by path from the folder of the first document
 * @param here path of this one; empty for the first
 * @param open paths of those that this one stands in, itself included
 * @param entered how many times one was planned so far, whichever
 */
record OtherFiles(Map<String, Workflow> documents, String here, List<String> open, AtomicInteger entered) {
    /** How deep documents may stand in each other, and how often they may be used in all: a few files can ask for billions. */
    private static final int DEEPEST = 16;
    private static final int MOST = 1_000;

    /** Another document, with what it may use in turn. */
    record Found(Workflow workflow, OtherFiles files) {}

    /** The document that a node names, to be planned. */
    Found enter(Node node, Subflow subflow, String file) throws PlanException {
        Found found = find(node, subflow, file);
        if (found.files().open().size() > DEEPEST || entered.incrementAndGet() > MOST) {
            throw new PlanException(node.id(), Texts.text("plan.fileDeep", node.displayTitle(), file, DEEPEST, MOST));
        }
        return found;
    }

    /** The document that a node names. */
    Found find(Node node, Subflow subflow, String file) throws PlanException {
        @Nullable String path = WorkspacePath.resolve(here, file);
        @Nullable Workflow workflow = path == null ? null : documents.get(path);
        if (path == null || workflow == null) {
            throw new PlanException(node.id(), Texts.text("plan.noFile", node.displayTitle(), file));
        }
        if (open.contains(path)) {
            throw new PlanException(node.id(), Texts.text("plan.fileCircle", node.displayTitle(), file));
        }
        if (subflow.hash() != null && !subflow.hash().isBlank() && !subflow.hash().equals(SemanticHash.of(workflow))) {
            throw new PlanException(node.id(), Texts.text("plan.fileChanged", node.displayTitle(), file));
        }
        var deeper = new ArrayList<>(open);
        deeper.add(path);
        return new Found(workflow, new OtherFiles(documents, path, List.copyOf(deeper), entered));
    }

    /** What both budgets allow. */
    static @Nullable Budget both(@Nullable Budget one, @Nullable Budget other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return new Budget(least(one.tokens(), other.tokens()), least(one.inputTokens(), other.inputTokens()),
                least(one.outputTokens(), other.outputTokens()), least(one.costUsd(), other.costUsd()),
                least(one.steps(), other.steps()), least(one.toolCalls(), other.toolCalls()),
                least(one.spawns(), other.spawns()), least(one.wallClock(), other.wallClock()),
                one.atCap() == null ? other.atCap() : one.atCap(), one.extras());
    }

    private static @Nullable Long least(@Nullable Long one, @Nullable Long other) {
        return one == null ? other : other == null ? one : (Long) Math.min(one, other);
    }

    private static @Nullable Decimal least(@Nullable Decimal one, @Nullable Decimal other) {
        return one == null ? other : other == null || one.value().compareTo(other.value()) <= 0 ? one : other;
    }

    private static @Nullable Duration least(@Nullable Duration one, @Nullable Duration other) {
        return one == null ? other : other == null || one.compareTo(other) <= 0 ? one : other;
    }
}
