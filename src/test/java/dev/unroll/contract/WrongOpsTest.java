package dev.unroll.contract;

import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.cos;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.neg;
import static dev.unroll.op.Ops.sin;
import static dev.unroll.op.Ops.sub;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.CustomOp;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Features;
import dev.unroll.op.Ops;
import dev.unroll.op.RowAxis;
import dev.unroll.op.ScalarOp;
import dev.unroll.op.Trait;
import dev.unroll.op.Unary;
import dev.unroll.op.Weight;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugin;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ops that are wrong on purpose, each in one way, which the check names. */
class WrongOpsTest {
    private static void caught(CustomOp op, String... words) {
        Verdict verdict = OpContract.check(op);
        assertThat(verdict.faults()).as(op.name()).isNotEmpty();
        Verdict.Fault first = verdict.faults().get(0);
        assertThat(first.message() + "; " + first.hint().orElse(""))
                .contains("'" + op.name() + "'")
                .contains(words);
    }

    /** A right one, so that what is caught is the fault. */
    record Square() implements ScalarOp {
        @Override
        public double f(double x) {
            return x * x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return mul(constant(2), x);
        }
    }

    /** A trained slope below 0, one per feature (He et al. 2015). */
    record Prelu(String weight, double factor) implements CustomOp, ElementWise {
        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public List<Weight> weights(List<Type> operands) {
            return List.of(Weight.perFeature(weight, operands.get(0), "constant(0.25)"));
        }

        @Override
        public int arity() {
            return 2;
        }

        @Override
        public double apply(double... x) {
            return x[0] > 0 ? x[0] : x[1] * x[0];
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node x = self.input(0);
            Node above = Ops.step(x);
            cotangents.add(0, mul(g, Ops.where(above, constant(1), self.input(1))));
            cotangents.add(1, mul(mul(g, x), mul(constant(factor), sub(constant(1), above))));
        }
    }

    @Test
    void weightsAreInputsOfTheCheck() {
        assertThat(OpContract.check(new Prelu("slope", 1)).faults()).isEmpty();
        caught(new Prelu("slope", 2), "wrong gradient by slope", "factor");
        caught(new Prelu("x", 1), "two inputs called 'x'", "weights");
    }

    @Test
    void rightOnesPass() {
        assertThat(OpContract.check(new Square()).faults()).isEmpty();
        assertThat(OpContract.check(new RowMean(false)).faults()).isEmpty();
    }

    record Sign() implements ScalarOp {
        @Override
        public double f(double x) {
            return x * x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return mul(constant(-2), x);
        }
    }

    @Test
    void sign() {
        caught(new Sign(), "wrong gradient by x, entry 0", "order 1", "wrong sign");
    }

    record Factor() implements ScalarOp {
        @Override
        public double f(double x) {
            return x * x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return x;
        }
    }

    @Test
    void factor() {
        caught(new Factor(), "wrong gradient by x, entry 0", "order 1", "a factor of 2.000");
    }

    /** x * sin(x) with half of the product rule. */
    record Term() implements ScalarOp {
        @Override
        public double f(double x) {
            return x * Math.sin(x);
        }

        @Override
        public Node derivative(Node x, Node y) {
            return mul(x, cos(x));
        }
    }

    @Test
    void term() {
        caught(new Term(), "order 1", "vjp lacks a term");
    }

    /** a times one number per row, whose gradient is taken from the first feature alone. */
    record Scaled() implements CustomOp {
        @Override
        public List<String> operands() {
            return List.of("a", "scale");
        }

        @Override
        public Type infer(List<Type> inputs) {
            Type a = inputs.get(0);
            Type scale = inputs.get(1);
            if (a.isIndex() || scale.isIndex() || a.shape().rank() != 1 || a.rows() != scale.rows()) {
                throw new IllegalArgumentException("needs a vector and a number");
            }
            Shape.broadcast(a.shape(), scale.shape());
            if (scale.shape().rank() != 0) {
                throw new IllegalArgumentException("needs one number a row");
            }
            return a;
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            for (int i = 0; i < out.data().length; i++) {
                out.data()[i] = inputs.get(0).data()[i] * inputs.get(1).data()[i / out.width()];
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, mul(g, Ops.repeat(self.input(1), g)));
            cotangents.add(1, Ops.sum(Node.of(new Features.Slice(0, 1), mul(g, self.input(0)))));
        }
    }

