package dev.flowbench.desktop.canvas.tool;

/**
 * Where the pointer is.
 *
 * @param x on the drawing
 * @param y on the drawing
 * @param viewX in the window
 * @param viewY in the window
 * @param shift whether Shift is held
 * @param ctrl whether Ctrl (Command on macOS) is held
 * @param alt whether Alt is held
 */
public record Pointer(double x, double y, double viewX, double viewY, boolean shift, boolean ctrl, boolean alt) {}
