package dev.unroll.train;

import dev.unroll.data.Vocabulary;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.op.Features;
import dev.unroll.op.Indexed;
import dev.unroll.op.Ops;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Stream;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.train.metric.Alignment;
import dev.unroll.train.metric.Metric;
import dev.unroll.train.metric.Metrics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A model of text small enough to differentiate by hand: the scores of the next step are a row of a table plus a bias plus
 * the carried state; the squares of their differences from a one-hot target are the loss. Training adds noise drawn from the
 * batch's seed, step and keys, as dropout would.
 */
final class FakeNetwork implements Network {
    static final Vocabulary LETTERS = Vocabulary.of("a", "b", "c");
    private static final int CLASSES = 3;

    /** From this step on, the scores are NaN. */
    long brokenFrom = Long.MAX_VALUE;

    static Weights weights() {
        float[] table = {0.1f, -0.2f, 0.3f, 0.2f, 0.1f, 0, 0.4f, -0.1f, 0.2f};
        return new Weights(List.of(
                new Weight("table", Shape.of(CLASSES, CLASSES), table),
                new Weight("bias", Shape.of(CLASSES), new float[CLASSES])));
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public Map<String, Shape> parameters() {
        Map<String, Shape> parameters = new LinkedHashMap<>();
        weights().all().forEach(w -> parameters.put(w.name(), w.shape()));
        return parameters;
    }

    @Override
    public List<Measure> measures() {
        Metric.Argument scores =
                new Metric.Argument("scores", Type.real(Rows.STEPS, Shape.of(CLASSES)), Optional.empty());
        Metric.Argument next = new Metric.Argument("next", Type.index(Rows.STEPS, CLASSES), Optional.of(LETTERS));
        return List.of(
                new Measure("accuracy", Metrics.builtIn().find("accuracy").orElseThrow(), List.of(scores, next)));
    }

    @Override
    public List<Answer> answers() {
        Type scores = Type.real(Rows.STEPS, Shape.of(CLASSES));
        return List.of(
                new Answer("choice", Type.index(Rows.STEPS, CLASSES), Optional.of("next"), true),
                new Answer("scores", scores, Optional.of("next"), false));
    }

    @Override
    public List<Place> equations() {
        Source source = new Source("fake.yaml", "e: embed(text)\nscores: e + b\n");
        return List.of(new Place("e", source.span(0, 1)), new Place("scores", source.span(15, 21)));
    }

    @Override
    public List<Carried> carried() {
        return List.of(new Carried("state:s", 1));
    }

    @Override
    public Optional<Language> language() {
        return Optional.of(new Language("text", "scores"));
    }

    @Override
    public List<Loss> losses() {
        return List.of(new Loss("", false, Rows.STEPS));
    }

    @Override
    public Set<String> inputs(Set<String> outputs) {
        return Set.of("text");
    }

    @Override
    public Results train(Weights weights, Batch batch) {
        return compute(weights, batch, true);
    }

    @Override
    public Results evaluate(Set<String> outputs, Weights weights, Batch batch) {
        return compute(weights, batch, false);
    }

    @Override
    public Stream stream(Set<String> outputs, Weights weights, int sequences) {
        Node state = Node.of(new Leaf.Input("s", Type.real(Rows.BATCH, Shape.of(1))));
        Node input = Node.of(new Leaf.Input("e", Type.real(Rows.BATCH, Shape.of(CLASSES))));
        Node table = Node.of(new Leaf.Parameter("table", Shape.of(CLASSES, CLASSES)));
        Node bias = Node.of(new Leaf.Parameter("bias", Shape.of(CLASSES)));
        Node inner = Node.of(new Leaf.Input("b", bias.type()));
        Node spread = Node.of(new Features.Concat(), state, state, state);
        Node scores = Ops.add(Ops.add(input, inner), Ops.mul(Ops.constant(0.1), spread));
        Node next = Ops.add(Ops.mul(Ops.constant(0.5), state), Node.of(new Features.Slice(0, 1), scores));
        Node text = Node.of(new Leaf.Input("text", Type.index(Rows.STEPS, CLASSES)));
        Node scan = Node.of(
                new Scan(Rows.STEPS, false, List.of(input), List.of(inner), List.of(state), List.of(next)),
                Node.of(new Indexed.Embed(), table, text),
                bias,
                Node.of(new Leaf.Input("state:s", state.type())));
        Node all = Scan.stacked(scan, scores);
        return Stream.of(new Graph(Map.of("value:scores", all)).only(outputs), weights, sequences);
    }

    private Results compute(Weights weights, Batch batch, boolean training) {
        Packing packing = batch.axes().packing(Rows.STEPS);
        int rows = packing.total();
        float[] text = batch.values().get("text");
        float[] next = batch.values().get("next");
        float[] state = batch.values().get("state:s").clone();
        float[] table = weights.get("table").values();
        float[] bias = weights.get("bias").values();
        float[] e = new float[rows * CLASSES];
        float[] scores = new float[rows * CLASSES];
        float[] choice = new float[rows];
        float[] losses = new float[rows];
        float[] gradientTable = new float[CLASSES * CLASSES];
        float[] gradientBias = new float[CLASSES];
        double total = 0;
        for (int t = 0; t < packing.steps(); t++) {
            for (int b = 0; b < packing.alive(t); b++) {
                int row = packing.row(b, t);
                int letter = (int) text[row];
                for (int k = 0; k < CLASSES; k++) {
                    e[row * CLASSES + k] = table[letter * CLASSES + k];
                    float score = e[row * CLASSES + k] + bias[k] + 0.1f * state[b];
                    score += training ? noise(batch, b, t, k) : 0;
                    scores[row * CLASSES + k] = batch.step() >= brokenFrom ? Float.NaN : score;
                    float difference = scores[row * CLASSES + k] - (next != null && next[row] == k ? 1 : 0);
                    losses[row] += difference * difference;
                    gradientTable[letter * CLASSES + k] += 2 * difference / rows;
                    gradientBias[k] += 2 * difference / rows;
                }
                choice[row] = Alignment.choice(scores, row, CLASSES);
                state[b] = 0.5f * state[b] + scores[row * CLASSES];
                total += losses[row];
            }
        }
        Map<String, float[]> outputs = new HashMap<>();
        outputs.put("loss", new float[] {(float) (total / rows)});
        outputs.put("losses", losses);
        outputs.put("state:s", state);
        outputs.put("gradient:table", gradientTable);
        outputs.put("gradient:bias", gradientBias);
        outputs.put("value:e", e);
        outputs.put("value:scores", scores);
        outputs.put("metric:accuracy:0", scores);
        outputs.put("metric:accuracy:1", next);
        outputs.put("predict:choice", choice);
        outputs.put("probability:choice", losses);
        outputs.put("predict:scores", scores);
        return new OptimizersTest.FakeResults(outputs, Map.of());
    }

    private static float noise(Batch batch, int b, int t, int k) {
        long bits = batch.seed() * 31 + batch.step() * 17 + batch.keys()[b] * 7 + t * 5L + k;
        return (Math.floorMod(bits * 0x9E3779B97F4A7C15L, 1000L) - 500) / 5000f;
    }
}
