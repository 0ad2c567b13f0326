package dev.flowbench.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.flowbench.flow.Agent;
import dev.flowbench.flow.Approval;
import dev.flowbench.flow.Chain;
import dev.flowbench.flow.Checkpoint;
import dev.flowbench.flow.EvaluatorOptimizer;
import dev.flowbench.flow.Gate;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.GraphResult;
import dev.flowbench.flow.Handoff;
import dev.flowbench.flow.Kind;
import dev.flowbench.flow.Llm;
import dev.flowbench.flow.MapItems;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.NoteCard;
import dev.flowbench.flow.Orchestrator;
import dev.flowbench.flow.Parallel;
import dev.flowbench.flow.Port;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Recall;
import dev.flowbench.flow.Remember;
import dev.flowbench.flow.Router;
import dev.flowbench.flow.Subflow;
import dev.flowbench.flow.ToolCall;
import dev.flowbench.flow.Transform;
import dev.flowbench.flow.UnknownKind;
import dev.flowbench.flow.Wire;
import dev.flowbench.flow.text.Names;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What holds for one kind and its declaration cannot say. */
final class KindCheck {
    private final Ports ports;
    private final Findings findings;

    KindCheck(Ports ports, Findings findings) {
        this.ports = ports;
        this.findings = findings;
    }

    void check(Graph graph, Node node, Spot at) {
        switch (node.kind()) {
            case Router router -> router(graph, node, router, at);
            case Parallel parallel -> parallel(parallel, at);
            case EvaluatorOptimizer loop -> {
                if (loop.evaluator() != null) {
                    gives(loop.evaluator(), "score", "EVALUATOR_WITHOUT_SCORE", "evaluator", at);
                }
            }
            case Transform transform -> {
                if (transform.template() == null && transform.expression() == null) {
                    findings.error(at.child("template"), "TRANSFORM_EMPTY");
                } else if (transform.template() != null && transform.expression() != null) {
                    findings.error(at.child("expression"), "TRANSFORM_TWICE");
                }
            }
            case Subflow subflow -> subflow(subflow, at);
            case MapItems map -> {
                if (map.minSuccess() != null && map.maxItems() != null && map.minSuccess() > map.maxItems()) {
                    findings.error(at.child("minSuccess"), "MIN_SUCCESS_OVER_ITEMS", map.minSuccess(),
                            map.maxItems());
                }
            }
            case Checkpoint checkpoint -> {
                if (checkpoint.schema() == null && checkpoint.rules().isEmpty()) {
                    findings.warning(at.child("rules"), "CHECKPOINT_EMPTY");
                }
            }
            case Llm _,Gate _,Chain _,Orchestrator _,Handoff _,Agent _,ToolCall _,Approval _,Recall _,Remember _,NoteCard _,UnknownKind _ -> {
                // Their declarations say all there is.
            }
        }
    }

    private void router(Graph graph, Node node, Router router, Spot at) {
        boolean asks = router.classifier() != null || router.model() != null;
        boolean anyRule = false;
        boolean certain = false;
        var seen = new HashSet<String>();
        for (int i = 0; i < router.routes().size(); i++) {
            Router.Route route = router.routes().get(i);
            Spot here = at.child("routes").child(i);
            if (route.id().equals(Router.DEFAULT) || route.id().equals(Router.CHOICE)) {
                findings.error(here.child("id"), "RESERVED_ROUTE", route.id());
            } else if (!Names.isIdentifier(route.id())) {
                findings.error(here.child("id"), "BAD_NAME", route.id());
            } else if (!seen.add(route.id())) {
                findings.error(here.child("id"), "DUPLICATE_ROUTE", route.id());
            }
            if (certain) {
                findings.warning(here, "ROUTE_NOT_REACHED", route.id());
            } else if (route.when() == null && !asks) {
                findings.warning(here, "ROUTE_WITHOUT_RULE", route.id());
            }
            anyRule |= route.when() != null;
            certain |= route.when() != null && route.when().text().strip().equals("true");
        }
        if (!asks && !anyRule && !router.routes().isEmpty()) {
            findings.error(at.child("model"), "ROUTER_CANNOT_CHOOSE");
        }
        boolean wired = graph.wires().stream().anyMatch(wire -> wire.from().equals(node.id()));
        boolean takesDefault = graph.wires().stream()
                .anyMatch(wire -> wire.from().equals(node.id()) && wire.port().equals(Router.DEFAULT));
        if (certain && takesDefault) {
            findings.warning(at.child("routes"), "DEFAULT_NOT_REACHED", node.id());
        } else if (!certain && wired && !takesDefault) {
            findings.warning(at.child(Router.DEFAULT), "DEFAULT_NOT_WIRED", node.id());
        }
        if (router.classifier() != null) {
            gives(router.classifier(), "route", "CLASSIFIER_WITHOUT_ROUTE", "classifier", at);
        }
    }