    @Test
    void missingBroadcastSum() {
        caught(new Scaled(), "wrong gradient by scale", "broadcast to 3 places", "sum");
    }

    /** A derivative whose own derivative is wrong. */
    record Slope() implements ScalarOp {
        @Override
        public double f(double x) {
            return Math.cos(x);
        }

        @Override
        public Node derivative(Node x, Node y) {
            return sin(x);
        }
    }

    record OrderTwo() implements ScalarOp {
        @Override
        public double f(double x) {
            return Math.sin(x);
        }

        @Override
        public Node derivative(Node x, Node y) {
            return Node.of(new Slope(), x);
        }
    }

    @Test
    void wrongAtOrderTwoOnly() {
        caught(new OrderTwo(), "order 2", "order 1 is right");
    }

    record WritesInput() implements ScalarOp {
        @Override
        public double f(double x) {
            return 2 * x;
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            for (int i = 0; i < out.data().length; i++) {
                inputs.get(0).data()[i] *= 2;
                out.data()[i] = inputs.get(0).data()[i];
            }
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(2);
        }
    }

    @Test
    void writesItsInput() {
        caught(new WritesInput(), "writes to its input x: entry 0");
    }

    /** Zero where x is negative, it believes, because the result begins as zeros. */
    record Unwritten() implements ScalarOp {
        @Override
        public double f(double x) {
            return Math.max(x, 0);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            for (int i = 0; i < out.data().length; i++) {
                if (inputs.get(0).data()[i] > 0) {
                    out.data()[i] = inputs.get(0).data()[i];
                }
            }
        }

        @Override
        public Node derivative(Node x, Node y) {
            return Ops.step(x);
        }
    }

    @Test
    void leavesEntriesUnwritten() {
        caught(new Unwritten(), "leaves entry", "unwritten");
    }

    /** The mean over the rows, taken from every number. */
    record Centred() implements ScalarOp {
        @Override
        public double f(double x) {
            return 0;
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            double[] x = inputs.get(0).data();
            for (int i = 0; i < x.length; i++) {
                double mean = 0;
                for (int row = 0; row < out.rows(); row++) {
                    mean += x[row * out.width() + i % out.width()] / out.rows();
                }
                out.data()[i] = x[i] - mean;
            }
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(1);
        }
    }

    @Test
    void claimsToBeElementWiseAndMixesRows() {
        caught(new Centred(), "claims to be");
        assertThat(OpContract.check(new Centred()).faults())
                .extracting(Verdict.Fault::message)
                .anyMatch(m -> m.contains("claims to be row-wise, but row"))
                .anyMatch(m -> m.contains("claims to be element-wise, but entry"));
    }

    /** The mean of each row; as long as the row by its type, if it is wrong. */
    record RowMean(boolean wrong) implements CustomOp {
        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public Type infer(List<Type> inputs) {
            if (inputs.get(0).shape().rank() != 1 || inputs.size() > 1) {
                throw new IllegalArgumentException("needs a vector");
            }
            return wrong ? inputs.get(0) : inputs.get(0).withShape(Shape.SCALAR);
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Tensor x = inputs.get(0);
            for (int row = 0; row < x.rows(); row++) {
                double sum = 0;
                for (int i = 0; i < x.width(); i++) {
                    sum += x.data()[row * x.width() + i];
                }
                out.data()[row] = sum / x.width();
            }
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node x = self.input(0);
            cotangents.add(
                    0, Ops.div(Ops.repeat(g, x), constant(x.type().shape().dim(-1))));
        }
    }

    @Test
    void wrongShape() {
        caught(new RowMean(true), "leaves entry", "check that its type", "is right");
        caught(new WrongShare(), "a gradient of the wrong shape", "gives x of type");
    }

    /** A share as long as the number 2. */
    record WrongShare() implements ScalarOp {
        @Override
        public double f(double x) {
            return x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(1);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            int wide = self.type().shape().rank() == 0 ? 2 : self.type().shape().dim(-1) + 1;
            Node flat = self.type().shape().rank() == 0 ? g : Ops.sum(g);
            cotangents.add(0, Node.of(new Features.Repeat(-1, wide), flat));
        }
    }

