package dev.unroll.contract;

import dev.unroll.contract.GradientCheck.Comparison;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.op.Binary;
import dev.unroll.op.Context;
import dev.unroll.op.Ops;
import dev.unroll.op.Primitive;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** The contract of an op's {@code vjp} for one set of inputs. */
record VjpContract(Primitive op, Node node, Context context, ForwardContract.Report report) {
    private static final double LARGE = 100;
    private static final String SUBTRACTED = "most of the result";

    /**
     * What was compared; what is wrong is reported.
     *
     * @param smooth whether the op is likely to be smooth around all of the inputs
     */
    List<Comparison> check(Map<String, Tensor> inputs, boolean smooth, Random random) {
        if (!shares()) {
            return List.of();
        } else if (smooth) {
            return gradients(inputs);
        }
        edges(inputs, random);
        return List.of();
    }

    /** Whether each share has a type that can be brought to that of its input. */
    private boolean shares() {
        boolean[] right = {true};
        Node g = Node.of(new Leaf.Input("g", node.type()));
        if (node.type().isIndex()) {
            return true;
        }
        op.vjp(node, g, (input, share) -> {
            if (input < 0 || input >= node.inputs().size()) {
                right[0] = false;
                report.fault("shares", "gives a gradient to input " + input + ", which it does not have", "check vjp");
                return;
            }
            Node target = node.input(input);
            boolean fits = !share.type().isIndex();
            try {
                Shape.broadcast(share.type().shape(), target.type().shape());
            } catch (IllegalArgumentException e) {
                fits = share.type().shape().rank() > target.type().shape().rank();
            }
            if (!fits) {
                right[0] = false;
                report.fault(
                        "shares",
                        "gives " + target.op().name() + " of type " + target.type() + " a gradient of the wrong shape, "
                                + share.type(),
                        "a share must have the shape of its input, or one that broadcasts from or to it");
            }
        });
        return right[0];
    }

    /** A smooth number that depends on every element of the result, differently for each. */
    static Node loss(Node node) {
        if (node.type().isIndex()) {
            return Ops.total(Node.of(Binary.EQUAL, node, Ops.constant(1)));
        }
        return Ops.total(Ops.mul(node, Ops.add(node, Ops.sin(Ops.mul(node, Ops.constant(0.7))))));
    }

    /** The result, without most of it where it is large: differences of large numbers keep few digits. */
    private Node reduced(Map<String, Tensor> given) {
        if (node.type().isIndex()) {
            return node;
        }
        Tensor result =
                Tensor.zeros(context.rows(node.type().rows()), node.type().shape());
        op.forward(OpContract.operands(node, given), result, context);
        if (Arrays.stream(result.data()).noneMatch(y -> Math.abs(y) > LARGE)) {
            return node;
        }
        Arrays.setAll(result.data(), i -> result.data()[i] - Math.IEEEremainder(result.data()[i], 2));
        given.put(SUBTRACTED, result);
        return Ops.sub(node, Node.of(new Leaf.Input(SUBTRACTED, node.type())));
    }

    private List<Comparison> gradients(Map<String, Tensor> inputs) {
        Map<String, Tensor> given = new LinkedHashMap<>(inputs);
        Node loss = loss(reduced(given));
        List<Comparison> all = new GradientCheck(given, Map.of(), context, OpContract.SEED)
                .compare(loss, true).stream()
                        .filter(c -> !c.input().equals(SUBTRACTED))
                        .toList();
        if (Mistake.isOfFloat32(all)) {
            report.fault(
                    "float32",
                    "computes in float32: its result does not change when an input changes by one part in 10^9",
                    Mistake.ofFloat32());
            return all;
        }
        boolean right = true;
        for (Node leaf : node.inputs()) {
            String input = leaf.op().name();
            List<Comparison> own =
                    all.stream().filter(c -> c.input().equals(input)).toList();
            Optional<Comparison> wrong = own.stream().filter(c -> !c.passes()).findFirst();
            int repeated = context.rows(node.type().rows())
                    * node.type().shape().size()
                    / Math.max(1, inputs.get(input).data().length);
            right &= wrong.isEmpty();
            wrong.ifPresent(c -> report.fault(
                    "order 1 by " + input,
                    "has a wrong gradient by " + at(c, inputs.get(input)) + ": " + Mistake.numbers(c, "its vjp"),
                    Mistake.of(own, repeated)));
        }
        if (right) {
            all.stream()
                    .filter(c -> !c.passes())
                    .findFirst()
                    .ifPresent(c -> report.fault(
                            "order " + c.order(),
                            "has a wrong gradient along a random direction of its inputs: "
                                    + Mistake.numbers(c, "its vjp"),
                            Mistake.ofOrderTwo()));
        }
        return all;
    }

    private static String at(Comparison comparison, Tensor input) {
        int entry = comparison.entry();
        return comparison.input() + ", entry " + entry
                + (input.rows() > 1 ? " (row " + entry / input.width() + ")" : "");
    }

    private void edges(Map<String, Tensor> inputs, Random random) {
        if (node.type().isIndex()) {
            return;
        }
        EdgeCheck edges = new EdgeCheck(node, inputs, context, random);
        edges.wrong()
                .ifPresent(c -> report.fault(
                        "edges by " + c.input(),
                        "has a wrong gradient by " + at(c, inputs.get(c.input())) + ", where it is "
                                + inputs.get(c.input()).data()[c.entry()] + ": " + Mistake.numbers(c, "its vjp"),
                        "check vjp for zeros, large numbers and ties"));
    }
}
