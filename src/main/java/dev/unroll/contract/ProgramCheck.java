package dev.unroll.contract;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.op.Context;
import dev.unroll.run.Batch;
import dev.unroll.run.Program;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.run.reference.Interpreter;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Compares the compiled program with the interpreter on the same float32 numbers.
 *
 * @param tolerance how far they may be apart, relative to the larger of 1 and the number
 */
record ProgramCheck(double tolerance) {
    private static final double ROUNDING = 0x1p-23;
    private static final double ROUNDINGS = 4;

    /** The first difference, in words, that is more than a rounding of the inputs makes. */
    Optional<String> difference(
            Graph graph, Map<String, Tensor> inputs, Map<String, Tensor> parameters, Context context) {
        Map<String, Tensor> expected = new Interpreter(inputs, parameters).run(graph, context);
        Map<String, Tensor> nudged = new Interpreter(nudged(graph, inputs), parameters).run(graph, context);
        Map<String, float[]> values = new LinkedHashMap<>();
        inputs.forEach((name, tensor) -> values.put(name, tensor.toFloats()));
        Weights weights = new Weights(parameters.entrySet().stream()
                .map(p -> new Weights.Weight(
                        p.getKey(), p.getValue().shape(), p.getValue().toFloats()))
                .toList());
        Results results = Program.compile(graph)
                .run(weights, new Batch(context.axes(), values, context.keys(), context.seed(), context.step()));
        for (Map.Entry<String, Tensor> output : expected.entrySet()) {
            String name = output.getKey();
            double[] right = output.getValue().data();
            if (results.rowsTouched(name).isPresent()) {
                continue;
            }
            double[] near = nudged.get(name).data();
            for (int i = 0; i < right.length; i++) {
                double rounded = Double.isFinite(near[i]) ? Math.abs(near[i] - right[i]) : 0;
                double found = results.values(name)[i];
                boolean agree = Double.isFinite(right[i])
                        ? Math.abs(found - right[i])
                                <= tolerance * Math.max(1, Math.abs(right[i])) + ROUNDINGS * rounded
                        : Double.compare(found, right[i]) == 0;
                if (!agree) {
                    return Optional.of(name + ", entry " + i + ", is " + found + " in the compiled program, " + right[i]
                            + " in the interpreter");
                }
            }
        }
        return Optional.empty();
    }

    /** All numbers larger by what float32 rounds off, which keeps equal ones equal. */
    private static Map<String, Tensor> nudged(Graph graph, Map<String, Tensor> inputs) {
        Map<String, Tensor> nudged = new LinkedHashMap<>(inputs);
        for (Node node : graph.order()) {
            if (node.op() instanceof Leaf.Input && !node.type().isIndex()) {
                Tensor tensor = inputs.get(node.op().name()).copy();
                Arrays.setAll(tensor.data(), i -> tensor.data()[i] * (1 + ROUNDING));
                nudged.put(node.op().name(), tensor);
            }
        }
        return nudged;
    }
}
