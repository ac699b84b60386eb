package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Node;
import dev.unroll.graph.Op;
import dev.unroll.graph.Scan;
import dev.unroll.op.RowAxis;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Dropout is in the training graph only, wherever a spec writes it. */
final class DropoutTest {
    /** Every rate is {@code RATE}. */
    private static final String SPEC = """
            functions:
              twice(v): dropout(v, RATE) + dropout(v, RATE, per=sequence)
            cells:
              own(units):
                state: {h: units}
                parameters: {U: [units, units]}
                equations:
                  x2: dropout(x, RATE)
                  h': dropout(h, RATE, per=sequence) @ U + twice(affine(x2, h))
                output: dropout(h', RATE)
            equations:
              d: dropout(x, RATE)
              e: dropout(embed(words, 3), RATE)
              h: rnn(own(4), concat(d, e), layers=2, dropout=RATE)
              m: dropout(mean_over_time(h), RATE)
              again: dropout(m, RATE)
              scores: affine(twice(again), to=kind)
            loss: {kind: "dropout(cross_entropy(scores, kind, where=kind != 2), RATE)"}
            metrics: {accuracy: "accuracy(dropout(scores, RATE), kind)"}
            predict: {kind: "argmax(dropout(scores, RATE))"}
            """;

    private static Model model(double rate) {
        return Trial.model(SPEC.replace("RATE", Double.toString(rate)), true);
    }

    private static Set<Op> masks(List<Node> order) {
        Set<Op> masks = new HashSet<>();
        for (Node node : order) {
            if (node.op() instanceof RowAxis.Mask) {
                masks.add(node.op());
            } else if (node.op() instanceof Scan scan) {
                masks.addAll(masks(scan.order()));
            }
        }
        return masks;
    }

    @Test
    void anEvaluationGraphIsThatOfTheModelWithoutDropout() {
        assertThat(model(0.5).evaluation()).hasToString(model(0).evaluation().toString());
    }

    @Test
    void dropoutSplitsNoLoop() {
        assertThat(scans(model(0.5))).isEqualTo(scans(model(0)));
    }

    private static long scans(Model model) {
        return model.training().orElseThrow().order().stream()
                .filter(node -> node.op() instanceof Scan)
                .count();
    }

    @Test
    void aTrainingGraphHasAMaskForEachDropoutThatTheLossReads() {
        int inCell = 5;
        int layers = 2;
        int outside = 2 + (layers - 1) + 2 + 2 + 1;
        assertThat(masks(model(0.5).training().orElseThrow().order())).hasSize(outside + layers * inCell);
        assertThat(masks(model(0).training().orElseThrow().order())).isEmpty();
    }
}
