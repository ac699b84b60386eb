package dev.unroll.data;

import dev.unroll.diagnostic.Source;
import dev.unroll.spec.key.Settings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a recurrent model has to beat on {@code locale_names}: multinomial naive Bayes over all character 1- to 5-grams
 * with the ends of the name marked. Smoothing and whether the classes' frequencies count are chosen on the valid part.
 */
final class NaiveBayesBaseline {
    private static final int LONGEST = 5;
    private static final double[] SMOOTHING = {1, 0.3, 0.1, 0.03, 0.01, 0.003};

    private final int classes;
    private final Map<String, int[]> counts = new HashMap<>();
    private final long[] totals;
    private final int[] names;

    NaiveBayesBaseline(Dataset data) {
        classes = data.fields().get("language").type().classes();
        totals = new long[classes];
        names = new int[classes];
        for (Example example : data.examples(Split.TRAIN)) {
            int language = language(example);
            names[language]++;
            for (String gram : grams(data, example)) {
                counts.computeIfAbsent(gram, g -> new int[classes])[language]++;
                totals[language]++;
            }
        }
    }

    private static int language(Example example) {
        return (int) example.values().get("language")[0];
    }

    private static List<String> grams(Dataset data, Example example) {
        StringBuilder text = new StringBuilder("^");
        for (float index : example.values().get("text")) {
            text.append(data.fields().get("text").label((int) index));
        }
        String name = text.append('$').toString();
        List<String> grams = new ArrayList<>();
        for (int from = 0; from < name.length(); from++) {
            for (int to = from + 1; to <= Math.min(name.length(), from + LONGEST); to++) {
                grams.add(name.substring(from, to));
            }
        }
        return grams;
    }

    double accuracy(Dataset data, Split split, double smoothing, boolean prior) {
        int right = 0;
        for (Example example : data.examples(split)) {
            double[] scores = new double[classes];
            for (int c = 0; c < classes; c++) {
                scores[c] = prior ? Math.log(names[c]) : 0;
            }
            for (String gram : grams(data, example)) {
                int[] count = counts.getOrDefault(gram, new int[classes]);
                for (int c = 0; c < classes; c++) {
                    scores[c] += Math.log((count[c] + smoothing) / (totals[c] + smoothing * counts.size()));
                }
            }
            int best = 0;
            for (int c = 1; c < classes; c++) {
                best = scores[c] > scores[best] ? c : best;
            }
            right += best == language(example) ? 1 : 0;
        }
        return (double) right / data.examples(split).size();
    }

    public static void main(String[] args) {
        for (long seed = 1; seed <= 3; seed++) {
            Settings settings = Settings.parse("data", new Source("spec", "reader: locale_names\nseed: " + seed));
            Dataset data = Readers.builtIn().configure(settings).orElseThrow().read();
            NaiveBayesBaseline bayes = new NaiveBayesBaseline(data);
            double best = 0;
            double smoothing = 0;
            boolean prior = false;
            for (double s : SMOOTHING) {
                for (boolean p : new boolean[] {true, false}) {
                    double accuracy = bayes.accuracy(data, Split.VALID, s, p);
                    if (accuracy > best) {
                        best = accuracy;
                        smoothing = s;
                        prior = p;
                    }
                }
            }
            Set<Integer> most = new HashSet<>();
            data.examples(Split.TEST).forEach(e -> most.add(language(e)));
            System.out.printf(
                    Locale.ROOT,
                    "seed %d: %s, %d languages, smoothing %s, prior %s: valid %.3f test %.3f, add-one test %.3f%n",
                    seed,
                    data.counts(),
                    most.size(),
                    smoothing,
                    prior,
                    best,
                    bayes.accuracy(data, Split.TEST, smoothing, prior),
                    bayes.accuracy(data, Split.TEST, 1, true));
        }
    }
}
