package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.diagnostic.Codes;
import dev.unroll.spec.Explanation;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code unroll explain}: every code is explained, and what it shows as wrong and right is wrong and right. */
class ExplainTest {
    /** What no example can show: it depends on the machine, on time, or on somebody who presses Ctrl-C. */
    private static final List<String> WITHOUT_EXAMPLE = List.of(
            Codes.DIGEST,
            Codes.LOCKED,
            Codes.DATA_CHANGED,
            Codes.INTERRUPTED,
            Codes.MEMORY,
            Codes.TOO_MUCH_MEMORY,
            Codes.CONTRACT,
            Codes.BROKEN_PLUGIN,
            Codes.BUG);

    /** The data that specs of examples name, and the specs that read the examples that are data. */
    private static final Map<String, String> FILES = Map.of(
            "people.csv", "name,age\nAda,36\nAlan,41\n",
            "train.csv", "name,kind\nAda,person\nRex,dog\n",
            "pairs.csv", "text,a,b\nx,yes,no\ny,yes,no\nz,no,yes\n",
            "text.txt", "so it goes on and on and on\n".repeat(20));

    private static final Map<String, String> READS = Map.of(
            "people.csv", """
            data: {reader: table, train: people.csv, fields: {name: {}, age: {type: number}}}
            equations:
              h: rnn(lstm(8), embed(name, 8))
            """,
            "ner.conll", """
            data: {reader: conllu, train: ner.conll, fields: {words: {column: 1}, names: {column: 3, vocabulary: {}}}}
            equations:
              h: rnn(lstm(8), embed(words, 8))
            """,
            "test.csv", """
            data: {reader: table, train: train.csv, test: test.csv, fields: {name: {}, kind: {type: label}}}
            equations:
              h: rnn(lstm(8), embed(name, 8))
            """);

    @TempDir
    private Path folder;

    static List<Named<Explanation>> explained() {
        return Explanation.all().stream()
                .filter(e -> !WITHOUT_EXAMPLE.contains(e.code()))
                .map(e -> Named.of(e.code(), e))
                .toList();
    }

    @Test
    void everyCodeIsExplained() throws IllegalAccessException {
        List<String> codes = new ArrayList<>();
        for (Field field : Codes.class.getFields()) {
            codes.add((String) field.get(null));
        }
        assertThat(Explanation.all()).extracting(Explanation::code).containsExactlyElementsOf(codes);
        assertThat(Explanation.all()).allSatisfy(e -> {
            assertThat(e.title()).matches("[A-Za-z].*[a-zA-Z8]");
            assertThat(e.about()).endsWith(".");
            boolean shown = !WITHOUT_EXAMPLE.contains(e.code());
            assertThat(e.wrong().isPresent()).as(e.code()).isEqualTo(shown);
            assertThat(e.right().isPresent()).as(e.code()).isEqualTo(shown);
        });
    }

    @ParameterizedTest
    @MethodSource("explained")
    void theWrongExampleIsWrongInThisWay(Explanation explanation) throws IOException {
        boolean latin = explanation.code().equals(Codes.ENCODING);
        Charset charset = latin ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        Answer answer = run(explanation, explanation.wrong().orElseThrow(), charset);
        assertThat(answer.codes()).as(answer.out()).isNotEmpty().containsOnly(explanation.code());
    }

    @ParameterizedTest
    @MethodSource("explained")
    void theRightExampleIsRight(Explanation explanation) throws IOException {
        Answer answer = run(explanation, explanation.right().orElseThrow(), StandardCharsets.UTF_8);
        assertThat(answer.status()).as(answer.out()).isZero();
        assertThat(answer.codes()).doesNotContain(explanation.code());
    }

    private Answer run(Explanation explanation, String example, Charset charset) throws IOException {
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
        if (example.startsWith("./unroll ")) {
            return command(example);
        }
        String part = example;
        if (explanation.file().isPresent()) {
            Files.writeString(folder.resolve(explanation.file().get()), example + "\n");
            part = READS.get(explanation.file().get());
        }
        Path spec = Files.writeString(folder.resolve("mine.yaml"), Fragments.complete(part), charset);
        return List.of(Codes.NOT_FINITE, Codes.DIVERGED, Codes.ROW_WEIGHTS, Codes.NO_ROWS)
                        .contains(explanation.code())
                ? unroll("train", spec, "--run", folder.resolve("run"), "--json")
                : unroll("check", spec, "--json");
    }

    /** What the command writes goes to the test's folder, and a run is there to be used. */
    private Answer command(String line) throws IOException {
        if (line.contains("runs/mine")) {
            Path spec = Files.writeString(folder.resolve("mine.yaml"), Fragments.complete("""
                    equations:
                      h: affine(last(rnn(lstm(8), x)), to=target)
                    loss: squared_error(h, target)
                    train: {epochs: 1}
                    """));
            assertThat(unroll("train", spec, "--run", folder.resolve("runs/mine"))
                            .status())
                    .isZero();
        }
        Stream<Object> words = Stream.of((line + " --json").split(" "))
                .skip(1)
                .map(word -> word.endsWith("mine") ? folder.resolve(word) : word);
        return unroll(words.toArray());
    }

    @Test
    void listsAndShows() throws IOException {
        assertThat(unroll("explain").out().lines())
                .hasSameSizeAs(Explanation.all())
                .anyMatch(line -> line.equals("  U102  an unknown function"));
        String text = unroll("explain", "u102").out();
        assertThat(text).startsWith("U102: an unknown function\n\n").contains("""

                wrong:
                    equations:
                      y: sigmod(x)

                right:
                    equations:
                      y: sigmoid(x)
                """);
        assertThat(text.lines()).allMatch(line -> line.length() <= 100);
        assertThat(unroll("explain", "U303").out()).contains("wrong, in people.csv:");
        assertThat(unroll("explain", "U102", "U200", "U102").out().lines().filter(l -> l.startsWith("U")))
                .hasSize(2);
    }

    @Test
    void answersInJson() throws IOException {
        JsonNode codes = unroll("explain", "U007", "--json").json().get("codes");
        assertThat(codes).hasSize(1);
        assertThat(codes.get(0).get("title").asText()).isEqualTo("an empty file");
        assertThat(codes.get(0).get("wrong").asText()).isEqualTo("# to be written");
        assertThat(unroll("explain", "--json").json().get("codes")).hasSameSizeAs(Explanation.all());
    }

    @Test
    void anUnknownCodeGetsTheNearest() {
        Answer answer = unroll("explain", "U01");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err()).isEqualTo("error: unknown code 'U01'\n  did you mean 'U001'?\n");
        assertThat(unroll("explain", "sigmod").err()).contains("`./unroll explain` lists all codes");
    }
}
