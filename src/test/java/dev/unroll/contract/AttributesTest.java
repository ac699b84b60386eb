package dev.unroll.contract;

import static dev.unroll.op.Ops.abs;
import static dev.unroll.op.Ops.add;
import static dev.unroll.op.Ops.constant;
import static dev.unroll.op.Ops.div;
import static dev.unroll.op.Ops.less;
import static dev.unroll.op.Ops.mul;
import static dev.unroll.op.Ops.sqrt;
import static dev.unroll.op.Ops.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.contract.Verdict.Fault;
import dev.unroll.graph.Node;
import dev.unroll.op.CustomOp;
import dev.unroll.op.ScalarOp;
import dev.unroll.plugin.Bounds;
import dev.unroll.plugin.Choices;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugin;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Ops whose gradient is wrong for some values of their attributes or of their inputs alone. */
class AttributesTest {
    private static <T extends CustomOp> Header<CustomOp> header(Class<T> type) {
        return Header.of(new Plugin<CustomOp>(type, "Mine.java"));
    }

    private static List<Fault> faults(Class<? extends CustomOp> type) {
        for (Header.Variant<CustomOp> variant : header(type).variants()) {
            Verdict verdict = OpContract.check(variant.value(), variant.label());
            if (!verdict.passes()) {
                return verdict.faults();
            }
        }
        return List.of();
    }

    private static String first(Class<? extends CustomOp> type) {
        List<Fault> faults = faults(type);
        assertThat(faults).isNotEmpty();
        return faults.get(0).message();
    }

    /** x / sqrt(1 + bend x^2), without bend in its derivative: right where it is 1. */
    record Isru(double bend) implements ScalarOp {
        Isru() {
            this(1);
        }

        @Override
        public double f(double x) {
            return x / Math.sqrt(1 + bend * x * x);
        }

        @Override
        public Node derivative(Node x, Node y) {
            Node root = sqrt(add(constant(1), mul(x, x)));
            return div(constant(1), mul(root, mul(root, root)));
        }
    }

    @Test
    void aNumberThatTheDerivativeLeavesOut() {
        assertThat(OpContract.check(new Isru()).faults()).isEmpty();
        assertThat(OpContract.check(new Isru(0.7 + 0.3)).faults()).isEmpty();
        assertThat(first(Isru.class)).startsWith("'isru' with bend=0.45 has a wrong gradient by x");
    }

    /** Wrong for steps of 0 to 1: those of a number whose default is not the middle are tried on both sides. */
    record Above(double slope) implements ScalarOp {
        Above() {
            this(3);
        }

        @Override
        public double f(double x) {
            return Math.max(slope, 3) * x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(3);
        }
    }

    record Below(double slope) implements ScalarOp {
        Below() {
            this(3);
        }

        @Override
        public double f(double x) {
            return Math.min(slope, 3) * x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(3);
        }
    }

    @Test
    void aNumberFromBothSides() {
        assertThat(first(Above.class)).startsWith("'above' with slope=3.9");
        assertThat(first(Below.class)).startsWith("'below' with slope=1.35");
    }

    /** Right for powers of 1 and 2, of which the second is the default. */
    record Power(int power) implements ScalarOp {
        Power() {
            this(2);
        }

        @Override
        public double f(double x) {
            return Math.pow(x, power);
        }

        @Override
        public Node derivative(Node x, Node y) {
            return power == 1 ? constant(1) : mul(constant(2), x);
        }
    }

    @Test
    void aWholeNumber() {
        assertThat(first(Power.class)).startsWith("'power' with power=3 has a wrong gradient");
    }

    /** What is wrong, of several. */
    enum Form {
        FIRST,
        SECOND,
        THIRD
    }

    record Chosen(Form form) implements ScalarOp {
        Chosen() {
            this(Form.FIRST);
        }

        @Override
        public double f(double x) {
            return (1 + form.ordinal()) * x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(form == Form.THIRD ? 2 : 1 + form.ordinal());
        }
    }

    record Worded(@Choices({"once", "twice", "thrice"}) String times) implements ScalarOp {
        Worded() {
            this("once");
        }

        @Override
        public double f(double x) {
            return x * (times.equals("once") ? 1 : times.equals("twice") ? 2 : 3);
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(times.equals("once") ? 1 : 2);
        }
    }

    @Test
    void aWordOfSeveral() {
        assertThat(first(Chosen.class)).startsWith("'chosen' with form=third has a wrong gradient");
        assertThat(first(Worded.class)).startsWith("'worded' with times=thrice has a wrong gradient");
    }

    /** Wrong only where both are off their defaults: the product is missing. */
    record Paired(double a, double b, boolean both) implements ScalarOp {
        Paired() {
            this(0, 0, false);
        }

        @Override
        public double f(double x) {
            return (1 + a + b + a * b) * x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(1 + a + b);
        }
    }

