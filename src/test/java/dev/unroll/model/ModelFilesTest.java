package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.contract.Derivative;
import dev.unroll.contract.GradientCheck;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Graph;
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
import dev.unroll.spec.key.Key;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every file in {@code models/}, on a small batch of made-up data: it builds, its gradients hold, and both executors agree. */
class ModelFilesTest {
    private static final Packing PACKING = Packing.of(4, 3, 1);

    /** Enough sequences for two shards. */
    private static final Packing LARGE = Packing.of(3, 3, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);

    static Stream<Path> models() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("models"))) {
            return files
                    .filter(file -> file.toString().endsWith(".yaml")
                            && !file.toString().contains("cells"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    private static Model model(Path file) {
        Diagnostics diagnostics = new Diagnostics();
        ModelSpec spec = SpecReader.read(file, List.of(), diagnostics);
        Model model = ModelBuilder.build(
                        spec,
                        fields(spec),
                        Set.of(),
                        Map.of(),
                        SpecReader.library(),
                        false,
                        Plugins.installed(),
                        diagnostics)
                .orElseThrow(() -> new AssertionError(diagnostics.list()));
        assertThat(diagnostics.list()).isEmpty();
        return model;
    }

    /** What the data of each reader looks like, with few classes. */
    private static Map<String, Type> fields(ModelSpec spec) {
        Map<String, Type> fields = new LinkedHashMap<>(onAxes(spec.name()));
        if (!fields.isEmpty()) {
            return fields;
        }
        switch (spec.data().find(Key.text("reader", "")).orElse("")) {
            case "locale_dates" -> {
                fields.put("text", Type.index(Rows.STEPS, 9));
                fields.put("part", Type.index(Rows.STEPS, 5));
            }
            case "locale_names" -> {
                fields.put("text", Type.index(Rows.STEPS, 9));
                fields.put("language", Type.index(Rows.BATCH, 5));
            }
            case "random" -> {
                fields.put("text", Type.index(Rows.STEPS, 9));
                fields.put("next", Type.index(Rows.STEPS, 9));
                fields.put("words", Type.index(Rows.STEPS, 9));
                fields.put("tags", Type.index(Rows.STEPS, 5));
                fields.put("inputs", Type.real(Rows.STEPS, Shape.of(2)));
                fields.put("target", Type.real(Rows.BATCH, Shape.of(1)));
            }
            case "text" -> {
                fields.put("text", Type.index(Rows.STEPS, 9));
                fields.put("next", Type.index(Rows.STEPS, 9));
            }
            case "conllu" -> {
                fields.put("words", Type.index(Rows.STEPS, 9));
                fields.put("tags", Type.index(Rows.STEPS, 5));
                fields.put("slots", Type.index(Rows.STEPS, 5));
                fields.put("intent", Type.index(Rows.BATCH, 3));
            }
            case "table" -> {
                fields.put("name", Type.index(Rows.STEPS, 9));
                fields.put("language", Type.index(Rows.BATCH, 5));
            }
            case "reber" -> {
                fields.put("symbol", Type.index(Rows.STEPS, 7));
                fields.put("possible", Type.real(Rows.STEPS, Shape.of(7)));
            }
            default -> {
                fields.put("inputs", Type.real(Rows.STEPS, Shape.of(2)));
                fields.put("target", Type.real(Rows.BATCH, Shape.of(1)));
            }
        }
        return fields;
    }

    /** The fields of a model whose examples have several axes; none if it is another one. */
    private static Map<String, Type> onAxes(String model) {
        Rows words = Rows.axis("words");
        return switch (model) {
            case "tagger-chars" ->
                Map.of(
                        "words", Type.index(words, 9),
                        "letters", Type.index(words.child("chars"), 7),
                        "tags", Type.index(words, 5));
            case "w3c" ->
                Map.of(
                        "words", Type.index(words, 9),
                        "chars", Type.index(words.child("chars"), 7),
                        "tags", Type.index(words, 5));
            case "g2p" ->
                Map.of("word", Type.index(Rows.axis("word"), 9), "sounds", Type.index(Rows.axis("sounds"), 5));
            case "w8" ->
                Map.of(
                        "source", Type.index(Rows.axis("source"), 9),
                        "before", Type.index(Rows.axis("target"), 7),
                        "target", Type.index(Rows.axis("target"), 5));
            case "siamese" ->
                Map.of(
                        "first", Type.index(Rows.axis("first"), 9),
                        "second", Type.index(Rows.axis("second"), 9),
                        "same", Type.index(Rows.BATCH, 2));
            default -> Map.of();
        };
    }

    /** A batch in which the first axis is packed like this, and the rows of others have up to three steps each. */
    private static Axes axes(Collection<Type> types, Packing first) {
        Map<Rows, Packing> packings = new LinkedHashMap<>();
        List<Rows> axes = types.stream()
                .map(Type::rows)
                .filter(Rows::isAxis)
                .distinct()
                .sorted(Comparator.comparing(Rows::depth).thenComparing(Rows::path))
                .toList();
        for (Rows axis : axes) {
            int[] lengths = new int[Axes.of(first.parents(), packings).rows(axis.parent())];
            Arrays.setAll(lengths, row -> 1 + row * 2 % 3);
            packings.put(axis, packings.isEmpty() ? first : Packing.of(lengths));
        }
        return Axes.of(first.parents(), packings);
    }

    private static Context context(Path file, Packing first) {
        Axes axes =
                axes(fields(SpecReader.read(file, List.of(), new Diagnostics())).values(), first);
        return Context.of(axes, LongStream.range(0, axes.batch()).toArray(), 1, 1);
    }

    private static Tensor draw(Random random, Type type, double scale, Context context) {
        Tensor tensor = Tensor.zeros(context.rows(type.rows()), type.shape());
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] =
                    type.isIndex() ? random.nextInt(type.classes()) : (float) (random.nextGaussian() * scale);
        }
        return tensor;
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradientsHoldAndBothExecutorsAgree(Path file) {
        Model model = model(file);
        Random random = new Random(11);
        Context context = context(file, PACKING);
        Map<String, Tensor> inputs = inputs(file, random, context);
        Map<String, Tensor> weights = new LinkedHashMap<>();
        List<Weights.Weight> live = new ArrayList<>();
        for (Parameter parameter : model.parameters()) {
            Tensor tensor = draw(random, Type.real(Rows.NONE, parameter.shape()), 0.1, context);
            weights.put(parameter.name(), tensor);
            live.add(new Weights.Weight(parameter.name(), parameter.shape(), tensor.toFloats()));
        }
        List<Graph> graphs = new ArrayList<>(List.of(model.evaluation()));
        model.training().ifPresent(training -> {
            assertThat(new GradientCheck(inputs, weights, context, 2).compare(training.output("loss"), false))
                    .hasSize(2)
                    .allMatch(GradientCheck.Comparison::passes);
            assertThat(elements(training, inputs, weights, context, random))
                    .hasSize(model.parameters().size())
                    .allMatch(GradientCheck.Comparison::passes);
            graphs.add(training);
        });
        Context wide = context(file, LARGE);
        Map<String, Tensor> many = inputs(file, random, wide);
        for (Graph graph : graphs) {
            Program program = Program.compile(graph);
            agree(program, new Interpreter(inputs, weights).run(graph, context), inputs, new Weights(live), context);
            agree(program, new Interpreter(many, weights).run(graph, wide), many, new Weights(live), wide);
        }
    }

    private static Map<String, Tensor> inputs(Path file, Random random, Context context) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        fields(SpecReader.read(file, List.of(), new Diagnostics()))
                .forEach((name, type) -> inputs.put(name, draw(random, type, 1, context)));
        return inputs;
    }

    /** One element of every parameter against its central difference; of a table, one that the batch reads if it can. */
    private static List<GradientCheck.Comparison> elements(
            Graph training, Map<String, Tensor> inputs, Map<String, Tensor> weights, Context context, Random random) {
        Map<String, Tensor> analytic = new Interpreter(inputs, weights).run(training, context);
        Graph loss = new Graph(Map.of("loss", training.output("loss")));
        List<GradientCheck.Comparison> comparisons = new ArrayList<>();
        weights.forEach((name, weight) -> {
            double[] gradient = analytic.get("gradient:" + name).data();
            int at = random.nextInt(gradient.length);
            for (int k = 0; k < gradient.length && gradient[at] == 0; k++) {
                at = (at + 1) % gradient.length;
            }
            double kept = weight.data()[at];
            weight.data()[at] = kept + GradientCheck.STEP;
            double above = number(loss, inputs, weights, context);
            weight.data()[at] = kept - GradientCheck.STEP;
            double below = number(loss, inputs, weights, context);
            weight.data()[at] = kept;
            comparisons.add(new GradientCheck.Comparison(
                    1, name, at, gradient[at], Derivative.plain((above - below) / (2 * GradientCheck.STEP))));
        });
        return comparisons;
    }

    private static double number(Graph loss, Map<String, Tensor> inputs, Map<String, Tensor> weights, Context context) {
        return new Interpreter(inputs, weights).run(loss, context).get("loss").data()[0];
    }

    private static void agree(
            Program program,
            Map<String, Tensor> expected,
            Map<String, Tensor> inputs,
            Weights weights,
            Context context) {
        Map<String, float[]> values = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> values.put(name, tensor.toFloats()));
        Results results = program.run(weights, new Batch(context.axes(), values, context.keys(), 1, 1));
        expected.forEach((name, tensor) -> {
            float[] dense = dense(results, name, tensor);
            double scale = 1e-3;
            double worst = 0;
            for (int i = 0; i < dense.length; i++) {
                scale = Math.max(scale, Math.abs(tensor.data()[i]));
                worst = Math.max(worst, Math.abs(tensor.data()[i] - dense[i]));
            }
            assertThat(worst / scale).as(name).isLessThan(1e-4);
        });
    }

    /** An output as a whole, where only the rows of a table that occur were kept. */
    private static float[] dense(Results results, String name, Tensor like) {
        float[] dense = new float[like.data().length];
        float[] values = results.values(name);
        int[] rows = results.rowsTouched(name).orElse(new int[0]);
        if (results.rowsTouched(name).isEmpty()) {
            System.arraycopy(values, 0, dense, 0, dense.length);
        }
        int width = like.shape().rank() == 0 ? 1 : like.shape().dim(-1);
        for (int k = 0; k < rows.length; k++) {
            System.arraycopy(values, k * width, dense, rows[k] * width, width);
        }
        return dense;
    }
}
