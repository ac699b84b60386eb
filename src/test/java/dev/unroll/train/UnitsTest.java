package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.data.Batches;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.run.Weights;
import dev.unroll.store.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Errors of a standardised series, in the unit of the file. Column a is the row's number, b a hundred times it. The training
 * part has rows 0 to 9: the mean of a is 4.5, its variance 8.25. Weights of 0 forecast the mean. The validation part asks for
 * rows 10 and 11, 11 and 12, 12 and 13: their distances from 4.5 are 5.5, 6.5, 6.5, 7.5, 7.5 and 8.5, 7 on average, and their
 * squares 49.91666 on average.
 */
class UnitsTest {
    private static final double DEVIATION = Math.sqrt(8.25);
    private static final double SQUARE = 299.5 / 6;

    private static final String SPEC = """
            model: units
            data:
              reader: series
              file: s.csv
              inputs: [a, b]
              targets: [a, b]
              window: 3
              horizon: 2
              split: {train: [0, 10], valid: [10, 14]}
            equations: {forecast: 'affine(last(inputs), to=target)'}
            loss: squared_error(forecast, target)
            metrics:
              mae: mean_absolute_error(forecast, target)
              mse: mean_squared_error(target, forecast)
              first: mean_absolute_error(forecast[0:1], target[0:1])
              rest: mean_absolute_error(forecast[1:4], target[1:4])
              own: mean(abs(forecast - target))
              seen: mean(last(inputs))
            predict: {forecast: forecast}
            train: {epochs: 4, optimizer: adam(rate=0.05), stop: {watch: mae, patience: 9}}
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void series() throws IOException {
        StringBuilder csv = new StringBuilder("a,b\n");
        for (int r = 0; r < 14; r++) {
            csv.append(r).append(',').append(100 * r).append('\n');
        }
        Files.writeString(folder.resolve("s.csv"), csv.toString());
    }

    private Experiment load(String spec) throws IOException {
        return Experiment.load(Files.writeString(folder.resolve("spec.yaml"), spec), List.of(), new Diagnostics());
    }

    private Map<String, Double> ofTheMean(String spec) throws IOException {
        Experiment experiment = load(spec);
        Weights weights = experiment.initialWeights();
        weights.all().forEach(weight -> Arrays.fill(weight.values(), 0));
        return Evaluation.of(experiment.network(), weights, Batches.measuring(experiment.data(), Split.VALID));
    }

    private static void close(Map<String, Double> measured, String name, double value) {
        assertThat(measured.get(name)).as(name).isCloseTo(value, within(1e-5 * value));
    }

    @Test
    void eachColumnHasItsOwnUnit() throws IOException {
        Map<String, Double> measured = ofTheMean(SPEC);
        assertThat(measured.keySet())
                .containsExactly(
                        "loss",
                        "mae.a",
                        "mae.b",
                        "standardised.mae",
                        "mse.a",
                        "mse.b",
                        "standardised.mse",
                        "first",
                        "standardised.first",
                        "rest.b",
                        "rest.a",
                        "standardised.rest",
                        "standardised.own",
                        "seen");
        close(measured, "mae.a", 7);
        close(measured, "mae.b", 700);
        close(measured, "standardised.mae", 7 / DEVIATION);
        close(measured, "mse.a", SQUARE);
        close(measured, "mse.b", 10_000 * SQUARE);
        close(measured, "standardised.mse", SQUARE / 8.25);
        close(measured, "loss", SQUARE / 8.25);
        // The first of the rows asked for: 5.5, 6.5 and 7.5. The others of a are 6.5, 7.5 and 8.5.
        close(measured, "first", 6.5);
        close(measured, "standardised.first", 6.5 / DEVIATION);
        close(measured, "rest.a", 7.5);
        close(measured, "rest.b", 700);
        close(measured, "standardised.own", 7 / DEVIATION);
    }

    @Test
    void aSingleTargetKeepsItsMetricsName() throws IOException {
        Map<String, Double> measured =
                ofTheMean(SPEC.replace("targets: [a, b]", "targets: [b]").replace("[1:4]", "[1:2]"));
        assertThat(measured.keySet()).startsWith("loss", "mae", "standardised.mae", "mse", "standardised.mse");
        close(measured, "mae", 700);
        close(measured, "standardised.mae", 7 / DEVIATION);
    }

    @Test
    void whatIsNotStandardisedIsInTheUnitOfTheFile() throws IOException {
        Map<String, Double> measured = ofTheMean(SPEC.replace("horizon: 2", "horizon: 2\n  standardise: false")
                .replace("targets: [a, b]", "targets: [b]")
                .replace("[1:4]", "[1:2]"));
        assertThat(measured.keySet()).containsExactly("loss", "mae", "mse", "first", "rest", "own", "seen");
        close(measured, "mae", 1150); // from 0: (1000 + 2 * 1100 + 2 * 1200 + 1300) / 6
    }

    @Test
    void theStandardisedFigureIsWatched() throws IOException {
        List<Figures> epochs = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void epochEnded(Figures figures) {
                epochs.add(figures);
            }
        };
        Path run = folder.resolve("run");
        Outcome outcome = load(SPEC).train(run, listener, () -> false);
        double least = epochs.stream()
                .mapToDouble(figures -> figures.valid().get("standardised.mae"))
                .min()
                .orElseThrow();
        assertThat(epochs).hasSize(4);
        assertThat(outcome.valid().get("standardised.mae")).isEqualTo(least);
        assertThat(Run.open(run).evaluate(Split.VALID)).isEqualTo(outcome.valid());
    }
}
