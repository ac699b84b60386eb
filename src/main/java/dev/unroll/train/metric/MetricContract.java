package dev.unroll.train.metric;

import dev.unroll.contract.Faults;
import dev.unroll.contract.Verdict.Fault;
import dev.unroll.data.Vocabulary;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * The contract of a metric: it checks its arguments, reads only the rows of a batch, keeps none of the arrays, returns a
 * number, and returns the same one for the same batches in any order, whatever other measurements run.
 */
public final class MetricContract {
    private static final int MOST_ARGUMENTS = 4;
    private static final List<Axes> BATCHES = List.of(
            Axes.of(Packing.of(3, 2, 2, 1)), Axes.of(Packing.of(1)), Axes.of(Packing.of(4)), Axes.of(Packing.of(2, 2)));
    private static final double CLOSE = 1e-6;

    private final Metric metric;
    private final Faults faults = new Faults();

    private MetricContract(Metric metric) {
        this.metric = metric;
    }

    /** What is wrong with it, tried on arguments of several types. */
    public static List<Fault> check(Metric metric) {
        MetricContract contract = new MetricContract(metric);
        contract.words();
        if (contract.faults.all().isEmpty()) {
            contract.arguments();
        }
        return contract.faults.all();
    }

    /** What is wrong with it on arguments that it accepts. */
    static List<Fault> check(Metric metric, List<Metric.Argument> arguments) {
        MetricContract contract = new MetricContract(metric);
        contract.tallies(arguments);
        return contract.faults.all();
    }

    private void words() {
        faults.give("name", metric::name)
                .ifPresent(name -> faults.check(
                        name.matches("[A-Za-z_][A-Za-z0-9_]*"),
                        "has the name '" + name + "'",
                        "a name consists of letters, digits and _"));
        faults.give("about", metric::about);
        faults.give("arguments", metric::arguments)
                .ifPresent(count -> faults.check(
                        count >= 1 && count <= MOST_ARGUMENTS,
                        "takes " + count + " arguments",
                        "a metric takes 1 to " + MOST_ARGUMENTS + " arguments"));
        faults.give("higherIsBetter", metric::higherIsBetter);
    }

    private void arguments() {
        List<Metric.Argument> kinds = new ArrayList<>();
        for (Rows rows : List.of(Rows.STEPS, Rows.BATCH)) {
            kinds.add(argument(Type.real(rows, Shape.SCALAR), Optional.empty()));
            kinds.add(argument(Type.real(rows, Shape.of(3)), Optional.empty()));
            kinds.add(argument(Type.index(rows, 3), Optional.empty()));
            kinds.add(argument(Type.index(rows, 3), Optional.of(Vocabulary.of("O", "B-x", "I-x"))));
        }
        List<List<Metric.Argument>> all = List.of(List.of());
        for (int i = 0; i < metric.arguments(); i++) {
            all = all.stream()
                    .flatMap(prefix -> kinds.stream().map(kind -> {
                        List<Metric.Argument> longer = new ArrayList<>(prefix);
                        longer.add(kind);
                        return longer;
                    }))
                    .toList();
        }
        int accepted = 0;
        for (List<Metric.Argument> arguments : all) {
            Optional<Optional<String>> problem = faults.give("problem", () -> metric.problem(arguments));
            if (problem.isEmpty()) {
                return;
            }
            if (problem.get().isEmpty() && !isRefused(arguments)) {
                accepted++;
                tallies(arguments);
            }
            if (!faults.all().isEmpty()) {
                return;
            }
        }
        faults.check(
                accepted > 0,
                "accepts none of the arguments tried: numbers, vectors and classes per step and per sequence",
                "check problem");
    }

    private boolean isRefused(List<Metric.Argument> arguments) {
        try {
            metric.tally(arguments);
            return false;
        } catch (IllegalArgumentException e) {
            return true;
        } catch (RuntimeException | Error e) {
            return false; // told when it is tried
        }
    }

    private static Metric.Argument argument(Type type, Optional<Vocabulary> vocabulary) {
        return new Metric.Argument("x", type, vocabulary);
    }

