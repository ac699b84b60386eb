package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Example;
import dev.unroll.data.Field;
import dev.unroll.data.Minibatch;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.train.metric.Alignment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Keeps the examples with the highest and the lowest loss. For carried text, an example is a window. */
final class Extremes {
    /** How many of each are kept. */
    private static final int KEPT = 8;
    /** How many steps of an example are shown. */
    static final int STEPS = 400;

    private final List<Network.Target> targets;
    private final Map<String, Field> read;
    private final PriorityQueue<Kept> worst = new PriorityQueue<>(Comparator.comparing(Kept::loss));
    private final PriorityQueue<Kept> best = new PriorityQueue<>(Comparator.comparing(kept -> -kept.loss()));

    /** @param answered per target, the rows of the example */
    private record Kept(double loss, Example example, List<float[]> answered) {}

    /**
     * @param targets the answers that are shown
     * @param fields those of the data
     */
    Extremes(Network network, List<Network.Target> targets, Map<String, Field> fields) {
        this.targets = targets;
        Set<String> outputs = targets.stream().map(Network.Target::output).collect(Collectors.toSet());
        read = new LinkedHashMap<>(fields);
        if (!outputs.isEmpty()) {
            read.keySet().retainAll(network.inputs(outputs));
        }
    }

    /**
     * @param losses of each sequence; NaN if none of its rows counted
     * @param answered per target, its packed rows; the arrays may be longer and are not kept
     */
    void add(Minibatch minibatch, double[] losses, List<float[]> answered) {
        for (int b = 0; b < losses.length; b++) {
            double loss = losses[b];
            if (Double.isNaN(loss)) {
                continue;
            }
            boolean isWorst = worst.size() < KEPT || loss > worst.peek().loss();
            boolean isBest = best.size() < KEPT || loss < best.peek().loss();
            if (isWorst || isBest) {
                Kept kept = kept(minibatch, loss, answered, b);
                keep(worst, kept, isWorst);
                keep(best, kept, isBest);
            }
        }
    }

    private static void keep(PriorityQueue<Kept> queue, Kept kept, boolean wanted) {
        if (wanted) {
            queue.add(kept);
            if (queue.size() > KEPT) {
                queue.remove();
            }
        }
    }

    private Kept kept(Minibatch minibatch, double loss, List<float[]> answered, int b) {
        Axes axes = minibatch.batch().axes();
        Map<String, float[]> values = new LinkedHashMap<>();
        read.forEach((name, field) -> values.put(
                name,
                own(
                        axes,
                        minibatch.batch().values().get(name),
                        field.width(),
                        field.type().rows(),
                        b)));
        List<float[]> own = new ArrayList<>();
        for (int i = 0; i < targets.size(); i++) {
            Field field = targets.get(i).field();
            Rows rows = field.type().rows();
            values.put(field.name(), own(axes, minibatch.batch().values().get(field.name()), field.width(), rows, b));
            own.add(own(axes, answered.get(i), targets.get(i).width(), rows, b));
        }
        return new Kept(loss, new Example(axes.lengths(b), values, 0), own);
    }

    private static float[] own(Axes axes, float[] packed, int width, Rows rows, int b) {
        return Batches.rowsOf(axes, rows, packed, width, b);
    }

    /** The worst first. */
    List<Findings.Shown> worst() {
        return shown(worst, Comparator.comparing(kept -> -kept.loss()));
    }

    /** The best first. */
    List<Findings.Shown> best() {
        return shown(best, Comparator.comparing(Kept::loss));
    }

    private List<Findings.Shown> shown(PriorityQueue<Kept> queue, Comparator<Kept> order) {
        return queue.stream().sorted(order).map(this::shown).toList();
    }

