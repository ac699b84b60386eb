package dev.unroll.report;

import dev.unroll.report.drawing.Escape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;

/** A drawing of texts, lines and coloured cells as SVG, on white ground, so that it looks the same wherever it is shown. */
final class Svg {
    /** The colour-blind-safe palette of Okabe and Ito. */
    static final List<String> COLOURS = List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9");

    private final StringBuilder body = new StringBuilder();

    /** The alignment of a text at its point. */
    enum Anchor {
        START,
        MIDDLE,
        END
    }

    Svg text(double x, double y, Anchor anchor, String style, String text) {
        body.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>\n",
                x,
                y,
                anchor.name().toLowerCase(Locale.ROOT),
                style,
                escaped(text)));
        return this;
    }

    /** A text that runs up from its point. */
    Svg rising(double x, double y, String style, String text) {
        body.append(String.format(
                Locale.ROOT,
                "<text transform=\"translate(%.1f %.1f) rotate(-60)\" class=\"%s\">%s</text>\n",
                x,
                y,
                style,
                escaped(text)));
        return this;
    }

    Svg line(double x1, double y1, double x2, double y2, String colour) {
        body.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n",
                x1,
                y1,
                x2,
                y2,
                colour));
        return this;
    }

    Svg path(List<double[]> points, String colour, boolean dashed) {
        StringBuilder path = new StringBuilder();
        points.forEach(p -> path.append(String.format(Locale.ROOT, "%.1f,%.1f ", p[0], p[1])));
        body.append(String.format(
                Locale.ROOT,
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"%s/>\n",
                path.toString().strip(),
                colour,
                dashed ? " stroke-dasharray=\"6 4\"" : ""));
        return this;
    }

    /**
     * Cells side by side, as a picture of as many pixels as there are cells.
     *
     * @param colour of a column and a row, as {@code 0xRRGGBB}
     */
    Svg cells(double x, double y, double width, double height, int columns, int rows, IntBinaryOperator colour) {
        BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                image.setRGB(column, row, colour.applyAsInt(column, row));
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        body.append(String.format(
                Locale.ROOT,
                "<image x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" preserveAspectRatio=\"none\""
                        + " style=\"image-rendering:pixelated\" href=\"data:image/png;base64,%s\"/>\n"
                        + "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"none\" stroke=\"#c4cad0\"/>\n",
                x,
                y,
                width,
                height,
                Base64.getEncoder().encodeToString(bytes.toByteArray()),
                x,
                y,
                width,
                height));
        return this;
    }

    /** From white to blue for 0 to 1. */
    static int blue(double share) {
        return mix(share, 8, 64, 129);
    }

    /** From blue over white to orange for -1 to 1. */
    static int signed(double share) {
        return share < 0 ? blue(-share) : mix(share, 179, 70, 0);
    }

    private static int mix(double share, int red, int green, int blue) {
        double size = Double.isNaN(share) ? 0 : Math.min(1, Math.max(0, share));
        return part(red, size) << 16 | part(green, size) << 8 | part(blue, size);
    }

    private static int part(int end, double share) {
        return (int) Math.round(255 + (end - 255) * share);
    }

    /**
     * The whole drawing.
     *
     * @param title a description for screen readers
     */
    String of(double width, double height, String title) {
        return String.format(Locale.ROOT, """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -8 %.0f %.0f" width="%.0f" height="%.0f" role="img">
                <title>%s</title>
                <style>text{font:12px system-ui,sans-serif;fill:#1b1f24}.soft{fill:#5b6570;font-size:11px}\
                .code{font-family:ui-monospace,monospace;font-weight:bold}.small{font-size:10px;fill:#5b6570}</style>
                <rect x="-12" y="-8" width="100%%" height="100%%" fill="#ffffff"/>
                %s</svg>
                """, width + 24, height + 16, width + 24, height + 16, escaped(title), body);
    }

    /** A character that cannot be seen is a step like any other: it gets a sign. */
    private static String escaped(String text) {
        return Escape.xml(text.replaceAll("[\\x00-\\x1f\\ufffe\\uffff]", "\ufffd"));
    }
}