    private void tallies(List<Metric.Argument> arguments) {
        Optional<Double> none = value(arguments, List.of(), 0, 0);
        none.ifPresent(value -> faults.check(
                Double.isFinite(value), "returns " + value + " for no batches", "return 0 instead of dividing by 0"));
        Optional<Double> one = value(arguments, BATCHES, 0, 0);
        one.ifPresent(value -> faults.check(
                !Double.isNaN(value), "returns NaN for numbers between 0 and 1", "check for a division by 0"));
        if (one.isEmpty() || !faults.all().isEmpty()) {
            return;
        }
        same(one.get(), value(arguments, BATCHES, 0, 0), "returns a different value for the same batches");
        same(
                one.get(),
                value(arguments, BATCHES, 5, Float.NaN),
                "reads the arrays beyond the rows of the batch",
                "arrays may be longer: read argument.rows(axes) rows of argument.width() numbers");
        List<Axes> turned = new ArrayList<>(BATCHES);
        Collections.reverse(turned);
        same(
                one.get(),
                value(arguments, turned, 0, 0),
                "returns a different value when batches come in another order",
                "accumulate over the batches and divide in value()");
        beside(arguments, one.get());
        if (metric.weighs() && faults.all().isEmpty()) {
            weighing(arguments, one.get());
        }
    }

    /** Equal weights must give the unweighted value, and a row of weight 0 may hold anything. */
    private void weighing(List<Metric.Argument> arguments, double alone) {
        RowWeights everySecond = row -> row % 2;
        faults.attempt("add with weights", () -> {
            same(
                    alone,
                    Optional.of(weighed(arguments, RowWeights.EVEN, false)),
                    "returns a different value when all rows have weight 1",
                    "add(axes, values) must equal add(axes, values, RowWeights.EVEN)");
            same(
                    weighed(arguments, everySecond, false),
                    Optional.of(weighed(arguments, everySecond, true)),
                    "counts rows whose weight is 0",
                    "exclude them from the numerator and the denominator");
        });
    }

    /** @param others whether rows that do not count hold other numbers */
    private double weighed(List<Metric.Argument> arguments, RowWeights weights, boolean others) {
        Metric.Tally tally = metric.tally(arguments);
        for (Axes axes : BATCHES) {
            List<float[]> values = numbers(arguments, axes, 0, 0);
            for (int k = 0; k < values.size(); k++) {
                int width = arguments.get(k).width();
                for (int i = 0; i < values.get(k).length; i++) {
                    if (others && weights.of(i / width) == 0) {
                        int classes = arguments.get(k).type().classes();
                        values.get(k)[i] = Math.max(1, classes - 1) - values.get(k)[i];
                    }
                }
            }
            tally.add(axes, values, weights);
        }
        return tally.value();
    }

    private void same(double value, Optional<Double> other, String what) {
        same(value, other, what, "keep accumulated values in the measurement, not in the metric");
    }

    private void same(double value, Optional<Double> other, String what, String hint) {
        other.ifPresent(o -> faults.check(
                value == o || Math.abs(value - o) <= CLOSE * Math.max(1, Math.abs(value)),
                what + ": " + value + ", then " + o,
                hint));
    }

    private Optional<Double> value(List<Metric.Argument> arguments, List<Axes> batches, int more, float filled) {
        return faults.give("tally", () -> metric.tally(arguments))
                .flatMap(tally -> faults.give("add or value", () -> {
                    for (Axes axes : batches) {
                        add(tally, arguments, axes, more, filled);
                    }
                    return tally.value();
                }));
    }

    /** A measurement beside another one of the same metric, and one whose arrays are used again. */
    private void beside(List<Metric.Argument> arguments, double alone) {
        faults.attempt("add or value", () -> {
            Metric.Tally tally = metric.tally(arguments);
            Metric.Tally other = metric.tally(arguments);
            for (Axes axes : BATCHES) {
                add(tally, arguments, axes, 0, 0);
                add(other, arguments, Axes.of(Packing.of(1, 1)), 0, 0);
            }
            same(alone, Optional.of(tally.value()), "returns a different value while another measurement runs");
        });
    }

    /** Adds a batch of numbers that depend on its axes alone; the arrays are overwritten after that. */
    private void add(Metric.Tally tally, List<Metric.Argument> arguments, Axes axes, int more, float filled) {
        List<float[]> values = numbers(arguments, axes, more, filled);
        List<float[]> before = values.stream().map(float[]::clone).toList();
        tally.add(axes, values);
        for (int i = 0; i < values.size(); i++) {
            faults.check(
                    Arrays.equals(values.get(i), before.get(i)),
                    "modifies its input arrays",
                    "other metrics read the same arrays");
            Arrays.fill(values.get(i), 0.5f);
        }
    }

    private static List<float[]> numbers(List<Metric.Argument> arguments, Axes axes, int more, float filled) {
        Random random = new Random(axes.steps());
        List<float[]> values = new ArrayList<>();
        for (Metric.Argument argument : arguments) {
            int size = argument.rows(axes) * argument.width();
            float[] numbers = new float[size + more];
            Arrays.fill(numbers, filled);
            for (int i = 0; i < size; i++) {
                numbers[i] = argument.type().isIndex()
                        ? random.nextInt(argument.type().classes())
                        : random.nextFloat();
            }
            values.add(numbers);
        }
        return values;
    }
}
