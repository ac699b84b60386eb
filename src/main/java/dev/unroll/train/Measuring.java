package dev.unroll.train;

import dev.unroll.graph.Axes;
import dev.unroll.run.Results;
import dev.unroll.train.metric.Metric;
import dev.unroll.train.metric.RowWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A metric while a part of the data is measured: in the unit of the file, where known, and in the model's standardised
 * values.
 */
final class Measuring {
    private record Figure(String name, Metric.Tally tally, Optional<Scaling.Column> column) {}

    private final Network.Measure measure;
    private final List<Figure> figures = new ArrayList<>();
    private double count;

    Measuring(Network.Measure measure) {
        this.measure = measure;
        Scaling scaling = measure.scaling();
        for (Scaling.Column column : scaling.columns()) {
            List<Metric.Argument> arguments = measure.arguments().stream()
                    .map(argument -> argument.of(column.elements().size()))
                    .toList();
            figures.add(new Figure(
                    scaling.name(measure.name(), column), measure.metric().tally(arguments), Optional.of(column)));
        }
        figures.add(new Figure(
                scaling.name(measure.name()), measure.metric().tally(measure.arguments()), Optional.empty()));
    }

    /** The outputs that it needs. */
    List<String> outputs() {
        List<String> outputs = new ArrayList<>();
        for (int i = 0; i < measure.arguments().size(); i++) {
            outputs.add(measure.output(i));
        }
        if (measure.weighted()) {
            outputs.add(measure.weights());
        }
        return outputs;
    }

    void add(Axes axes, Results results) {
        List<float[]> values = new ArrayList<>();
        for (int i = 0; i < measure.arguments().size(); i++) {
            values.add(results.values(measure.output(i)));
        }
        RowWeights weights = RowWeights.EVEN;
        if (measure.weighted()) {
            int rows = results.size(measure.weights());
            weights = RowWeights.of(results.values(measure.weights()), rows, measure.name());
            count += weights.sum(rows);
        }
        for (Figure figure : figures) {
            List<float[]> own =
                    figure.column.map(column -> inUnit(column, axes, values)).orElse(values);
            if (measure.weighted()) {
                figure.tally.add(axes, own, weights);
            } else {
                figure.tally.add(axes, own);
            }
        }
    }

    private List<float[]> inUnit(Scaling.Column column, Axes axes, List<float[]> values) {
        List<float[]> numbers = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            Metric.Argument argument = measure.arguments().get(i);
            numbers.add(column.of(
                    values.get(i),
                    argument.rows(axes),
                    argument.width(),
                    measure.metric().unit()));
        }
        return numbers;
    }

    /** Its figures by name. @throws InvalidInput if nothing counted */
    void put(Map<String, Double> measured) {
        if (measure.weighted()) {
            RowWeights.require(count, measure.name(), "this part");
        }
        figures.forEach(figure -> measured.put(figure.name, figure.tally.value()));
    }
}
