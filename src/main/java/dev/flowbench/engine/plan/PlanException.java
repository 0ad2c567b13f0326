package dev.flowbench.engine.plan;

/** A document that cannot run. The checks say so before; this is the second line. */
public final class PlanException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String node;

    /** @param node id of the node; empty for the workflow itself */
    public PlanException(String node, String message) {
        super(message);
        this.node = node;
    }

    /** Id of the node; empty for the workflow itself. */
    public String node() {
        return node;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
