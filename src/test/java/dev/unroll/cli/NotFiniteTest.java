package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** NaN, infinity and divergence are told where they come from, and the rate is blamed only where it is to blame. */
class NotFiniteTest {
    /** {@code v} is 0 for all numbers. */
    private static final String ZERO = "  h: last(rnn(lstm(4), x))\n  v: relu(affine(h, to=target) - 100)\n";

    @TempDir
    private Path folder;

    private int runs;

    private JsonNode train(String part) throws IOException {
        Path spec = Files.writeString(folder.resolve("mine.yaml"), Fragments.complete(part));
        Answer answer = unroll("train", spec, "--run", folder.resolve("run" + runs++), "--json");
        assertThat(answer.status()).as(answer.out()).isEqualTo(1);
        JsonNode diagnostics = answer.json().get("diagnostics");
        assertThat(diagnostics).hasSize(1);
        return diagnostics.get(0);
    }

    private static void says(JsonNode diagnostic, String code, String message, String hint) {
        assertThat(diagnostic.get("code").asText()).isEqualTo(code);
        assertThat(diagnostic.get("message").asText()).matches(message);
        assertThat(diagnostic.get("hint").asText()).contains(hint);
    }

    private static void doesNotBlameTheRate(JsonNode diagnostic) {
        assertThat(diagnostic.get("hint").asText()).doesNotContain("rate").doesNotContain("clip");
    }

    @Test
    void theBranchThatWhereDoesNotTake() throws IOException {
        JsonNode found = train("equations:\n" + ZERO + "  y: where(v > 0, log(v), 0)\nloss: squared_error(y, target)");
        says(
                found,
                "U401",
                "the gradient became infinite in epoch 1 at step 1, at 'log' in 'y': the values themselves are finite",
                "'where' computes both branches");
        assertThat(found.get("hint").asText()).contains("log(where(v > 0, v, 1))");
        assertThat(found.get("line").asInt()).isEqualTo(16);
        doesNotBlameTheRate(found);
    }

    @Test
    void theSlopeAtZero() throws IOException {
        JsonNode root = train("equations:\n" + ZERO + "  y: sqrt(v)\nloss: squared_error(y, target)");
        says(root, "U401", "the gradient became infinite .* at 'sqrt' in 'y'.*", "sqrt(v + 1e-8)");
        doesNotBlameTheRate(root);
        JsonNode power = train("equations:\n" + ZERO + "  y: abs(v)^0.5\nloss: squared_error(y, target)");
        says(
                power,
                "U401",
                "the gradient became infinite .* at 'pow' in 'y'.*",
                "the derivative of sqrt is infinite at 0");
    }

    @Test
    void withinACell() throws IOException {
        JsonNode found = train("""
                cells:
                  "rooted(units)":
                    state: {c: units}
                    equations:
                      g: relu(affine(x, c) - 100)
                      c': sqrt(g) + affine(x)
                    output: c'
                equations:
                  h: rnn(rooted(4), x)
                  y: affine(last(h), to=target)
                loss: squared_error(y, target)
                """);
        says(found, "U401", "the gradient became infinite .* at 'sqrt' in 'h\\.c'?'.*", "sqrt(v + 1e-8)");
        assertThat(found.get("line").asInt()).isPositive();
    }

    @Test
    void inTheLossItself() throws IOException {
        JsonNode found = train("equations:\n" + ZERO + "loss: sum(sqrt(v)) + squared_error(v, target)");
        says(found, "U401", "the gradient became infinite .* at 'sqrt' in the loss.*", "sqrt(v + 1e-8)");
    }

    /** The infinite log that nothing reads is not what makes the loss NaN. */
    @Test
    void aValueIsToldFromAnInfinityThatIsNotRead() throws IOException {
        JsonNode found = train("equations:\n" + ZERO
                + "  y: where(v > 0, log(v), 0)\n  z: sqrt(v - 1)\nloss: squared_error(y + z, target)");
        says(found, "U401", "'z' became NaN in epoch 1 at step 1, at 'sqrt': the first value that is not finite", "");
        doesNotBlameTheRate(found);
        JsonNode log = train("equations:\n" + ZERO + "  y: log(v)\nloss: squared_error(y, target)");
        says(log, "U401", "'y' became infinite .* at 'log'.*", "log and its derivative are infinite at 0");
        JsonNode exp = train("equations:\n" + ZERO + "  y: exp(v + 100)\nloss: squared_error(y, target)");
        says(exp, "U401", "'y' became infinite .* at 'exp'.*", "exp overflows float32 above 88");
    }

    @Test
    void theRateWhereTheLossHasGrown() throws IOException {
        String answer = "equations:\n  y: affine(last(rnn(lstm(8), x)), to=target)\nloss: squared_error(y, target)\n";
        says(
                train(answer + "train: {optimizer: sgd(rate=1e30), batch: 4}"),
                "U401",
                ".*(became|is no longer|is not).*",
                "lower the rate (now 1.0E30) or clip gradients with 'clip: 5'");
        says(
                train(answer + "train: {optimizer: sgd(rate=1e4), batch: 32}"),
                "U410",
                "the loss diverges: it was [\\d.]+ at first and is [\\d.]+e\\+\\d+ .*after epoch 1",
                "lower the rate (now 10000.0)");
        says(
                train(answer + "train: {optimizer: sgd(rate=1e7), batch: 4, clip: 1000}"),
                "U410",
                "the loss diverges: it was [\\d.]+ at first and is [\\d.]+e\\+\\d+ in epoch 1 at step \\d",
                "lower the rate (now 1.0E7)");
    }

    @Test
    void aLossWithoutALowestValueIsNotBlamedOnTheRate() throws IOException {
        String part = "equations:\n  y: affine(last(rnn(lstm(4), x)), to=target)\nloss: -sum(y*y)\n";
        JsonNode found = train(part + "train: {optimizer: sgd(rate=1), epochs: 100}");
        says(
                found,
                "U410",
                "the loss decreases without bound: it was -[\\d.]+ at first and is -[\\d.]+e\\+\\d+ .*",
                "it has no minimum: check its sign");
        doesNotBlameTheRate(found);
    }

    @Test
    void aLossThatGrowsAHundredfoldIsNoted() throws IOException {
        Path spec = Files.writeString(
                folder.resolve("mine.yaml"),
                Fragments.complete(
                        "equations:\n  y: affine(last(rnn(lstm(8), x)), to=target)\nloss: squared_error(y, target)"
                                + "\ntrain: {optimizer: sgd(rate=40), batch: 32, epochs: 1}"));
        Answer answer = unroll("train", spec, "--run", folder.resolve("run"));
        assertThat(answer.status()).as(answer.err()).isZero();
        assertThat(answer.out() + answer.err()).contains("the loss diverges: it was ", "lower the rate (now 40.0)");
    }
}