    record Throws() implements ScalarOp {
        @Override
        public double f(double x) {
            if (x < 0) {
                throw new UnsupportedOperationException("negative");
            }
            return x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(1);
        }
    }

    @Test
    void throwsSomething() {
        caught(new Throws(), "UnsupportedOperationException: negative", "at f, line");
    }

    /** sin(x) / x. */
    record Sinc() implements ScalarOp {
        @Override
        public double f(double x) {
            return Math.sin(x) / x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return Ops.div(sub(cos(x), y), x);
        }
    }

    @Test
    void returnsNaNAtZero() {
        caught(new Sinc(), "returns NaN in entry 0 at x = 0.0", "isDefined");
    }

    record Noisy() implements ScalarOp {
        private static final Random RANDOM = new Random(1);

        @Override
        public double f(double x) {
            return x + RANDOM.nextDouble();
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(1);
        }
    }

    @Test
    void isNotDeterministic() {
        caught(new Noisy(), "is not deterministic: entry 0 was");
    }

    record Rates(List<Double> rates) implements ScalarOp {
        Rates() {
            this(List.of());
        }

        @Override
        public double f(double x) {
            return x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(1);
        }
    }

    @Test
    void attributeTypeWrong() {
        assertThatThrownBy(() -> Header.of(new Plugin<CustomOp>(Rates.class, "Rates.java")))
                .hasMessageContaining("'Rates' of Rates.java cannot be used: attribute 'rates' is of type"
                        + " java.util.List<java.lang.Double>")
                .hasMessageContaining("an attribute is int, double, boolean, String or an enum");
    }

    /** Overflows early in float32 where float64 does not. */
    record Early() implements CustomOp, ElementWise {
        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public int arity() {
            return 1;
        }

        @Override
        public double apply(double... x) {
            return Math.abs(x[0]) < 10 ? -x[0] : x[0] * 1e30 * 1e30;
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            Node x = self.input(0);
            cotangents.add(
                    0, mul(g, Ops.where(Ops.less(Node.of(Unary.ABS, x), constant(10)), constant(-1), constant(1e60))));
        }
    }

    @Test
    void differsWhenCompiled() {
        caught(new Early(), "differs when compiled");
    }

    @Test
    void aMissingShareIsNamed() {
        caught(new NoShare(), "gets no gradient");
        assertThat(neg(constant(1)).type().shape()).isEqualTo(Shape.SCALAR);
    }

    record NoShare() implements ScalarOp {
        @Override
        public double f(double x) {
            return x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(1);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {}
    }

    /** A square is not linear. */
    record Linear() implements ScalarOp {
        @Override
        public double f(double x) {
            return x * x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return mul(constant(2), x);
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.ROW_WISE, Trait.LINEAR);
        }
    }

    @Test
    void claimsToBeLinear() {
        caught(new Linear(), "claims to be linear", "remove LINEAR");
    }

    /** The square of the sum of all rows is not the sum of the squares of each. */
    record SquaredSum() implements CustomOp {
        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public Set<Trait> traits() {
            return Set.of(Trait.SUMS_ROWS);
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(Rows.NONE, inputs.get(0).shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            new RowAxis.SumRows().forward(inputs, out, context);
            Arrays.setAll(out.data(), i -> out.data()[i] * out.data()[i]);
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, mul(mul(constant(2), g), Node.of(new RowAxis.SumRows(), self.input(0))));
        }
    }

    @Test
    void claimsToSumRows() {
        caught(new SquaredSum(), "claims to sum rows", "remove SUMS_ROWS");
    }

    /** Noise that does not say so. */
    record Noise() implements CustomOp {
        @Override
        public List<String> operands() {
            return List.of("x");
        }

        @Override
        public Type infer(List<Type> inputs) {
            return Type.real(inputs.get(0).rows(), inputs.get(0).shape());
        }

        @Override
        public void forward(List<Tensor> inputs, Tensor out, Context context) {
            Arrays.setAll(out.data(), i -> inputs.get(0).data()[i] + context.seed());
        }

        @Override
        public void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, g);
        }
    }

    @Test
    void dependsOnTheSeed() {
        caught(new Noise(), "depends on the context", "add VARIES");
    }
}
