/**
 * Draws models as a textbook prints them: equations as boxes, the values between them as arrows, cells as frames.
 *
 * <p>A {@link dev.unroll.report.drawing.Drawing} says what is drawn and knows neither places nor formats. {@code
 * ModelDrawing}, {@code CellDrawing} and {@code GraphDrawing} make one from a spec, a cell or a derived graph; {@code
 * Unrolling} repeats it for several time steps. {@code Layout} gives everything its place, by {@code Placement}, the only
 * class that knows the layout library; the result is a {@code Picture}, which {@code SvgWriter} writes. {@code DotWriter} and {@code
 * MermaidWriter} write the drawing itself, because Graphviz and Mermaid lay it out themselves.
 *
 * <p>May import {@code train}, {@code data}, {@code model}, {@code spec}, {@code spec.key}, {@code spec.expr},
 * {@code graph} and {@code tensor}. Must not know files, the command line or the pages of
 * {@code report}: it yields texts.
 */
package dev.unroll.report.drawing;
