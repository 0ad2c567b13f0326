package dev.flowbench.engine;

import dev.flowbench.engine.event.Amount;
import java.util.List;

/**
 * What a fork would do, found out without sending anything.
 *
 * @param kept steps whose answers are reused
 * @param again steps that are sent anew
 * @param asks steps before which a person is asked: the other run has done there what must not be done twice, or the step
 *     asks by itself
 * @param depends steps that wait for one of those: whether they are the same is only known then
 * @param gone steps of the old run that do not come any more
 */
public record ForkPreview(List<Step> kept, List<Step> again, List<Step> asks, List<Step> depends, List<Step> gone) {
    /**
     * A step.
     *
     * @param node id of the node
     * @param least what it cost before; nothing for a new one
     * @param most what it can cost
     */
    public record Step(String stepKey, String node, Amount least, Amount most) {}

    public ForkPreview {
        kept = List.copyOf(kept);
        again = List.copyOf(again);
        asks = List.copyOf(asks);
        depends = List.copyOf(depends);
        gone = List.copyOf(gone);
    }

    /** What is not paid again. */
    public Amount saved() {
        return sum(kept, false);
    }

    /** What it costs if all goes as before. */
    public Amount least() {
        return sum(again, false).plus(sum(asks, false)).plus(sum(depends, false));
    }

    /** What it can cost, as far as that is known before. */
    public Amount most() {
        return sum(again, true).plus(sum(asks, true)).plus(sum(depends, true));
    }

    private static Amount sum(List<Step> steps, boolean most) {
        Amount sum = Amount.ZERO;
        for (Step step : steps) {
            sum = sum.plus(most ? step.most() : step.least());
        }
        return sum;
    }
}
