package dev.unroll.contract;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.Primitive;
import dev.unroll.op.Trait;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks the traits that passes rely on, for one set of inputs; {@link OpContract} checks that an op is row-wise. */
record TraitContract(Primitive op, Node node, Context context, ForwardContract.Report report) {
    private static final double TOLERANCE = 1e-9;

    /** Checks what can be checked on these inputs; what is wrong is reported. */
    void check(Map<String, Tensor> inputs, Map<String, Tensor> others) {
        List<Tensor> a = OpContract.operands(node, inputs);
        List<Tensor> b = OpContract.operands(node, others);
        if (op.is(Trait.LINEAR) && alike()) {
            linear(a, b);
        }
        if (op.is(Trait.SUMS_ROWS)) {
            sums(a);
        }
        if (!op.is(Trait.VARIES)) {
            steady(a);
        }
    }

    /** Whether the inputs are those for which an op is linear: real, and for an element-wise one of one type. */
    private boolean alike() {
        return node.inputs().stream()
                .map(Node::type)
                .allMatch(type -> !type.isIndex()
                        && (node.inputs().size() == 1
                                || type.equals(node.input(0).type())));
    }

    private void linear(List<Tensor> a, List<Tensor> b) {
        List<Tensor> mixed = new ArrayList<>();
        for (int k = 0; k < a.size(); k++) {
            mixed.add(mix(a.get(k), b.get(k)));
        }
        differs(mix(run(a, context), run(b, context)), run(mixed, context))
                .ifPresent(entry -> report.fault(
                        "linear",
                        "claims to be linear, but entry " + entry + " of f(2 x - 3 y) is not that of 2 f(x) - 3 f(y)",
                        "remove LINEAR from traits"));
    }

    private static Tensor mix(Tensor a, Tensor b) {
        Tensor mixed = a.copy();
        Arrays.setAll(mixed.data(), i -> 2 * a.data()[i] - 3 * b.data()[i]);
        return mixed;
    }

    /** One row after the other, each as a batch of its own. */
    private void sums(List<Tensor> inputs) {
        int rows = node.inputs().stream()
                .mapToInt(input -> context.rows(input.type().rows()))
                .max()
                .orElse(1);
        boolean all = node.inputs().stream()
                .allMatch(input -> context.rows(input.type().rows()) == rows);
        if (!all || node.type().rows() != Rows.NONE || node.inputs().stream().anyMatch(this::isFixed)) {
            return;
        }
        Tensor sum = Tensor.zeros(1, node.type().shape());
        Context single = Context.of(Batchings.single(), new long[1], context.seed(), context.step());
        for (int row = 0; row < rows; row++) {
            int at = row;
            sum.add(run(inputs.stream().map(tensor -> tensor.slice(at, 1)).toList(), single));
        }
        differs(sum, run(inputs, context))
                .ifPresent(entry -> report.fault(
                        "sums",
                        "claims to sum rows, but entry " + entry + " of its result is not the sum over its rows",
                        "remove SUMS_ROWS from traits"));
    }

    private boolean isFixed(Node input) {
        return input.type().rows() == Rows.NONE;
    }

    private void steady(List<Tensor> inputs) {
        long[] keys = context.keys().clone();
        Arrays.setAll(keys, b -> keys[b] + 17);
        Context other = Context.of(context.axes(), context.whole(), keys, context.seed() + 1, context.step() + 1);
        differs(run(inputs, context), run(inputs, other))
                .ifPresent(entry -> report.fault(
                        "varies",
                        "depends on the context's seed, step or keys, which its traits do not declare: entry " + entry,
                        "add VARIES to traits"));
    }

    private Tensor run(List<Tensor> operands, Context where) {
        Type type = node.type();
        Tensor out = Tensor.zeros(where.rows(type.rows()), type.shape());
        op.forward(operands, out, where);
        return out;
    }

    private static Optional<Integer> differs(Tensor a, Tensor b) {
        double scale = Math.max(
                Arrays.stream(a.data()).map(Math::abs).max().orElse(0),
                Arrays.stream(b.data()).map(Math::abs).max().orElse(0));
        for (int i = 0; i < a.data().length; i++) {
            double difference = Math.abs(a.data()[i] - b.data()[i]);
            if (difference > TOLERANCE * scale && Double.isFinite(scale)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
