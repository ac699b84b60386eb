package dev.unroll.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.CustomOp;
import dev.unroll.op.Ops;
import dev.unroll.op.Primitive;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A hint for the author of an op is only given where a model has an op of somebody's. */
class ModelContractTest {
    /** x², with the gradient x. */
    private interface Wrong extends Primitive {
        @Override
        default Type infer(List<Type> inputs) {
            return inputs.get(0);
        }

        @Override
        default void forward(List<Tensor> inputs, Tensor out, Context context) {
            double[] x = inputs.get(0).data();
            Arrays.setAll(out.data(), i -> x[i] * x[i]);
        }

        @Override
        default void vjp(Node self, Node g, Cotangents cotangents) {
            cotangents.add(0, Ops.mul(g, self.input(0)));
        }
    }

    record Own() implements Wrong, CustomOp {
        @Override
        public List<String> operands() {
            return List.of("x");
        }
    }

    record Ours() implements Wrong {}

    private static String hint(Primitive op) {
        Node x = Node.of(new Leaf.Input("x", Type.real(Rows.STEPS, Shape.of(3))));
        Graph training = new Graph(Map.of("loss", Ops.total(Node.of(op, x))));
        Verdict verdict = ModelContract.check(training);
        assertThat(verdict.faults()).hasSize(1);
        return verdict.faults().get(0).hint().orElseThrow();
    }

    @Test
    void theAuthorOfACustomOpIsTold() {
        assertThat(hint(new Own())).contains("vjp lacks a factor of 2");
    }

    @Test
    void nobodyIsBlamedWhereThereIsNone() {
        assertThat(hint(new Ours())).startsWith("the model uses no custom ops").doesNotContain("vjp");
    }
}
