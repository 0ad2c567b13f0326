/**
 * The visual language of the house: colours, sizes, letters, icons, the pictures of node kinds and states, and the look
 * of every control, in light and dark.
 *
 * <p>{@link dev.flowbench.desktop.look.Theme} gives it to windows, {@link dev.flowbench.desktop.look.Palette} to
 * painters, {@link dev.flowbench.desktop.look.Styles} names the style classes, and
 * {@link dev.flowbench.desktop.look.Parts} builds the small things that are made of several nodes. No colour and no font
 * is named anywhere else; a style sheet uses {@code -fb-} colours, a painter asks for a
 * {@link dev.flowbench.desktop.look.Token}.
 */
@NullMarked
package dev.flowbench.desktop.look;

import org.jspecify.annotations.NullMarked;
