package dev.unroll.compile;

import static dev.unroll.compile.Sketch.graph;
import static dev.unroll.compile.Sketch.index;
import static dev.unroll.compile.Sketch.steps;
import static dev.unroll.compile.Sketch.written;
import static dev.unroll.op.Ops.exp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.op.Softmaxes.CrossEntropy;
import dev.unroll.op.Softmaxes.CrossEntropyGradient;
import org.junit.jupiter.api.Test;

class LikelihoodsTest {
    private static final Node LOGITS = steps("logits", 5);
    private static final Node LABELS = index("labels", 5);
    private static final Node G = steps("g");
    private static final Node LOSS = Node.of(new CrossEntropy(), LOGITS, LABELS);

    private static Node gradient(Node logits, Node g) {
        return Node.of(new CrossEntropyGradient(), logits, LABELS, g);
    }

    @Test
    void aLossAndItsGradientAreOneOp() {
        Node gradient = gradient(LOGITS, G);
        Graph both = Likelihoods.apply(graph(LOSS, gradient));
        String op = "cross_entropy_and_gradient(logits, labels, g)";
        assertThat(written(both)).isEqualTo("reshape(slice 5:6(" + op + "))\nslice 0:5(" + op + ")");
        assertThat(Sketch.count(both, "cross_entropy_and_gradient")).isEqualTo(1);
        assertThat(both.output("out0").type()).isEqualTo(LOSS.type());
        assertThat(both.output("out1").type()).isEqualTo(gradient.type());
    }

    @Test
    void aLossAloneStays() {
        assertThat(written(Likelihoods.apply(graph(LOSS)))).isEqualTo(written(LOSS));
    }

    @Test
    void theGradientOfOtherScoresStays() {
        Graph graph = graph(LOSS, gradient(steps("others", 5), G));
        assertThat(written(Likelihoods.apply(graph))).isEqualTo(written(graph));
    }

    /** It would wait for itself. */
    @Test
    void aGradientThatReadsTheLossStays() {
        Graph graph = graph(LOSS, gradient(LOGITS, exp(LOSS)));
        assertThat(written(Likelihoods.apply(graph))).isEqualTo(written(graph));
    }
}
