package dev.unroll.cli;

import java.util.ArrayList;
import java.util.List;

/** A line of numbers as blocks of eight heights. It keeps its width by joining neighbours. */
final class Sparkline {
    private static final String BLOCKS = "▁▂▃▄▅▆▇█";

    private final int width;
    private final List<Double> values = new ArrayList<>();
    private int each = 1;
    private int waiting;
    private double sum;

    /** @param width how many blocks it has at most; even */
    Sparkline(int width) {
        this.width = width;
    }

    void add(double value) {
        sum += value;
        waiting++;
        if (waiting < each) {
            return;
        }
        values.add(sum / waiting);
        sum = 0;
        waiting = 0;
        if (values.size() > width) {
            List<Double> halved = new ArrayList<>();
            for (int i = 0; i + 1 < values.size(); i += 2) {
                halved.add((values.get(i) + values.get(i + 1)) / 2);
            }
            // The odd one begins the next pair.
            sum = values.get(values.size() - 1) * each;
            waiting = each;
            values.clear();
            values.addAll(halved);
            each *= 2;
        }
    }

    /** The heights are from the least to the greatest number; all are the lowest where there is no difference. */
    String text() {
        double least = values.stream().mapToDouble(v -> v).min().orElse(0);
        double most = values.stream().mapToDouble(v -> v).max().orElse(0);
        StringBuilder text = new StringBuilder();
        for (double value : values) {
            double share = most > least ? (value - least) / (most - least) : 0;
            text.append(BLOCKS.charAt((int) Math.round(share * (BLOCKS.length() - 1))));
        }
        return text.toString();
    }
}
