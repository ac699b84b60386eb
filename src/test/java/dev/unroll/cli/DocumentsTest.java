package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.report.EditorYaml;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of a model of text is carried within a document, and is zero where one begins. */
class DocumentsTest {
    @TempDir
    Path folder;

    private static String run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(Main.run(arguments, stream, stream)).as(out.toString()).isZero();
        return out.toString(StandardCharsets.UTF_8);
    }

    private double loss(String run, String text, String... sets) throws IOException {
        Path file = Files.writeString(folder.resolve("test.txt"), text);
        String[] arguments = new String[6 + 2 * sets.length];
        String[] first = {"eval", run, "--json", "--split=test", "--set", "data.test=" + file};
        System.arraycopy(first, 0, arguments, 0, 6);
        for (int i = 0; i < sets.length; i++) {
            arguments[6 + 2 * i] = "--set";
            arguments[7 + 2 * i] = sets[i];
        }
        return EditorYaml.JSON.readTree(run(arguments)).at("/metrics/loss").asDouble();
    }

    @Test
    void aDocumentIsMeasuredAsIfItWereAlone() throws IOException {
        String first = "abcabcabcabcabcabc\n";
        String second = "cbacbacbacbacba\n";
        Files.writeString(folder.resolve("train.txt"), (first + second + "bbacab\n").repeat(8));
        Path spec = Files.writeString(folder.resolve("model.yaml"), """
                model: documents
                data: {reader: text, train: train.txt, test: train.txt, window: 4, documents: line}
                equations:
                  h: rnn(gru(8), embed(text, 4))
                  scores: affine(h, to=next)
                loss: cross_entropy(scores, next)
                train: {optimizer: adam(rate=0.05), batch: 5, epochs: 3, seed: 1}
                """);
        String run = folder.resolve("run").toString();
        run("train", spec.toString(), "--run", run);
        double one = loss(run, first);
        double other = loss(run, second);
        int steps = first.length() - 1;
        int others = second.length() - 1;
        double expected = (one * steps + other * others) / (steps + others);
        assertThat(loss(run, first + second)).isCloseTo(expected, within(1e-6));
        assertThat(loss(run, second + first)).isCloseTo(expected, within(1e-6));
        // The windows of a document carry the state: cut into sequences of their own they are predicted worse.
        assertThat(loss(run, first)).isNotCloseTo(loss(run, first, "data.carry=false"), within(1e-4));
    }
}
