package dev.flowbench.check;

import dev.flowbench.flow.Branch;
import dev.flowbench.flow.FieldShape;
import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Node;
import dev.flowbench.flow.Ports;
import dev.flowbench.flow.Problem;
import dev.flowbench.flow.Shape;
import dev.flowbench.flow.UnknownKind;
import dev.flowbench.flow.Workflow;
import dev.flowbench.flow.text.Names;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Walks one document from the outside in, and asks each check about what stands there. */
final class DocumentCheck {
    private final Workflow workflow;
    private final Ports ports;
    private final Findings findings = new Findings();
    private final Map<String, Integer> ids = new HashMap<>();
    private final RecordCheck records;
    private final KindCheck kinds;
    private final WireCheck wires;
    private final ToolCheck tools;
    private final DeclarationCheck declarations;

    /**
     * @param tools names of the tools that its nodes may name; null where they are not known
     * @param machine those among them that are on this machine
     * @param servers the MCP servers of this machine
     */
    DocumentCheck(Workflow workflow, Ports ports, @Nullable Set<String> tools, @Nullable Set<String> machine,
            McpKnown servers) {
        this.workflow = workflow;
        this.ports = ports;
        this.records = new RecordCheck(workflow, findings);
        this.kinds = new KindCheck(ports, findings);
        this.tools = new ToolCheck(tools, findings);
        this.declarations = new DeclarationCheck(machine, servers, findings);
        this.wires = new WireCheck(ports, ids.keySet(), findings);
    }

    List<Problem> problems() {
        return findings.problems();
    }

    /** Whether there is something that could not be read, which only reading explains. */
    boolean hasUnread() {
        return records.hasUnread();
    }

    void run() {
        count(workflow.graph());
        new WorkflowCheck(workflow, records, findings).run();
        declarations.check(workflow);
        walk(workflow.graph(), Ports.inputNames(workflow), CheckTexts.text("workflow"), Spot.ROOT);
    }

    private void count(Graph graph) {
        for (Node node : graph.nodes()) {
            ids.merge(node.id(), 1, Integer::sum);
            Shape shape = Shape.of(node.kind());
            for (FieldShape field : shape.childFields()) {
                if (field.isBranches()) {
                    shape.branches(field, (Record) node.kind()).forEach(branch -> count(branch.graph()));
                } else if (field.get((Record) node.kind()) instanceof Graph child) {
                    count(child);
                }
            }
        }
    }

    /** @param given the names on the graph's {@code in} edge */
    private void walk(Graph graph, Set<String> given, String name, Spot at) {
        records.unread(graph, at);
        wires.check(graph, given, name, at);
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            Spot here = at.node(node.id(), i);
            id(node, here);
            if (node.kind() instanceof UnknownKind(String kind)) {
                findings.warning(here.child("kind"), "UNKNOWN_KIND", kind,
                        Nearest.question(kind, Shape.kinds().stream().map(Shape::kind).toList()));
                continue;
            }
            records.node(node, here);
            sources(node, here);
            kinds.check(graph, node, here);
            tools.check(node, here);
            children(graph, node, given, here);
        }
    }

    private void id(Node node, Spot at) {
        if (node.id().equals(Graph.IN) || node.id().equals(Graph.OUT)) {
            findings.error(at.child("id"), "RESERVED_ID", node.id());
        } else if (!Names.isNodeId(node.id())) {
            findings.error(at.child("id"), "BAD_ID", node.id());
        } else if (ids.getOrDefault(node.id(), 0) > 1) {
            findings.error(at.child("id"), "DUPLICATE_ID", node.id(), ids.getOrDefault(node.id(), 0));
        }
    }

    private void sources(Node node, Spot at) {
        for (Ports.Mistake mistake : ports.mistakes(node)) {
            findings.said(at.child(mistake.source().path()), mistake.error().code(),
                    CheckTexts.text("in-field", mistake.source().field(), mistake.error().line(),
                            mistake.error().column()),
                    mistake.error().getMessage());
        }
        ports.named(node).forEach((name, source) -> {
            if (name.startsWith(Names.STATE + ".")) {
                String field = name.substring(Names.STATE.length() + 1);
                if (!node.settings().reads().contains(field)) {
                    findings.error(at.child(source.path()), "STATE_NOT_READ", field);
                }
            }
        });
    }

    private void children(Graph graph, Node node, Set<String> given, Spot at) {
        Shape shape = Shape.of(node.kind());
        var names = new HashSet<String>();
        for (FieldShape field : shape.childFields()) {
            if (!field.isBranches()) {
                names.add(field.name());
            }
        }
        for (FieldShape field : shape.childFields()) {
            if (field.isBranches()) {
                List<Branch> branches = shape.branches(field, (Record) node.kind());
                for (int i = 0; i < branches.size(); i++) {
                    Branch branch = branches.get(i);
                    Spot here = at.child(field.name()).child(i);
                    if (!Names.isNodeId(branch.id())) {
                        findings.error(here.child("id"), "BAD_ID", branch.id());
                    } else if (!names.add(branch.id())) {
                        findings.error(here.child("id"), "DUPLICATE_BRANCH", branch.id(), node.id());
                    }
                    child(graph, node, field, branch.id(), branch.graph(), given, here);
                }
            } else if (field.get((Record) node.kind()) instanceof Graph child) {
                child(graph, node, field, field.name(), child, given, at.child("slots").child(field.name()));
            } else if (field.child() != null && field.child().required()) {
                findings.error(at.child("slots"), "MISSING_CHILD", field.name(), node.id());
            }
        }
    }

    private void child(Graph graph, Node frame, FieldShape field, String child, Graph inside, Set<String> given,
            Spot at) {
        if (inside.isEmpty()) {
            if (field.child() == null || field.child().required()) {
                findings.error(at, "EMPTY_CHILD", child, frame.id());
            } else {
                findings.warning(at, "EMPTY_CHILD", child, frame.id());
            }
            return;
        }
        Set<String> gives = new LinkedHashSet<>(ports.gives(graph, frame, child, given));
        walk(inside, gives, child, new Spot(frame.id(), at.field(), at.pointer()));
    }
}
