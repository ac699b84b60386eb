package dev.unroll.model;

import dev.unroll.contract.GradientCheck;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.plugin.Plugins;
import dev.unroll.run.Batch;
import dev.unroll.run.Program;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.run.reference.Interpreter;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.SpecReader;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;

/** A model from text, with random weights and a random batch of its fields. */
final class Trial {
    static final Map<String, Type> FIELDS = fields();

    final Model model;
    final Packing packing;
    final Map<String, Tensor> inputs = new LinkedHashMap<>();
    final Map<String, Tensor> weights = new LinkedHashMap<>();
    long seed = 1;
    long[] keys;

    private Trial(Model model, Packing packing, long seed) {
        this.model = model;
        this.packing = packing;
        this.keys = LongStream.range(0, packing.parents()).toArray();
        Random random = new Random(seed);
        FIELDS.forEach((name, type) -> inputs.put(name, draw(random, type, packing)));
        model.carried().forEach((name, type) -> inputs.put(name, draw(random, type, packing)));
        model.parameters().forEach(p -> weights.put(p.name(), draw(random, Type.real(Rows.NONE, p.shape()), packing)));
    }

    private static Map<String, Type> fields() {
        Map<String, Type> fields = new LinkedHashMap<>();
        fields.put("words", Type.index(Rows.STEPS, 7));
        fields.put("tags", Type.index(Rows.STEPS, 4));
        fields.put("kind", Type.index(Rows.BATCH, 3));
        fields.put("x", Type.real(Rows.STEPS, Shape.of(2)));
        fields.put("y", Type.real(Rows.STEPS, Shape.of(3)));
        fields.put("price", Type.real(Rows.STEPS, Shape.SCALAR));
        fields.put("whole", Type.real(Rows.BATCH, Shape.of(3)));
        return fields;
    }

    private static Tensor draw(Random random, Type type, Packing packing) {
        int rows = type.rows() == Rows.NONE ? 1 : type.rows() == Rows.BATCH ? packing.parents() : packing.total();
        Tensor tensor = Tensor.zeros(rows, type.shape());
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = type.isIndex() ? random.nextInt(type.classes()) : random.nextGaussian() * 0.7;
        }
        return tensor;
    }

    static Optional<Model> build(String text, boolean carry, Diagnostics diagnostics) {
        Optional<ModelSpec> spec = SpecReader.tryRead(new Source("model.yaml", text), List.of(), diagnostics);
        return spec.flatMap(s -> ModelBuilder.build(
                s, FIELDS, Set.of(), Map.of(), SpecReader.library(), carry, Plugins.installed(), diagnostics));
    }

    static Model model(String text, boolean carry) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<Model> model = build("model: trial\n" + text, carry, diagnostics);
        diagnostics.throwIfErrors();
        return model.orElseThrow();
    }

    static Trial of(String text, int... lengths) {
        return new Trial(model(text, false), Packing.of(lengths), 3);
    }

    static Trial carrying(String text, int... lengths) {
        return new Trial(model(text, true), Packing.of(lengths), 3);
    }

    /** One sequence of this batch on its own, with the same weights. */
    Trial alone(int sequence) {
        Trial alone = new Trial(model, Packing.of(packing.length(sequence)), 3);
        alone.seed = seed;
        alone.keys = new long[] {keys[sequence]};
        alone.weights.putAll(weights);
        for (String name : inputs.keySet()) {
            Tensor mine = inputs.get(name);
            Tensor its = alone.inputs.get(name);
            for (int t = 0; t < its.rows(); t++) {
                its.put(t, mine.slice(mine.rows() == packing.total() ? packing.row(sequence, t) : sequence, 1));
            }
        }
        return alone;
    }

    Context context() {
        return Context.of(packing, keys, seed, 1);
    }

    Map<String, Tensor> evaluate() {
        return run(model.evaluation());
    }

    Map<String, Tensor> train() {
        return run(model.training().orElseThrow());
    }

    Map<String, Tensor> run(Graph graph) {
        return new Interpreter(inputs, weights).run(graph, context());
    }

    Tensor value(String equation) {
        return evaluate().get("value:" + equation);
    }

    double[] weight(String name) {
        return weights.get(name).data();
    }

    /** The row of step {@code t} of a sequence. */
    double[] at(Tensor steps, int sequence, int t) {
        return steps.slice(packing.row(sequence, t), 1).data();
    }

    List<GradientCheck.Comparison> gradients() {
        return gradients(model.training().orElseThrow().output("loss"));
    }

    List<GradientCheck.Comparison> gradients(Node value) {
        return new GradientCheck(inputs, weights, context(), 5).compare(value, true);
    }

    /** The training graph's outputs as compiled, float32. */
    Map<String, float[]> compiled() {
        return compiled(model.training().orElseThrow());
    }

    /** A graph's outputs as compiled, float32. */
    Map<String, float[]> compiled(Graph graph) {
        return compiled(graph, Program.compile(graph));
    }

    /** The same by a program that may have run other batches before. */
    Map<String, float[]> compiled(Graph graph, Program program) {
        Weights live = floats();
        Map<String, float[]> values = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> values.put(name, tensor.toFloats()));
        Results results = program.run(live, new Batch(packing, values, keys, seed, 1));
        Map<String, float[]> outputs = new LinkedHashMap<>();
        graph.outputs().forEach((name, node) -> {
            float[] all = results.values(name).clone();
            Optional<int[]> touched = results.rowsTouched(name);
            outputs.put(
                    name,
                    touched.isPresent()
                            ? dense(all, touched.get(), node.type().shape())
                            : java.util.Arrays.copyOf(all, results.size(name)));
        });
        return outputs;
    }

    /** Its weights, float32. */
    Weights floats() {
        return new Weights(model.parameters().stream()
                .map(p -> new Weights.Weight(
                        p.name(), p.shape(), weights.get(p.name()).toFloats()))
                .toList());
    }

    private static float[] dense(float[] compact, int[] touched, Shape shape) {
        float[] dense = new float[shape.size()];
        int width = shape.dim(1);
        for (int i = 0; i < touched.length; i++) {
            System.arraycopy(compact, i * width, dense, touched[i] * width, width);
        }
        return dense;
    }
}
