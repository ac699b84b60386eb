package dev.unroll.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.data.Dataset;
import dev.unroll.data.Split;
import dev.unroll.run.Weights;
import dev.unroll.store.RunFolder;
import dev.unroll.store.Trace;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Evaluates a model during training: it measures, and stores in {@code findings.json} the findings of the best epoch, a
 * generated text for text models, and how training ended. It does not change the weights.
 */
final class Review {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** The share of the time of training that may go into samples before the last one. */
    private static final double SHARE = 0.005;

    private final Network network;
    private final Dataset data;
    private final RunFolder folder;
    private final Optional<Function<Weights, String>> writer;
    private final GateSample gates;
    private ObjectNode findings = JSON.createObjectNode();
    private double sampling = 0.1;

    /** @param writer lets a model of text write one */
    Review(Network network, Dataset data, RunFolder folder, Optional<Function<Weights, String>> writer) {
        this.network = network;
        this.data = data;
        this.folder = folder;
        this.writer = writer;
        gates = new GateSample(network, data);
    }

    /** Takes up what was found before training was interrupted. */
    void resume() {
        findings = folder.findings().deepCopy();
        findings.remove("outcome");
        findings.remove("test");
    }

    /** Measures a part of the data; nothing if interrupted. */
    Optional<Findings> of(Weights weights, Split split, BooleanSupplier interrupted) {
        return Evaluation.findings(network, weights, data, split, interrupted);
    }

    Map<String, Trace.Gate> gates(Weights weights) {
        return gates.of(weights);
    }

    /** Which figure the best epoch is chosen by, and whether more of it is better. */
    void watches(String figure, boolean higher) {
        findings.put("watched", figure).put("higher", higher);
    }

    /**
     * Keeps what the best epoch so far came to.
     *
     * @param valid of the validation part, if there is one
     * @param seconds how long training took so far
     */
    void best(Optional<Findings> valid, Weights weights, int epoch, double seconds) {
        findings.put("epoch", epoch);
        valid.ifPresent(found -> findings.set(Split.VALID.key(), JSON.valueToTree(found)));
        if (sampling < SHARE * seconds) {
            long from = System.nanoTime();
            sample(weights);
            sampling += (System.nanoTime() - from) * 1e-9;
        }
        folder.save(findings);
    }

    private void sample(Weights weights) {
        writer.ifPresent(write -> findings.put("sample", write.apply(weights)));
    }

    /** Keeps how training ended, with the figures of its test part if it was measured. */
    void ended(Outcome outcome, Optional<Findings> test, Weights best) {
        test.ifPresent(found -> findings.set(Split.TEST.key(), JSON.valueToTree(found)));
        if (outcome.ending() != Outcome.Ending.INTERRUPTED) {
            sample(best);
        }
        findings.set(
                "outcome",
                JSON.createObjectNode()
                        .put("ending", outcome.ending().name().toLowerCase(Locale.ROOT))
                        .put("epochs", outcome.epochs())
                        .put("steps", outcome.steps())
                        .put("seconds", outcome.seconds()));
        folder.save(findings);
    }
}
