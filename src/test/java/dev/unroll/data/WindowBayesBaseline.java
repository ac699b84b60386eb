package dev.unroll.data;

import dev.unroll.diagnostic.Source;
import dev.unroll.spec.key.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a recurrent model has to beat on {@code locale_dates}: naive Bayes over what stands around a character, its neighbours and all
 * runs of up to five of them within a window, each at its place. The window's width and the smoothing are chosen on the valid part.
 */
final class WindowBayesBaseline {
    private static final double[] SMOOTHING = {1, 0.1, 0.01, 0.001};
    private static final int[] WIDTHS = {1, 2, 3, 4, 6, 8};
    private static final int LONGEST = 5;

    private final Dataset data;
    private final int width;
    private final int classes;
    private final Map<String, int[]> counts = new HashMap<>();
    private final long[] totals;
    private final int[] labels;

    WindowBayesBaseline(Dataset data, int width) {
        this.data = data;
        this.width = width;
        classes = data.fields().get("part").type().classes();
        totals = new long[classes];
        labels = new int[classes];
        for (Example example : data.examples(Split.TRAIN)) {
            for (int t = 0; t < example.length(); t++) {
                int label = (int) example.values().get("part")[t];
                labels[label]++;
                for (String feature : features(example, t)) {
                    counts.computeIfAbsent(feature, f -> new int[classes])[label]++;
                    totals[label]++;
                }
            }
        }
    }

    private List<String> features(Example example, int t) {
        float[] text = example.values().get("text");
        List<String> features = new ArrayList<>();
        for (int from = t - width; from <= t + width; from++) {
            StringBuilder run = new StringBuilder();
            for (int to = from; to <= Math.min(t + width, from + LONGEST - 1); to++) {
                run.append(
                        to < 0 || to >= text.length
                                ? "|"
                                : data.fields().get("text").label((int) text[to]));
                features.add((from - t) + ":" + run);
            }
        }
        return features;
    }

    double accuracy(Split split, double smoothing) {
        long right = 0;
        long all = 0;
        for (Example example : data.examples(split)) {
            for (int t = 0; t < example.length(); t++) {
                double[] scores = new double[classes];
                for (int c = 0; c < classes; c++) {
                    scores[c] = Math.log(labels[c]);
                }
                for (String feature : features(example, t)) {
                    int[] count = counts.getOrDefault(feature, new int[classes]);
                    for (int c = 0; c < classes; c++) {
                        scores[c] += Math.log((count[c] + smoothing) / (totals[c] + smoothing * counts.size()));
                    }
                }
                int best = 0;
                for (int c = 1; c < classes; c++) {
                    best = scores[c] > scores[best] ? c : best;
                }
                right += best == (int) example.values().get("part")[t] ? 1 : 0;
                all++;
            }
        }
        return (double) right / all;
    }

    public static void main(String[] args) {
        Settings settings =
                Settings.parse("data", new Source("spec", "reader: locale_dates\n" + String.join("\n", args)));
        Dataset data = Readers.builtIn().configure(settings).orElseThrow().read();
        double best = 0;
        String chosen = "";
        for (int width : WIDTHS) {
            WindowBayesBaseline bayes = new WindowBayesBaseline(data, width);
            for (double smoothing : SMOOTHING) {
                double valid = bayes.accuracy(Split.VALID, smoothing);
                double test = bayes.accuracy(Split.TEST, smoothing);
                System.out.printf(
                        Locale.ROOT, "width %d, smoothing %s: valid %.4f, test %.4f%n", width, smoothing, valid, test);
                if (valid > best) {
                    best = valid;
                    chosen = String.format(
                            Locale.ROOT, "chosen: width %d, smoothing %s, test %.4f", width, smoothing, test);
                }
            }
        }
        System.out.println(chosen);
    }
}
