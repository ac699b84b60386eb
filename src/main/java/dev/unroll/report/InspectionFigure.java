package dev.unroll.report;

import dev.unroll.train.Inspection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/** One picture of what a model did with one example, to be put into a text. */
public enum InspectionFigure {
    /** How much each step mattered to each answer. */
    CONNECTIVITY(drawing -> drawing.connectivity()),
    /** Every equation of every layer, a row per unit and a column per step. */
    GATES(drawing -> drawing.gates()),
    /** The norm of the gradient by the states, against the distance in steps. */
    REACH(drawing -> drawing.reach()),
    /** What each direction of a bidirectional network puts out, and what the merge makes of both. */
    DIRECTIONS(drawing -> drawing.directions()),
    /** How much each step of one axis looks at each step of another. */
    ATTENTION(drawing -> drawing.attention());

    private final Function<Drawing, String> draw;

    InspectionFigure(Function<Drawing, String> draw) {
        this.draw = draw;
    }

    /** Its name on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The picture as SVG.
     *
     * @param run the name of its run
     * @param against the same example in another model, whose reach is laid over the first one's
     * @param other the name of that model's run
     */
    public String svg(Inspection inspection, String run, Optional<Inspection> against, String other) {
        return draw.apply(new Drawing(inspection, run, against, other));
    }

    private record Line(String label, double[] values, boolean dashed) {}

    private record Drawing(Inspection inspection, String run, Optional<Inspection> against, String other) {
        private static final int WIDE = 860;
        private static final int COLUMNS = 3;

        private int steps() {
            return inspection.steps().size();
        }

        /** How much room the words take: characters lie, words rise. */
        private double room() {
            return isShort() ? 18 : 50;
        }

        private boolean isShort() {
            return isShort(inspection.steps());
        }

        private static boolean isShort(List<String> steps) {
            return steps.stream().allMatch(step -> step.codePointCount(0, step.length()) <= 2);
        }

        private void words(Svg svg, double x, double y, double width) {
            words(svg, inspection.steps(), x, y, width);
        }

        /** As many words as there is room for, with their lower end at {@code y}. */
        private static void words(Svg svg, List<String> steps, double x, double y, double width) {
            boolean isShort = isShort(steps);
            int each = (int) Math.ceil((isShort ? 8 : 12) * steps.size() / width);
            for (int t = 0; t < steps.size(); t += each) {
                double middle = x + (t + 0.5) * width / steps.size();
                String step = cut(steps.get(t), 9);
                if (isShort) {
                    svg.text(middle, y - 4, Svg.Anchor.MIDDLE, "small", step);
                } else {
                    svg.rising(middle + 2, y - 4, "small", step);
                }
            }
        }

        private static String cut(String text, int most) {
            return text.codePointCount(0, text.length()) <= most
                    ? text
                    : text.substring(0, text.offsetByCodePoints(0, most - 1)) + "…";
        }

        String connectivity() {
            Svg svg = new Svg();
            List<double[]> rows = inspection.connectivity();
            double left = 170;
            double cell = Math.min(26, (WIDE - left - 10) / steps());
            double high = rows.size() == 1 ? 26 : Math.min(18, 600.0 / rows.size());
            double width = cell * steps();
            words(svg, left, 68, width);
            svg.text(left, 10, Svg.Anchor.START, "soft", "input");
            double[] most = rows.stream()
                    .mapToDouble(row -> Arrays.stream(row).max().orElse(1))
                    .toArray();
            svg.cells(
                    left,
                    68,
                    width,
                    high * rows.size(),
                    steps(),
                    rows.size(),
                    (t, k) -> Svg.blue(rows.get(k)[t] / most[k]));
            for (int k = 0; k < rows.size(); k++) {
                Inspection.Output output = inspection.outputs().get(k);
                String at = output.step()
                        .map(step -> cut(inspection.steps().get(step), 10) + "  ")
                        .orElse("");
                if (high >= 10) {
                    svg.text(left - 8, 68 + (k + 0.5) * high + 4, Svg.Anchor.END, "soft", at + cut(output.text(), 14));
                }
            }
            return svg.of(
                    left + width + 30,
                    68 + high * rows.size() + 12,
                    "How much each step matters to each answer of " + inspection.model());
        }

