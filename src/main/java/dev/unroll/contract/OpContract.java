package dev.unroll.contract;

import dev.unroll.contract.GradientCheck.Comparison;
import dev.unroll.contract.Verdict.Fault;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Context;
import dev.unroll.op.CustomOp;
import dev.unroll.op.ElementWise;
import dev.unroll.op.OverTime;
import dev.unroll.op.Primitive;
import dev.unroll.op.Trait;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * The contract of an op, tested on its cases with batches of edge and random shapes and with numbers of several kinds: it infers a
 * type and writes every element of it, leaves its inputs alone, gives the same for the same, keeps its claims, has right
 * gradients at orders 1 and 2, and is compiled to what the interpreter computes.
 */
public final class OpContract {
    static final long SEED = 7;

    private final Primitive op;
    private final String name;
    private final Random random = new Random(SEED);
    private final List<Comparison> comparisons = new ArrayList<>();
    private final Map<String, Fault> faults = new LinkedHashMap<>();

    private OpContract(Primitive op, String name) {
        this.op = op;
        this.name = name;
    }

    /** Checks an op. */
    public static Verdict check(Primitive op) {
        return check(op, "");
    }

    /**
     * Checks an op.
     *
     * @param label how its attributes differ from the defaults; empty if they do not
     */
    public static Verdict check(Primitive op, String label) {
        OpContract contract =
                new OpContract(op, "'" + EveryOp.name(op) + "'" + (label.isEmpty() ? "" : " with " + label));
        contract.check(EveryOp.cases(op));
        return Verdict.of(contract.comparisons, List.copyOf(contract.faults.values()));
    }

    /**
     * Whether there is anything to check of an op: a sample of attributes may refuse all operands that ops are tried on. One
     * that fails to infer its type refuses nothing.
     */
    public static boolean isApplicable(Primitive op) {
        return !EveryOp.cases(op).isEmpty() || EveryOp.failure(op).isPresent();
    }

