package dev.flowbench.desktop.inspector;

import java.util.List;
import javafx.scene.Node;

/**
 * A whole form.
 *
 * @param head what stands above the scrolling part
 * @param fields sections and fields in order
 */
record Form(Node head, List<FieldView> heads, List<FieldView> fields) {}