        String gates() {
            Svg svg = new Svg();
            double width = (WIDE - 20.0 * (COLUMNS - 1)) / COLUMNS;
            double top = 8;
            for (Inspection.Layer layer : inspection.layers()) {
                svg.text(
                        0,
                        top + 12,
                        Svg.Anchor.START,
                        "code",
                        layer.path() + ": " + layer.cell() + (layer.reverse() ? ", in reverse" : ""));
                top += 26;
                List<Inspection.Heat> heats = layer.equations();
                double high = Math.max(60, Math.min(130, layer.order().size() * 4.0));
                for (int i = 0; i < heats.size(); i++) {
                    double x = i % COLUMNS * (width + 20);
                    double y = top + i / COLUMNS * (high + 40 + room());
                    heat(svg, layer, heats.get(i), x, y, width, high);
                }
                top += Math.ceil((double) heats.size() / COLUMNS) * (high + 40 + room()) + 8;
            }
            return svg.of(
                    WIDE, top, "Gates and states of " + inspection.model() + ", a row per unit and a column per step");
        }

        private void heat(
                Svg svg, Inspection.Layer layer, Inspection.Heat heat, double x, double y, double width, double high) {
            svg.text(x, y + 12, Svg.Anchor.START, "code", heat.name());
            svg.text(x + 26, y + 12, Svg.Anchor.START, "soft", cut(heat.label(), 42));
            String figures = heat.isMask()
                    ? String.format(
                            Locale.ROOT,
                            "mean %.2f; %.0f %% below 0.1, %.0f %% above 0.9",
                            heat.mean(),
                            100 * heat.shut(),
                            100 * heat.open())
                    : String.format(Locale.ROOT, "mean %.2f; orange is positive, blue negative", heat.mean());
            svg.text(x, y + 27, Svg.Anchor.START, "small", figures);
            List<Integer> order = layer.order().size() == heat.units()
                    ? layer.order()
                    : IntStream.range(0, heat.units()).boxed().toList();
            double most = heat.isMask() ? 1 : Math.max(1e-12, heat.typical());
            svg.cells(x, y + 33, width, high, layer.steps().size(), heat.units(), (t, u) -> {
                double share = heat.at(t, order.get(u)) / most;
                return heat.isMask() ? Svg.blue(share) : Svg.signed(share);
            });
            words(svg, layer.steps(), x, y + 33 + high + room(), width);
        }

        String attention() {
            Svg svg = new Svg();
            double left = 110;
            double top = 8;
            double widest = 300;
            for (Inspection.Attention attention : inspection.attentions()) {
                int columns = attention.columns().size();
                int rows = attention.rows().size();
                double cell = Math.max(6, Math.min(26, (WIDE - left - 10) / Math.max(columns, rows)));
                String about = attention.label().isEmpty() ? "" : ": " + attention.label();
                svg.text(0, top + 12, Svg.Anchor.START, "code", attention.path() + "." + attention.name() + about);
                double y = top + 26 + (isShort(attention.columns()) ? 18 : 50);
                words(svg, attention.columns(), left, y, cell * columns);
                svg.cells(
                        left,
                        y,
                        cell * columns,
                        cell * rows,
                        columns,
                        rows,
                        (column, row) -> Svg.blue(attention.at(row, column)));
                for (int row = 0; row < rows && cell >= 10; row++) {
                    String step = cut(attention.rows().get(row), 14);
                    svg.text(left - 8, y + (row + 0.5) * cell + 4, Svg.Anchor.END, "soft", step);
                }
                widest = Math.max(widest, left + cell * columns + 30);
                top = y + cell * rows + 20;
            }
            if (inspection.attentions().isEmpty()) {
                svg.text(0, 20, Svg.Anchor.START, "soft", "No equation looks from one axis at another.");
                top = 40;
            }
            return svg.of(widest, top, "What each step looks at, in " + inspection.model());
        }