    private void check(List<Node> cases) {
        if (cases.isEmpty()) {
            refused();
            return;
        }
        EveryOp.namedTwice(cases)
                .ifPresent(input -> fault("weights", "has two inputs called '" + input + "'", "look at weights"));
        if (!faults.isEmpty()) {
            return;
        }
        List<Context> batches = Batchings.all();
        Values[] kinds = Values.values();
        // The large first: of many numbers it can be told what is wrong with them.
        List<Node> large = cases.stream()
                .sorted(Comparator.comparingInt(OpContract::size).reversed())
                .toList();
        // Every case meets every kind of numbers, and together they meet every shape.
        int trials = Math.max(batches.size(), cases.size() * kinds.length);
        List<Trial> all = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Node node = large.get(i / kinds.length % cases.size());
            all.add(new Trial(node, kinds[i % kinds.length], batches.get(i % batches.size())));
        }
        all.forEach(trial -> attempt(trial, this::values));
        if (faults.isEmpty()) {
            all.forEach(trial -> attempt(trial, this::derivatives));
        }
    }

    private record Trial(Node node, Values kind, Context context) {}

    private interface Part {
        void check(Trial trial, Map<String, Tensor> inputs);
    }

    private static int size(Node node) {
        return node.inputs().stream()
                .mapToInt(i -> (i.type().rows() == Rows.NONE ? 1 : 2)
                        * i.type().shape().size())
                .sum();
    }

    private void refused() {
        Optional<RuntimeException> failure = EveryOp.failure(op);
        if (failure.isPresent()) {
            fault(
                    "throws",
                    "fails to infer its type with " + failure.get(),
                    place(failure.get()) + "; reject a type by throwing IllegalArgumentException");
            return;
        }
        fault(
                "types",
                "accepts none of the inputs tried: up to three values, with or without rows, of 0 to 2 axes",
                "check infer");
    }

    private void attempt(Trial trial, Part part) {
        try {
            part.check(trial, trial.kind().of(trial.node(), trial.context(), random));
        } catch (RuntimeException e) {
            fault("throws", "fails with " + e + " on " + EveryOp.types(trial.node()), place(e));
        }
    }

    private void values(Trial trial, Map<String, Tensor> inputs) {
        if (!new ForwardContract(op, trial.node(), trial.context(), this::fault).holds(inputs)) {
            return;
        }
        new TraitContract(op, trial.node(), trial.context(), this::fault)
                .check(inputs, trial.kind().of(trial.node(), trial.context(), new Random(SEED)));
        if (op.is(Trait.ROW_WISE)) {
            rowWise(trial.node(), trial.context(), inputs, trial.kind());
        }
        if (op instanceof ElementWise elementWise) {
            elementWise(elementWise, trial.node(), trial.context(), inputs);
        }
    }

    private void derivatives(Trial trial, Map<String, Tensor> inputs) {
        if (faults.isEmpty()) {
            comparisons.addAll(new VjpContract(op, trial.node(), trial.context(), this::fault)
                    .check(inputs, trial.kind().areSmooth(), random));
        }
        if (faults.isEmpty()) {
            compiled(trial.node(), trial.context(), inputs, trial.kind());
        }
        if (faults.isEmpty() && op instanceof OverTime && trial.kind() == Values.SIGNED) {
            comparisons.addAll(new LoopContract(trial.node(), trial.context(), this::fault).check(inputs));
        }
    }

    private void fault(String kind, String what, String hint) {
        faults.putIfAbsent(kind, new Fault(name + " " + what, Optional.of(hint)));
    }

    /**
     * Whether float32 can come near to it: number by number, not beyond its range, and not by several roundings, which
     * sin(120 x) makes much of.
     */
    private boolean isWithinFloats(Node node, Context context, Map<String, Tensor> inputs) {
        return op instanceof ElementWise
                && !(op instanceof CustomOp)
                && Arrays.stream(forward(node, context, inputs).data()).allMatch(y -> Math.abs(y) < Float.MAX_VALUE);
    }

    private String place(RuntimeException e) {
        return Arrays.stream(e.getStackTrace())
                .filter(frame -> frame.getClassName().equals(op.getClass().getName()))
                .findFirst()
                .map(frame -> "at " + frame.getMethodName() + ", line " + frame.getLineNumber())
                .orElse("at " + (e.getStackTrace().length == 0 ? "an unknown place" : e.getStackTrace()[0]));
    }

    private Tensor forward(Node node, Context context, Map<String, Tensor> inputs) {
        Tensor out = Tensor.zeros(context.rows(node.type().rows()), node.type().shape());
        op.forward(operands(node, inputs), out, context);
        return out;
    }

    static List<Tensor> operands(Node node, Map<String, Tensor> inputs) {
        return node.inputs().stream().map(leaf -> inputs.get(leaf.op().name())).toList();
    }

    /** Other numbers in one row must not change the result's other rows. */
    private void rowWise(Node node, Context context, Map<String, Tensor> inputs, Values kind) {
        boolean hasRows = node.inputs().stream().anyMatch(i -> i.type().rows() != Rows.NONE);
        Tensor before = forward(node, context, inputs);
        if (!hasRows) {
            return;
        }
        if (node.type().rows() == Rows.NONE) {
            fault(
                    "rows",
                    "claims to be row-wise, but its result has no rows where its inputs have: " + EveryOp.types(node)
                            + " to " + node.type(),
                    "join the rows of the inputs in infer, or remove ROW_WISE from traits");
            return;
        }
        Map<String, Tensor> others = kind.of(node, context, random);
        for (int row = 0; row < before.rows(); row++) {
            Map<String, Tensor> changed = new LinkedHashMap<>();
            for (Node leaf : node.inputs()) {
                String input = leaf.op().name();
                Tensor tensor = inputs.get(input).copy();
                if (leaf.type().rows() == node.type().rows()) {
                    tensor.put(row, others.get(input).slice(row, 1));
                }
                changed.put(input, tensor);
            }
            Tensor after = forward(node, context, changed);
            for (int i = 0; i < before.data().length; i++) {
                if (i / before.width() != row && !same(before.data()[i], after.data()[i])) {
                    fault(
                            "rows",
                            "claims to be row-wise, but row " + i / before.width() + " of its result changes with row "
                                    + row + " of its inputs",
                            "let each row depend only on the same row of its inputs, or remove ROW_WISE from traits");
                    return;
                }
            }
        }
    }

    static boolean same(double a, double b) {
        return Double.doubleToRawLongBits(a) == Double.doubleToRawLongBits(b);
    }

    private void elementWise(ElementWise elementWise, Node node, Context context, Map<String, Tensor> inputs) {
        Tensor out = forward(node, context, inputs);
        List<Tensor> operands = operands(node, inputs);
        double[] x = new double[operands.size()];
        for (int i = 0; i < out.data().length; i++) {
            for (int k = 0; k < x.length; k++) {
                Tensor operand = operands.get(k);
                int[] index = ElementWise.broadcast(operand.shape(), out.shape());
                int row = operand.rows() == 1 ? 0 : i / out.width();
                x[k] = operand.data()[row * operand.width() + index[i % out.width()]];
            }
            double alone = elementWise.apply(x);
            if (!same(alone, out.data()[i])) {
                fault(
                        "elements",
                        "claims to be element-wise, but entry " + i + " of its result is " + out.data()[i]
                                + ", and apply gives " + alone + " for the same numbers",
                        "do not override forward of an element-wise op; if entries depend on each other, implement"
                                + " only CustomOp");
                return;
            }
        }
    }

    private void compiled(Node node, Context context, Map<String, Tensor> inputs, Values kind) {
        if (kind.areWide() && !isWithinFloats(node, context, inputs)) {
            return;
        }
        Map<String, Node> outputs = new LinkedHashMap<>();
        outputs.put("result", node);
        if (kind.areSmooth()) {
            outputs.put("loss", VjpContract.loss(node));
        }
        new ProgramCheck(1e-5)
                .difference(new Graph(outputs), inputs, Map.of(), context)
                .ifPresent(d -> fault(
                        "compiled",
                        "differs when compiled: " + d,
                        "check that it computes the same function in float32"));
    }
}
