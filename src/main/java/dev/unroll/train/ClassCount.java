package dev.unroll.train;

import dev.unroll.data.Field;
import dev.unroll.data.Vocabulary;
import dev.unroll.graph.Axes;
import dev.unroll.train.metric.RowWeights;
import dev.unroll.train.metric.Spans;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Counts predicted classes against true classes. */
final class ClassCount {
    /** Of how many classes the figures are kept. */
    static final int MOST = 300;
    /** The number of confusions that are kept. */
    static final int PAIRS = 1000;

    private final String answer;
    private final Field field;
    private final Optional<Spans> spans;
    private final double[] truth;
    private final double[] answered;
    private final double[] right;
    private final Map<Long, double[]> mistakes = new HashMap<>();
    private final Map<String, Findings.Score> kinds = new TreeMap<>();

    ClassCount(String answer, Field field) {
        this.answer = answer;
        this.field = field;
        int classes = field.type().classes();
        truth = new double[classes];
        answered = new double[classes];
        right = new double[classes];
        spans = field.vocabulary()
                .map(Vocabulary::entries)
                .filter(labels -> field.type().rows().isAxis()
                        && Spans.stranger(labels).isEmpty()
                        && labels.contains("O")
                        && labels.stream().anyMatch(label -> label.startsWith("B-")))
                .map(Spans::new);
    }

    /**
     * @param chosen the class that the model answered in each row
     * @param labels the right one
     */
    void add(Axes axes, int[] chosen, float[] labels, RowWeights weights) {
        for (int row = 0; row < chosen.length; row++) {
            double weight = weights.of(row);
            int label = Math.round(labels[row]);
            truth[label] += weight;
            answered[chosen[row]] += weight;
            if (chosen[row] == label) {
                right[label] += weight;
            } else if (weight > 0) {
                mistakes.computeIfAbsent((long) label * truth.length + chosen[row], pair -> new double[1])[0] += weight;
            }
        }
        spans.ifPresent(all -> all.compare(
                axes.packing(field.type().rows()),
                row -> chosen[row],
                row -> Math.round(labels[row]),
                weights,
                this::count));
    }

    private void count(Spans.Span span, double wanted, double found, double right) {
        String type = span.type().isEmpty() ? "span" : span.type();
        kinds.merge(type, new Findings.Score(type, wanted, found, right), (a, b) -> a.plus(type, b));
    }

    Findings.Classes found() {
        List<Integer> kept = IntStream.range(0, truth.length)
                .filter(k -> truth[k] + answered[k] > 0)
                .boxed()
                .sorted(Comparator.comparing(k -> -truth[k] - answered[k]))
                .limit(MOST)
                .sorted()
                .toList();
        List<Findings.Confusion> confusions = new ArrayList<>();
        mistakes.entrySet().stream()
                .sorted(Map.Entry.<Long, double[]>comparingByValue(Comparator.comparing(count -> -count[0]))
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(PAIRS)
                .forEach(e -> confusions.add(new Findings.Confusion(
                        field.label((int) (e.getKey() / truth.length)),
                        field.label((int) (e.getKey() % truth.length)),
                        e.getValue()[0])));
        return new Findings.Classes(
                answer,
                IntStream.range(0, truth.length).mapToDouble(k -> truth[k]).sum(),
                IntStream.range(0, truth.length).mapToDouble(k -> right[k]).sum(),
                kept.stream()
                        .map(k -> new Findings.Score(field.label(k), truth[k], answered[k], right[k]))
                        .toList(),
                confusions,
                List.copyOf(kinds.values()));
    }
}