        String reach() {
            List<Line> lines = new ArrayList<>();
            reach(inspection, against.isEmpty() ? "" : run + " ", false, lines);
            against.ifPresent(second -> reach(second, other + " ", true, lines));
            return chart(lines, "steps between the state and the answer", 0, true, "gradient norm, logarithmic");
        }

        private static void reach(Inspection of, String run, boolean dashed, List<Line> lines) {
            of.layers()
                    .forEach(layer -> layer.reach()
                            .forEach(reach -> lines.add(
                                    new Line(run + layer.path() + "." + reach.state(), reach.byDistance(), dashed))));
        }

        String directions() {
            List<Line> lines = new ArrayList<>();
            for (Inspection.Merge merge : inspection.merges()) {
                lines.add(new Line(merge.path() + " forward", merge.forward(), false));
                lines.add(new Line(merge.path() + " backward", merge.backward(), false));
                lines.add(new Line(merge.path() + " merged", merge.merged(), true));
            }
            return chart(lines, "step", 1, false, "norm of the output");
        }

        private String chart(List<Line> lines, String below, int first, boolean logarithmic, String left) {
            Svg svg = new Svg();
            double[] all = lines.stream()
                    .flatMapToDouble(line -> Arrays.stream(line.values))
                    .filter(v -> !logarithmic || v > 0)
                    .map(v -> logarithmic ? Math.log10(v) : v)
                    .toArray();
            double low = logarithmic ? Math.floor(Arrays.stream(all).min().orElse(-1)) : 0;
            double high = Math.ceil(Arrays.stream(all).max().orElse(0));
            double range = Math.max(1e-9, high - low);
            int count =
                    lines.stream().mapToInt(line -> line.values.length).max().orElse(1);
            double x0 = 70;
            double y0 = 300;
            double width = 540;
            double height = 280;
            double tick = Math.max(1, Math.ceil(range / 8));
            for (double v = low; v <= high; v += tick) {
                double y = y0 - (v - low) / range * height;
                svg.line(x0, y, x0 + width, y, "#d5dae0");
                svg.text(
                        x0 - 8,
                        y + 4,
                        Svg.Anchor.END,
                        "soft",
                        logarithmic ? "1e" + (int) v : String.format(Locale.ROOT, "%.0f", v));
            }
            int each = Math.max(1, (int) Math.ceil(count / 10.0));
            for (int i = 0; i < count; i += each) {
                svg.text(x0 + width * i / Math.max(1, count - 1), y0 + 16, Svg.Anchor.MIDDLE, "soft", "" + (i + first));
            }
            svg.text(x0 + width / 2, y0 + 36, Svg.Anchor.MIDDLE, "soft", below);
            svg.text(x0 - 60, 10, Svg.Anchor.START, "soft", left);
            for (int k = 0; k < lines.size(); k++) {
                Line line = lines.get(k);
                String colour = Svg.COLOURS.get(k % Svg.COLOURS.size());
                List<double[]> points = new ArrayList<>();
                for (int i = 0; i < line.values.length; i++) {
                    double value = logarithmic ? Math.log10(line.values[i]) : line.values[i];
                    if (Double.isFinite(value)) {
                        points.add(new double[] {
                            x0 + width * i / Math.max(1, count - 1), y0 - (value - low) / range * height
                        });
                    }
                }
                svg.path(points, colour, line.dashed);
                double y = 34 + 20 * k;
                svg.path(
                        List.of(new double[] {x0 + width + 20, y}, new double[] {x0 + width + 50, y}),
                        colour,
                        line.dashed);
                svg.text(x0 + width + 58, y + 4, Svg.Anchor.START, "soft", line.label);
            }
            return svg.of(WIDE, 350, left + " against " + below + ", " + inspection.model());
        }
    }

    /** The picture of that name. */
    public static Optional<InspectionFigure> of(String word) {
        return Arrays.stream(values())
                .filter(figure -> figure.word().equals(word))
                .findFirst();
    }
}
