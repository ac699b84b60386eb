package dev.unroll.contract;

import dev.unroll.contract.GradientCheck.Comparison;
import dev.unroll.contract.Verdict.Fault;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.op.Context;
import dev.unroll.op.CustomOp;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** Checks the gradients of a model's loss by its parameters and fields, with random weights on random batches. */
public final class ModelContract {
    private static final List<Packing> PACKINGS =
            List.of(Packing.of(1), Packing.of(3), Packing.of(3, 2, 1), Packing.of(1, 1), Packing.of(2, 2));
    /** About how many evaluations of the loss a batch may take. */
    private static final int EFFORT = 400;

    private static final int FEWEST = 2;

    private ModelContract() {}

    /** @param training a graph with the output {@code loss}, and gradients that are held against the compiled program's */
    public static Verdict check(Graph training) {
        Verdict verdict = new Verdict(0, Optional.empty(), List.of());
        for (int i = 0; i < PACKINGS.size() && verdict.passes(); i++) {
            verdict = verdict.and(check(training, PACKINGS.get(i), new Random(i + 1)));
        }
        return verdict;
    }

    private static Verdict check(Graph training, Packing packing, Random random) {
        Context context = context(training, packing, random);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        for (Node node : training.order()) {
            if (node.op() instanceof Leaf.Parameter) {
                parameters.put(node.op().name(), draw(node, context, random));
            } else if (node.op() instanceof Leaf.Input) {
                inputs.put(node.op().name(), draw(node, context, random));
            }
        }
        Node loss = training.output("loss");
        int most = Math.max(FEWEST, EFFORT / 2 / Math.max(1, parameters.size() + inputs.size()));
        List<Comparison> all = new GradientCheck(inputs, parameters, context, 1).compare(loss, most);
        List<Fault> faults = new ArrayList<>();
        all.stream().filter(c -> !c.passes()).findFirst().ifPresent(c -> faults.add(fault(c, all, training)));
        if (faults.isEmpty()) {
            new ProgramCheck(1e-4)
                    .difference(training, inputs, parameters, context)
                    .ifPresent(d -> faults.add(new Fault(
                            "the compiled program differs: " + d,
                            Optional.of(blame(
                                    training, "check the custom ops that it uses: ./unroll gradcheck --op NAME")))));
        }
        return Verdict.of(all, faults);
    }

    /** A batch in which the first axis is packed like this, and the rows of others have up to three steps each. */
    private static Context context(Graph training, Packing first, Random random) {
        List<Rows> used = Graph.order(training.outputs().values()).stream()
                .map(node -> node.type().rows())
                .filter(Rows::isAxis)
                .distinct()
                .sorted(Comparator.comparing(Rows::depth).thenComparing(Rows::path))
                .toList();
        Map<Rows, Packing> packings = new LinkedHashMap<>();
        for (Rows axis : used) {
            int above = Axes.of(first.parents(), packings).rows(axis.parent());
            packings.put(
                    axis,
                    packings.isEmpty()
                            ? first
                            : Packing.of(random.ints(above, 1, 4).toArray()));
        }
        long[] keys = new long[first.parents()];
        Arrays.setAll(keys, b -> 100 + b);
        return Context.of(Axes.of(first.parents(), packings), keys, 1, 1);
    }

    private static Fault fault(Comparison c, List<Comparison> all, Graph training) {
        String where = c.entry() < 0 ? "along a random direction" : "by " + c.input() + ", entry " + c.entry();
        if (Mistake.isOfFloat32(all)) {
            return new Fault(
                    "an op of the loss computes in float32: it does not change when " + c.input()
                            + " changes by one part in 10^9",
                    Optional.of(blame(training, Mistake.ofFloat32())));
        }
        String message = "the loss has a wrong gradient " + where + ": " + Mistake.numbers(c, "its graph");
        String hint = c.order() == 2
                ? Mistake.ofOrderTwo()
                : Mistake.of(
                        all.stream().filter(o -> o.input().equals(c.input())).toList(), 1);
        return new Fault(message, Optional.of(blame(training, hint)));
    }

    /** A hint for the author of a custom op, where there is one: the ops of Unroll have passed the same check. */
    private static String blame(Graph training, String hint) {
        return training.order().stream().anyMatch(ModelContract::hasCustomOp) ? hint : Mistake.ofEquations();
    }

    private static boolean hasCustomOp(Node node) {
        return node.op() instanceof CustomOp
                || node.op() instanceof Scan scan && scan.order().stream().anyMatch(ModelContract::hasCustomOp);
    }

    /** Weights of a size that keeps sums over wide inputs near 1. */
    private static Tensor draw(Node leaf, Context context, Random random) {
        Tensor tensor =
                Tensor.zeros(context.rows(leaf.type().rows()), leaf.type().shape());
        boolean wide = leaf.type().rows() == Rows.NONE && leaf.type().shape().rank() >= 2;
        double size = wide ? Math.min(0.7, 1 / Math.sqrt(leaf.type().shape().dim(-2))) : 0.7;
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = leaf.type().isIndex()
                    ? random.nextInt(leaf.type().classes())
                    : (float) (random.nextGaussian() * size);
        }
        return tensor;
    }
}
