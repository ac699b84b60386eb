package dev.unroll.contract;

import dev.unroll.graph.Node;
import dev.unroll.op.Context;
import dev.unroll.op.Primitive;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The contract of an op's {@code forward} for one set of inputs. */
record ForwardContract(Primitive op, Node node, Context context, Report report) {
    private static final double MARK = 1.2345e300;

    /** Where what is wrong goes. */
    interface Report {
        void fault(String kind, String what, String hint);
    }

    /** Whether it holds; otherwise it is reported. */
    boolean holds(Map<String, Tensor> inputs) {
        List<Tensor> operands = OpContract.operands(node, inputs);
        List<Tensor> before = operands.stream().map(Tensor::copy).toList();
        Tensor first = run(operands, Double.NaN);
        for (int k = 0; k < before.size(); k++) {
            for (int i = 0; i < before.get(k).data().length; i++) {
                double was = before.get(k).data()[i];
                double is = operands.get(k).data()[i];
                if (!OpContract.same(was, is)) {
                    operands.get(k).put(0, before.get(k));
                    report.fault(
                            "inputs",
                            "writes to its input " + node.input(k).op().name() + ": entry " + i + " was " + was
                                    + " before and " + is + " after",
                            "other ops read the same buffer: write only to out");
                    return false;
                }
            }
        }
        Tensor second = run(operands, MARK);
        Tensor third = run(operands, Double.NaN);
        for (int i = 0; i < first.data().length; i++) {
            double value = first.data()[i];
            if (Double.isNaN(value) && second.data()[i] == MARK) {
                report.fault(
                        "unwritten",
                        "leaves entry " + i + " of its result unwritten, of " + first.data().length,
                        "forward must write every element of out, which is uninitialised; check that its type "
                                + node.type() + " is right");
                return false;
            }
            if (!OpContract.same(value, second.data()[i]) || !OpContract.same(value, third.data()[i])) {
                report.fault(
                        "deterministic",
                        "is not deterministic: entry " + i + " was " + value + ", then "
                                + (OpContract.same(value, second.data()[i]) ? third : second).data()[i]
                                + " for the same inputs",
                        "keep no state between calls, and derive random numbers from the context's seed, step and"
                                + " keys only");
                return false;
            }
            if (Double.isNaN(value)) {
                report.fault(
                        "nan",
                        "returns NaN in entry " + i + " at " + describe(operands),
                        "if it is undefined there, return false from isDefined");
                return false;
            }
        }
        return true;
    }

    private Tensor run(List<Tensor> operands, double filled) {
        Tensor out = Tensor.zeros(context.rows(node.type().rows()), node.type().shape());
        Arrays.fill(out.data(), filled);
        op.forward(operands, out, context);
        return out;
    }

    private String describe(List<Tensor> operands) {
        StringBuilder text = new StringBuilder();
        for (int k = 0; k < operands.size(); k++) {
            double[] data = operands.get(k).data();
            String numbers = Arrays.stream(data).distinct().count() == 1
                    ? Double.toString(data[0])
                    : Arrays.toString(Arrays.copyOf(data, Math.min(6, data.length)));
            text.append(k == 0 ? "" : ", ")
                    .append(node.input(k).op().name())
                    .append(" = ")
                    .append(numbers);
        }
        return text.toString();
    }
}
