package dev.flowbench.desktop.run;

import dev.flowbench.engine.RunOptions.Breakpoint;

/**
 * A breakpoint as its user keeps it.
 *
 * @param place id of the node; of an agent's calls of tools {@code id/tool}
 * @param after whether it is after the step; else before it
 * @param condition an expression over the values there; empty for always
 * @param on whether runs stand still at it
 */
public record KeptBreakpoint(String place, boolean after, String condition, boolean on) {
    /** The end of a place that stands for an agent's calls of tools. */
    public static final String TOOLS = "/tool";

    /** One that always holds. */
    public static KeptBreakpoint at(String place, boolean after) {
        return new KeptBreakpoint(place, after, "", true);
    }

    /** Id of the node. */
    public String node() {
        return place.split("/", 2)[0];
    }

    /** Whether it is about a part of the node: an agent's calls of tools. */
    public boolean isInside() {
        return place.indexOf('/') >= 0;
    }

    public KeptBreakpoint on(boolean now) {
        return new KeptBreakpoint(place, after, condition, now);
    }

    public KeptBreakpoint when(String expression) {
        return new KeptBreakpoint(place, after, expression.strip(), on);
    }

    /** The same one before or after the step. */
    public KeptBreakpoint after(boolean now) {
        return new KeptBreakpoint(place, now, condition, on);
    }

    /** The same one at another place. */
    public KeptBreakpoint at(String other) {
        return new KeptBreakpoint(other, after, condition, on);
    }

    /** Whether it stands where another does. */
    boolean isBeside(KeptBreakpoint other) {
        return place.equals(other.place) && after == other.after;
    }

    Breakpoint engine() {
        return new Breakpoint(place, after, condition);
    }
}
