package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.plugin.Plugins;
import dev.unroll.train.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/extending.md, done as written in an empty folder. */
class ExtendingGuideTest {
    private static final Pattern BLOCK = Pattern.compile("(?s)```([a-z]*)\n(.*?)```");
    private static final Pattern RECORD = Pattern.compile("public record (\\w+)");
    private static final String CLASSES = """
            model: classes
            data:
              reader: random
              length: 6
              train: 64
              valid: 32
              test: 32
              fields: {words: {classes: 20}, tags: {classes: 4}, x: {features: 3}}
            """;

    @TempDir
    private Path folder;

    private String guide;
    /** The whole classes, by name. */
    private final Map<String, String> classes = new LinkedHashMap<>();

    private final List<String> commands = new ArrayList<>();
    private String correction = "";
    private String shown = "";
    private String yaml = "";

    @BeforeEach
    void read() throws IOException {
        guide = Files.readString(Path.of("docs/extending.md"));
        Matcher all = BLOCK.matcher(guide);
        while (all.find()) {
            String text = all.group(2);
            switch (all.group(1)) {
                case "java" -> {
                    Matcher record = RECORD.matcher(text);
                    if (record.find()) {
                        classes.put(record.group(1), text);
                    } else {
                        correction = text;
                    }
                }
                case "yaml" -> yaml = text;
                case "text" -> shown = text;
                default -> text.lines().forEach(commands::add);
            }
        }
        for (Map.Entry<String, String> each : classes.entrySet()) {
            Files.writeString(file(each.getKey()), each.getValue());
        }
    }

    private Path file(String name) {
        return folder.resolve(name + ".java");
    }

    private Path spec(String text) throws IOException {
        return Files.writeString(folder.resolve("spec.yaml"), text);
    }