    record Marked(Form form, boolean flag) implements ScalarOp {
        Marked() {
            this(Form.FIRST, false);
        }

        @Override
        public double f(double x) {
            return x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(form == Form.SECOND && flag ? 2 : 1);
        }
    }

    @Test
    void aPair() {
        assertThat(first(Paired.class)).startsWith("'paired' with a=-0.6, b=-0.6 has a wrong gradient");
        assertThat(first(Marked.class)).startsWith("'marked' with form=second, flag=true has a wrong gradient");
    }

    /** max(x, -30 - 2 (x + 30)): its slope below -30 is -2, which the derivative does not know. */
    record FarBelow() implements ScalarOp {
        @Override
        public double f(double x) {
            return x < -30 ? -30 - 2 * (x + 30) : x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(1);
        }
    }

    /** Softsign, whose slope at -100 is 1e-4, and a tenth too much below -30. */
    record FarAndFlat() implements ScalarOp {
        @Override
        public double f(double x) {
            return x / (1 + Math.abs(x));
        }

        @Override
        public Node derivative(Node x, Node y) {
            Node root = add(constant(1), abs(x));
            Node slope = div(constant(1), mul(root, root));
            return where(less(x, constant(-30)), mul(constant(1.1), slope), slope);
        }
    }

    /** Flat near 0, it believes. */
    record Near() implements ScalarOp {
        @Override
        public double f(double x) {
            return x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return where(less(abs(x), constant(2e-3)), constant(0), constant(1));
        }
    }

    @Test
    void numbersOfAllMagnitudesAndBothSigns() {
        assertThat(first(FarBelow.class)).matches("'far_below' has a wrong gradient by x, .* where it is -.*");
        assertThat(first(FarAndFlat.class)).matches("'far_and_flat' has a wrong gradient by x, .* where it is -.*");
        assertThat(first(Near.class)).contains("'near' has a wrong gradient by x");
    }

    /** log(1 - share), which is nothing beyond 1. */
    record Share(
            @Bounds(min = 0, max = 0.99) double share,
            @Bounds(min = 1) int times) implements ScalarOp {
        Share() {
            this(0.5, 2);
        }

        @Override
        public double f(double x) {
            return times * Math.log(1 - share) * x;
        }

        @Override
        public Node derivative(Node x, Node y) {
            return constant(times * Math.log(1 - share));
        }
    }

    @Test
    void boundsAreKeptAndTried() {
        List<Header.Variant<CustomOp>> variants = header(Share.class).variants();
        Set<Double> shares =
                variants.stream().map(v -> ((Share) v.value()).share()).collect(Collectors.toSet());
        assertThat(shares).contains(0.0, 0.25, 0.4, 0.5, 0.65, 0.745, 0.99).allMatch(s -> s >= 0 && s <= 0.99);
        assertThat(variants).extracting(v -> ((Share) v.value()).times()).contains(1, 2, 3, 4);
        assertThat(faults(Share.class)).isEmpty();
        assertThatThrownBy(() -> header(Share.class).create(List.of(1.0, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'share' must be a number from 0 to 0.99, not 1");
        assertThatThrownBy(() -> header(Share.class).create(List.of(0.5, 0)))
                .hasMessage("'times' must be a whole number of at least 1, not 0");
        assertThatThrownBy(() -> header(Worded.class).create(List.of("often")))
                .hasMessage("'times' must be one of once, twice, thrice, not often");
    }

    record Fails(Form form) implements CustomOpOfOne {
        Fails() {
            this(Form.FIRST);
        }
    }

    /** A type that it fails to infer for one of its forms. */
    interface CustomOpOfOne extends ScalarOp {
        Form form();

        @Override
        default dev.unroll.graph.Type infer(List<dev.unroll.graph.Type> inputs) {
            if (form() == Form.SECOND) {
                throw new IllegalStateException("no second");
            }
            return ScalarOp.super.infer(inputs);
        }

        @Override
        default double f(double x) {
            return x;
        }

        @Override
        default Node derivative(Node x, Node y) {
            return constant(1);
        }
    }

    @Test
    void anAttributeForWhichItFailsIsNotPassedOver() {
        CustomOp second = new Fails(Form.SECOND);
        assertThat(OpContract.isApplicable(second)).isTrue();
        assertThat(first(Fails.class)).contains("fails to infer its type with", "no second");
    }

    record Wrong(@Bounds(min = 0) boolean flag) implements ScalarOp {
        Wrong() {
            this(true);
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

    record Outside(@Bounds(min = 2) int n) implements ScalarOp {
        Outside() {
            this(1);
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
    void statementsThatMeanNothingAreRefused() {
        assertThatThrownBy(() -> header(Wrong.class)).hasMessageContaining("'flag' has @Bounds but is not a number");
        assertThatThrownBy(() -> header(Outside.class))
                .hasMessageContaining("the default of 'n' must be a whole number of at least 2, not 1");
    }
}
