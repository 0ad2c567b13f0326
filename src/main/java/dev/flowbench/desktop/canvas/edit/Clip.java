package dev.flowbench.desktop.canvas.edit;

import dev.flowbench.flow.Graph;
import dev.flowbench.flow.Layout;

/**
 * A copied part of a document.
 *
 * @param graph the nodes and the wires among them
 * @param layout places of the nodes and of all in them
 */
public record Clip(Graph graph, Layout layout) {}