    private Findings.Shown shown(Kept kept) {
        List<Findings.Line> lines = new ArrayList<>();
        Map<String, List<Double>> history = new LinkedHashMap<>();
        for (int i = 0; i < targets.size(); i++) {
            Network.Target target = targets.get(i);
            float[] truth = kept.example.values().get(target.field().name());
            List<String> steps = steps(kept.example, target.field().type().rows());
            if (target.field().type().isIndex()) {
                lines.add(labels(target, truth, kept.answered.get(i), steps));
            } else {
                lines.addAll(numbers(target, truth, kept.answered.get(i)));
                history.putAll(history(target.field(), kept.example));
            }
        }
        return new Findings.Shown(kept.loss, steps(kept.example), texts(kept.example), lines, history);
    }

    private static Findings.Line labels(Network.Target target, float[] truth, float[] answered, List<String> steps) {
        int width = answered.length / truth.length;
        int rows = Math.min(truth.length, STEPS);
        return new Findings.Line(
                target.answer().name(),
                IntStream.range(0, rows)
                        .<Object>mapToObj(t -> target.field().label(Math.round(truth[t])))
                        .toList(),
                IntStream.range(0, rows)
                        .<Object>mapToObj(t -> target.field().label(Alignment.choice(answered, t, width)))
                        .toList(),
                steps);
    }

    private static List<Findings.Line> numbers(Network.Target target, float[] truth, float[] answered) {
        Field field = target.field();
        int rows = Math.min(truth.length / field.width(), STEPS);
        List<Findings.Line> lines = new ArrayList<>();
        NumberCount.columns(field)
                .forEach((name, elements) -> lines.add(new Findings.Line(
                        name.isEmpty() ? target.answer().name() : name,
                        numbers(field, elements, truth, rows),
                        numbers(field, elements, answered, rows),
                        List.of())));
        return lines;
    }

    private static List<Object> numbers(Field field, List<Integer> elements, float[] values, int rows) {
        List<Object> numbers = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (int i : elements) {
                numbers.add(NumberCount.unscaled(field, i, values[row * field.width() + i]));
            }
        }
        return numbers;
    }

    /** What the model read of the columns that it forecasts, step by step. */
    private Map<String, List<Double>> history(Field target, Example example) {
        Map<String, List<Double>> history = new LinkedHashMap<>();
        for (Field field : read.values()) {
            if (field == target
                    || !field.type().rows().isAxis()
                    || field.standardisation().isEmpty()) {
                continue;
            }
            NumberCount.columns(field).forEach((name, elements) -> {
                if (!name.isEmpty() && NumberCount.columns(target).containsKey(name)) {
                    history.put(
                            name,
                            numbers(
                                            field,
                                            elements,
                                            example.values().get(field.name()),
                                            example.rows(field.type().rows()))
                                    .stream()
                                    .map(number -> (Double) number)
                                    .toList());
                }
            });
        }
        return history;
    }

    /** The texts that it reads, words before their characters. */
    private List<Field> read() {
        return read.values().stream()
                .filter(field -> field.type().isIndex() && field.type().rows().isAxis())
                .sorted(Comparator.comparing(field -> field.type().rows().depth()))
                .toList();
    }

    private List<String> steps(Example example) {
        return read().stream().findFirst().map(field -> cut(example, field)).orElse(List.of());
    }

    /** What the rows of an axis read, if that can be said in words. */
    private List<String> steps(Example example, Rows axis) {
        return read().stream()
                .filter(field -> axis.isAxis() && field.type().rows() == axis)
                .findFirst()
                .map(field -> cut(example, field))
                .orElse(List.of());
    }

    /** What it reads on further axes of sequences, by field. */
    private Map<String, List<String>> texts(Example example) {
        Map<Rows, Field> byAxis = new LinkedHashMap<>();
        read().forEach(field -> byAxis.putIfAbsent(field.type().rows(), field));
        Map<String, List<String>> texts = new LinkedHashMap<>();
        byAxis.values().stream()
                .skip(1)
                .filter(field -> field.type().rows().parent() == Rows.BATCH)
                .forEach(field -> texts.put(field.name(), cut(example, field)));
        return texts;
    }

    private static List<String> cut(Example example, Field field) {
        List<String> steps = Steps.of(example, field);
        return steps.subList(0, Math.min(steps.size(), STEPS));
    }
}
