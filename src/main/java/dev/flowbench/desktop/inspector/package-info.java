/**
 * The form of what is selected, made from the document's shapes. Models know the document and no controls; views are thin.
 */
@NullMarked
package dev.flowbench.desktop.inspector;

import org.jspecify.annotations.NullMarked;
