package dev.unroll.run.kernel;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.op.ElementWise;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A custom element-wise function as a row of the loops of built-in ones. */
public final class TranslatedLoop implements Kernels.Loop {
    /** Where a translation is tried: float32 overflows far before float64, and small numbers drown in large ones. */
    private static final double[] SAMPLES = {
        0, 1e-3, 0.1, 0.5, 1, 2, 5, 12, 30, 80, 100, 1000, -1e-3, -0.1, -0.5, -1, -2, -5, -12, -30, -80, -100, -1000
    };

    private static final double TOLERANCE = 1e-5;

    private final Step[] steps;
    private final float[][] values;
    private final int[] offsets;
    private final float[] constants;
    private final int inputs;
    private int room;

    /** A loop with the places of its operands; the place of its result is its own. */
    private record Step(Kernels.Loop loop, int place, int a, int b, int c) {}

    private TranslatedLoop(List<Node> order, int inputs, Kernels kernels) {
        this.inputs = inputs;
        int count = inputs + order.size();
        values = new float[count][];
        offsets = new int[count];
        constants = new float[count];
        Arrays.fill(constants, Float.NaN);
        steps = order.stream()
                .filter(node -> node.op() instanceof ElementWise)
                .map(node -> {
                    int[] places = node.inputs().stream()
                            .mapToInt(i -> place(i, order))
                            .toArray();
                    return new Step(
                            kernels.loop((ElementWise) node.op()).orElseThrow(),
                            place(node, order),
                            places[0],
                            places[Math.min(1, places.length - 1)],
                            places[places.length - 1]);
                })
                .toArray(Step[]::new);
        for (Node node : order) {
            if (node.op() instanceof Leaf.Constant constant) {
                constants[place(node, order)] = (float) constant.value();
            }
        }
    }

    private int place(Node node, List<Node> order) {
        return node.op() instanceof Leaf.Input input ? Integer.parseInt(input.name()) : inputs + order.indexOf(node);
    }

    /** Nothing if the function cannot be translated, or if it is another one when computed in float32 throughout. */
    static Optional<Kernels.Loop> of(ElementWise op, Kernels kernels) {
        return Translation.of(op)
                .filter(node -> node.op() instanceof ElementWise)
                .map(node -> new TranslatedLoop(Graph.order(List.of(node)), op.arity(), kernels))
                .filter(loop -> loop.isFaithful(op))
                .map(TranslatedLoop::shortest);
    }

    /** A single op of the inputs in their order needs no row of loops. */
    private Kernels.Loop shortest() {
        Step only = steps[0];
        boolean inOrder = only.a() == 0 && only.b() == Math.min(1, inputs - 1) && only.c() == inputs - 1;
        return steps.length == 1 && inOrder ? only.loop() : this;
    }

    private boolean isFaithful(ElementWise op) {
        int n = (int) Math.pow(SAMPLES.length, op.arity());
        float[][] x = new float[op.arity()][n];
        for (int i = 0; i < n; i++) {
            int digits = i;
            for (float[] operand : x) {
                operand[i] = (float) SAMPLES[digits % SAMPLES.length];
                digits /= SAMPLES.length;
            }
        }
        float[] y = new float[n];
        run(x[0], 0, x[Math.min(1, x.length - 1)], 0, x[x.length - 1], 0, y, 0, n);
        double[] one = new double[x.length];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < one.length; k++) {
                one[k] = x[k][i];
            }
            float right = (float) op.apply(one);
            boolean near = Math.abs(y[i] - right) <= TOLERANCE * Math.max(1, Math.abs(right));
            if (!near && Float.compare(y[i], right) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void run(float[] a, int ao, float[] b, int bo, float[] c, int co, float[] y, int yo, int n) {
        if (room < n) {
            grow(n);
        }
        input(0, a, ao);
        if (inputs > 1) {
            input(1, b, bo);
        }
        if (inputs > 2) {
            input(2, c, co);
        }
        Step last = steps[steps.length - 1];
        for (Step step : steps) {
            boolean ends = step == last;
            step.loop()
                    .run(
                            values[step.a()],
                            offsets[step.a()],
                            values[step.b()],
                            offsets[step.b()],
                            values[step.c()],
                            offsets[step.c()],
                            ends ? y : values[step.place()],
                            ends ? yo : 0,
                            n);
        }
    }

    private void input(int k, float[] from, int at) {
        values[k] = from;
        offsets[k] = at;
    }

    private void grow(int n) {
        room = n;
        for (int i = inputs; i < values.length; i++) {
            values[i] = new float[n];
            if (!Float.isNaN(constants[i])) {
                Arrays.fill(values[i], constants[i]);
            }
        }
    }
}
