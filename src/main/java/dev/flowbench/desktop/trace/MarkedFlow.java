package dev.flowbench.desktop.trace;

import java.util.List;
import javafx.geometry.Insets;
import javafx.scene.layout.Region;
import javafx.scene.shape.Path;
import javafx.scene.text.TextFlow;

/** Text that wraps, with a soft ground under some stretches of it. */
final class MarkedFlow extends Region {
    private final TextFlow flow = new TextFlow();
    private final Path ground = new Path();
    private List<PromptMarks.Mark> marks = List.of();

    MarkedFlow() {
        ground.getStyleClass().add("trace-mark");
        ground.setManaged(false);
        getChildren().addAll(ground, flow);
    }

    TextFlow flow() {
        return flow;
    }

    /** The stretches with a ground, in characters of the flow's text. */
    void mark(List<PromptMarks.Mark> newMarks) {
        marks = newMarks;
        requestLayout();
    }

    @Override
    protected void layoutChildren() {
        Insets in = getInsets();
        double width = getWidth() - in.getLeft() - in.getRight();
        flow.resizeRelocate(in.getLeft(), in.getTop(), width, getHeight() - in.getTop() - in.getBottom());
        ground.getElements().clear();
        ground.relocate(0, 0);
        for (PromptMarks.Mark mark : marks) {
            ground.getElements().addAll(flow.rangeShape(mark.from(), mark.to()));
        }
        ground.setLayoutX(in.getLeft());
        ground.setLayoutY(in.getTop());
    }

    @Override
    protected double computePrefWidth(double height) {
        return getInsets().getLeft() + flow.prefWidth(-1) + getInsets().getRight();
    }

    @Override
    protected double computePrefHeight(double width) {
        Insets in = getInsets();
        double room = width < 0 ? -1 : Math.max(1, width - in.getLeft() - in.getRight());
        return in.getTop() + flow.prefHeight(room) + in.getBottom();
    }

    @Override
    protected double computeMinHeight(double width) {
        return computePrefHeight(width);
    }

    @Override
    public javafx.geometry.Orientation getContentBias() {
        return javafx.geometry.Orientation.HORIZONTAL;
    }
}