    private void parallel(Parallel parallel, Spot at) {
        int branches = parallel.branches().size();
        @Nullable Integer votes = parallel.votes();
        int runs = votes == null ? branches : votes;
        if (votes != null && branches > 1) {
            findings.error(at.child("branches"), "VOTING_WITH_BRANCHES", branches);
        }
        if (votes == null && (parallel.rule() != null || parallel.quorum() != null || parallel.voteBy() != null)) {
            findings.warning(at.child("votes"), "RULE_WITHOUT_VOTES");
        }
        if (votes != null && parallel.rule() == Parallel.Rule.QUORUM && parallel.quorum() == null) {
            findings.error(at.child("quorum"), "QUORUM_MISSING");
        }
        if (votes != null && parallel.quorum() != null && parallel.quorum() > votes) {
            findings.error(at.child("quorum"), "QUORUM_OVER_VOTES", parallel.quorum(), votes);
        }
        if (parallel.minSuccess() != null && parallel.minSuccess() > runs && runs > 0) {
            findings.error(at.child("minSuccess"), "MIN_SUCCESS_OVER_BRANCHES", parallel.minSuccess(), runs);
        }
        if (parallel.maxBranches() != null && runs > parallel.maxBranches()) {
            findings.error(at.child("maxBranches"), "MORE_THAN_MAX_BRANCHES", runs, parallel.maxBranches());
        }
    }

    /** A file of the user's own machine, named in a document that came from elsewhere, must not be reached by it. */
    private void subflow(Subflow subflow, Spot at) {
        if (subflow.file() == null || subflow.file().isBlank()) {
            return;
        }
        if (!isInside(subflow.file())) {
            findings.error(at.child("file"), "FILE_OUTSIDE", subflow.file());
        }
    }

    /** Whether a path leads into the workspace, as far as its letters say; nothing is looked up. */
    static boolean isInside(String path) {
        String file = path.replace('\\', '/');
        try {
            Path normal = Path.of(file).normalize();
            return !normal.isAbsolute() && !normal.startsWith("..")
                    && !file.matches("(?s)[A-Za-z][A-Za-z0-9+.-]*:.*");
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /** Checks, as far as it is declared, that a child's result has that field. */
    private void gives(Graph graph, String field, String code, String child, Spot at) {
        Spot here = at.child("slots").child(child);
        switch (ports.resultOf(graph)) {
            case GraphResult.Wired wired when !wired.isPlain() -> {
                if (!wired.names().contains(field)) {
                    findings.error(here, code, CheckTexts.text("result-of-names", String.join(", ", wired.names())));
                }
            }
            case GraphResult.Wired wired -> {
                if (wired.wires().size() == 1 && wired.wires().getFirst().path().isEmpty()) {
                    Wire wire = wired.wires().getFirst();
                    graph.nodes().stream().filter(node -> node.id().equals(wire.from())).findFirst()
                            .ifPresent(node -> gives(node, wire.port(), field, code, here));
                }
            }
            case GraphResult.Sink(Node node, Port port) -> gives(node, port.name(), field, code, here);
            case GraphResult.Unclear _ -> {
                // Reported with the graph.
            }
        }
    }

    private void gives(Node node, String port, String field, String code, Spot at) {
        if (!port.equals(Kind.RESULT)) {
            return;
        }
        Optional<Port> output = ports.outputs(node).stream().filter(each -> each.name().equals(port)).findFirst();
        if (output.isPresent() && output.get().type() == Port.Type.TEXT) {
            findings.error(at, code, CheckTexts.text("result-of-text", node.id()));
        } else if (node.kind() instanceof Llm llm && llm.output() != null) {
            JsonNode properties = llm.output().path("properties");
            if (properties.isObject() && !properties.has(field)) {
                findings.error(at, code, CheckTexts.text("result-of-schema", node.id()));
            }
        }
    }
}
