package dev.unroll.cli;

import dev.unroll.train.Inspection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a model did with an example, for a terminal: the page's pictures in block characters and numbers. */
final class InspectionText {
    private static final String BLOCKS = " \u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final int[] DISTANCES = {0, 1, 2, 3, 5, 10, 20, 30, 50, 100, 200};
    private static final int MOST_WIDTH = 8;

    private InspectionText() {}

    static String of(Inspection inspection, Optional<Inspection> against) {
        StringBuilder text = new StringBuilder();
        if (!inspection.connectivity().isEmpty()) {
            text.append("what '")
                    .append(inspection.answer())
                    .append("' depends on: a row per answer, a column per step\n")
                    .append(connectivity(inspection));
        }
        for (Inspection.Layer layer : inspection.layers()) {
            text.append('\n')
                    .append(layer.path())
                    .append(": ")
                    .append(layer.cell())
                    .append(layer.reverse() ? ", from the end to the beginning\n" : "\n")
                    .append(gates(layer));
        }
        inspection.attentions().forEach(attention -> text.append(attention(attention)));
        text.append("\ngradient of the answer by a state, by the number of steps between them\n")
                .append(reach(inspection, against));
        return text.toString();
    }

    private static String connectivity(Inspection inspection) {
        int width = inspection.steps().stream().mapToInt(String::length).max().orElse(1);
        int column = Math.min(width, MOST_WIDTH) + (width > 1 ? 1 : 0);
        int names = inspection.outputs().stream()
                .mapToInt(o -> name(inspection, o).length())
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder("  ").append(" ".repeat(names)).append("  ");
        inspection
                .steps()
                .forEach(step ->
                        text.append(padded(step.length() > MOST_WIDTH ? step.substring(0, MOST_WIDTH) : step, column)));
        String line = text.toString().stripTrailing();
        StringBuilder all = new StringBuilder(line).append('\n');
        for (int k = 0; k < inspection.outputs().size(); k++) {
            StringBuilder row = new StringBuilder("  ")
                    .append(padded(name(inspection, inspection.outputs().get(k)), names))
                    .append("  ");
            double[] norms = inspection.connectivity().get(k);
            double most = Arrays.stream(norms).max().orElse(0);
            for (double norm : norms) {
                row.append(padded(bar(most == 0 ? 0 : norm / most).repeat(Math.max(1, column - 1)), column));
            }
            all.append(row.toString().stripTrailing()).append('\n');
        }
        return all.toString();
    }

    /** Each row with the steps that it looks at most. */
    private static String attention(Inspection.Attention attention) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("step", "looks at", ""));
        for (int row = 0; row < attention.rows().size(); row++) {
            int at = row;
            StringBuilder bars = new StringBuilder();
            int best = 0;
            for (int column = 0; column < attention.columns().size(); column++) {
                double weight = attention.at(at, column);
                bars.append(bar(Math.max(0, Math.min(1, weight))));
                best = weight > attention.at(at, best) ? column : best;
            }
            String most =
                    String.format(Locale.ROOT, "%s %.2f", attention.columns().get(best), attention.at(at, best));
            rows.add(List.of(attention.rows().get(row), most, bars.toString()));
        }
        return "\n" + attention.path() + "." + attention.name() + ": how much of each of "
                + String.join(" ", attention.columns()) + "\n" + Terminal.table(rows);
    }

    private static String name(Inspection inspection, Inspection.Output output) {
        return output.step().map(t -> inspection.steps().get(t) + " ").orElse("")
                + output.text()
                + output.probability()
                        .map(p -> String.format(Locale.ROOT, " %.2f", p))
                        .orElse("");
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String bar(double share) {
        return BLOCKS.substring((int) Math.round(share * 8), (int) Math.round(share * 8) + 1);
    }

    private static String gates(Inspection.Layer layer) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("equation", "mean", "< 0.1", "> 0.9", "meaning"));
        for (Inspection.Heat heat : layer.equations()) {
            rows.add(List.of(
                    heat.name(),
                    String.format(Locale.ROOT, "%.2f", heat.mean()),
                    heat.isMask() ? share(heat.shut()) : "",
                    heat.isMask() ? share(heat.open()) : "",
                    heat.label()));
        }
        return Terminal.table(rows);
    }

    private static String share(double share) {
        return String.format(Locale.ROOT, "%.0f %%", 100 * share);
    }

    private static String reach(Inspection inspection, Optional<Inspection> against) {
        int steps = inspection.steps().size();
        int[] distances = Arrays.stream(DISTANCES).filter(d -> d < steps).toArray();
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of("state"));
        Arrays.stream(distances).forEach(d -> head.add(Integer.toString(d)));
        rows.add(head);
        rows.addAll(reach(inspection, distances, ""));
        against.ifPresent(other -> rows.addAll(reach(other, distances, "against: ")));
        return Terminal.table(rows);
    }

    private static List<List<String>> reach(Inspection inspection, int[] distances, String prefix) {
        List<List<String>> rows = new ArrayList<>();
        for (Inspection.Layer layer : inspection.layers()) {
            for (Inspection.Reach reach : layer.reach()) {
                List<String> row = new ArrayList<>(List.of(prefix + layer.path() + "." + reach.state()));
                for (int distance : distances) {
                    row.add(
                            distance >= reach.byDistance().length
                                    ? ""
                                    : String.format(Locale.ROOT, "%.1e", reach.byDistance()[distance]));
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