    @Test
    void leadsToACheckedOp() throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), yaml);
        assertThat(commands).hasSize(4);
        for (String command : commands) {
            Answer answer = run(command);
            assertThat(answer.status()).as(command + answer.err()).isZero();
        }
        Matcher count = Pattern.compile("`(ok: isru, [0-9,]+ gradients of orders 1 and 2, )...`")
                .matcher(guide);
        assertThat(count.find()).isTrue();
        assertThat(run(commands.get(0)).out()).startsWith(count.group(1));
    }

    @Test
    void aWrongDerivativeIsFoundAndMended() throws IOException {
        Answer wrong = unroll("gradcheck", "--op", "atan", "--ops", file("Atan"));
        assertThat(wrong.status()).isEqualTo(1);
        assertThat(wrong.err() + wrong.out()).isEqualTo(shown);
        String text = classes.get("Atan");
        String line = text.lines()
                .filter(each -> each.contains("return div("))
                .findFirst()
                .orElseThrow();
        Files.writeString(file("Atan"), text.replace(line + "\n", correction));
        assertThat(unroll("gradcheck", "--op", "atan", "--ops", file("Atan")).out())
                .startsWith("ok: atan, ");
    }

    @ParameterizedTest
    @CsvSource({"Prelu, --op, prelu", "Focal, --op, focal", "Warm, --plugin, warm", "HeNormal, --plugin, he_normal"})
    void theOthersKeepTheirContracts(String type, String option, String name) {
        Answer answer = unroll("gradcheck", option, name, "--ops", file(type));
        assertThat(answer.err()).isEmpty();
        assertThat(answer.out()).startsWith("ok: " + name);
    }

    @Test
    void weightsAreNamedTrainedAndSaved() throws IOException {
        Path spec = spec(CLASSES + """
                cells:
                  "leaky(units)": {state: {h: units}, equations: {"h'": "prelu(affine(x, h))"}, output: "h'"}
                equations:
                  h: prelu(affine(embed(words, 5), to=8))
                  r: prelu(prelu(rnn(leaky(6), h)))
                  scores: affine(r, to=tags)
                loss: cross_entropy(scores, tags)
                train: {optimizer: adam(rate=0.01), batch: 16, epochs: 1}
                """);
        assertThat(unroll("check", spec, "--ops", file("Prelu")).out()).contains("h.slope", "r.h.slope", "r.2.slope");
        assertThat(unroll("gradcheck", spec, "--ops", file("Prelu")).out()).startsWith("ok: ");
        Path run = folder.resolve("run");
        Answer trained = unroll("train", spec, "--ops", file("Prelu"), "--run", run, "--json");
        assertThat(trained.status()).as(trained.out()).isZero();
        Run opened = Run.open(run, List.of(), Plugins.load(List.of(file("Prelu")), List.of()));
        for (String name : List.of("h.slope", "r.slope", "r.2.slope", "r.h.slope")) {
            float[] slopes = opened.weights().get(name).values();
            assertThat(slopes[0]).as(name).isNotEqualTo(0.25f).isCloseTo(0.25f, within(0.2f));
        }
        assertThat(opened.weights().get("h.slope").values()).hasSize(8);
        assertThat(unroll("eval", run, "--ops", file("Prelu"), "--json")
                        .json()
                        .get("metrics")
                        .get("loss")
                        .asDouble())
                .isEqualTo(trained.json().get("test").get("loss").asDouble());
    }

    @Test
    void aWrongInitialiserOfAWeightIsReported() throws IOException {
        Files.writeString(file("Prelu"), classes.get("Prelu").replace("constant(0.25)", "constnt(0.25)"));
        Path spec = spec(CLASSES + "equations: {h: prelu(x)}\nloss: mean(h)\n");
        Answer answer = unroll("check", spec, "--ops", file("Prelu"));
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err())
                .contains("unknown initialiser 'constnt'", "did you mean 'constant'?", "the weight 'slope' of 'prelu'");
        Files.writeString(file("Prelu"), classes.get("Prelu").replace("constant(0.25)", "constant("));
        assertThat(unroll("check", spec, "--ops", file("Prelu"), "--json").codes())
                .isNotEmpty();
    }

    /** The same loss in built-ins is the metric that the guide's op has to equal on the rows that count. */
    @Test
    void aLossKnowsWhereAndWeights() throws IOException {
        Path spec = spec(CLASSES + """
                functions:
                  "same(s, t)": "(1 - exp(-cross_entropy(s, t)))^2 * cross_entropy(s, t)"
                equations:
                  scores: affine(embed(words, 8), to=tags)
                  formula: same(scores, tags)
                loss: "focal(scores, tags, gamma=2, where=tags != '0', weights=1 + abs(mean(x)))"
                metrics:
                  same: "mean(formula, where=tags != '0', weights=1 + abs(mean(x)))"
                  all: mean(formula)
                train: {batch: 16, epochs: 1}
                """);
        Path run = folder.resolve("run");
        Answer trained = unroll("train", spec, "--ops", file("Focal"), "--run", run, "--json");
        assertThat(trained.status()).as(trained.out()).isZero();
        JsonNode test = trained.json().get("test");
        assertThat(test.get("loss").asDouble()).isCloseTo(test.get("same").asDouble(), within(1e-5));
        assertThat(test.get("loss").asDouble()).isNotCloseTo(test.get("all").asDouble(), within(1e-4));
        assertThat(unroll("gradcheck", spec, "--ops", file("Focal")).out()).startsWith("ok: ");
        Path wrong = spec(CLASSES + "equations: {s: \"affine(x, to=3)\"}\nloss: focal(s, tags)\n");
        assertThat(unroll("check", wrong, "--ops", file("Focal")).err())
                .contains("focal: needs a score for each class and a label in each row");
    }

    @Test
    void aScheduleAndAnInitialiserAreUsed() throws IOException {
        Path spec = spec(CLASSES + """
                equations:
                  scores: affine(embed(words, 8, init=he_normal), to=tags, init=he_normal(gain=1.4))
                loss: cross_entropy(scores, tags)
                train: {batch: 16, epochs: 3, schedule: warm(epochs=2)}
                """);
        Answer trained =
                unroll("train", spec, "--ops", file("Warm"), "--ops", file("HeNormal"), "--run", folder.resolve("run"));
        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(unroll("check", spec, "--ops", file("Warm")).err()).contains("unknown initialiser 'he_normal'");
    }

    private Answer run(String command) {
        return unroll(List.of(command.split(" ")).stream()
                .skip(1)
                .map(word -> word.matches("run|.*\\.(java|yaml)") ? folder.resolve(word) : word)
                .toArray());
    }
}
