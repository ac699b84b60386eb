package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.unroll.Unroll;
import dev.unroll.data.Split;
import dev.unroll.store.Figures;
import dev.unroll.store.RunFolder;
import dev.unroll.store.Trace;
import dev.unroll.train.Findings;
import dev.unroll.train.Run;
import dev.unroll.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about a run, and what it is made of. */
class ReportTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static String tagger(String cell) {
        return """
                model: tagger
                data:
                  reader: conllu
                  train: train.conll
                  valid: test.conll
                  test: test.conll
                  fields:
                    words: {column: 1}
                    tags: {column: 2}
                equations:
                  h: %s
                  scores: affine(h, to=tags)
                loss: cross_entropy(scores, tags)
                metrics:
                  accuracy: accuracy(scores, tags)
                  spans: span_f1(scores, tags)
                predict: {tags: argmax(scores)}
                train: {epochs: 3, batch: 2, seed: 3, stop: {watch: accuracy}}
                """.formatted(cell);
    }

    @BeforeAll
    static void runs() throws IOException {
        String one = "the\tO\nold\tB-X\ntown\tI-X\n\n";
        String other = "new\tB-Y\ntown\tI-Y\nsleeps\tO\n\n";
        Files.writeString(folder.resolve("train.conll"), one + other + "the\tO\nnew\tB-Y\n\n");
        Files.writeString(folder.resolve("test.conll"), other + one + "the\tO\nnew\tO\n\nold\tB-X\n\n");
        for (String cell : List.of("lstm", "rnn")) {
            Path spec = Files.writeString(
                    folder.resolve(cell + ".yaml"), tagger("birnn(" + cell + "(5), embed(words, 4))"));
            Answer answer =
                    unroll("train", spec, "--run", folder.resolve("runs").resolve(cell));
            assertThat(answer.status()).as(answer.err()).isZero();
            assertThat(answer.out()).contains("report.html");
        }
    }

    private static JsonNode data(Path page) throws IOException {
        String html = Files.readString(page);
        String begin = "<script type=\"application/json\" id=\"data\">";
        int from = html.indexOf(begin) + begin.length();
        return JSON.readTree(html.substring(from, html.indexOf("</script>", from)));
    }

    @Test
    void everyRunHasAReport() throws IOException {
        JsonNode data = data(folder.resolve("runs/lstm/report.html"));
        assertThat(data.get("epochs")).hasSize(3);
        assertThat(data.at("/points/step").get(0).asInt()).isEqualTo(1);
        assertThat(data.at("/points/step")).hasSize(6);
        assertThat(data.get("parameters").findValuesAsText("name"))
                .containsExactlyElementsOf(Run.open(folder.resolve("runs/lstm"))
                        .network()
                        .parameters()
                        .keySet());
        assertThat(data.get("gates").findValuesAsText("name"))
                .contains("h.forward.f", "h.forward.i", "h.forward.o", "h.backward.o")
                .doesNotContain("h.forward.h'");
        assertThat(data.at("/findings/outcome/ending").asText()).isEqualTo("epochs");
        assertThat(data.at("/findings/test/worst")).isNotEmpty();
        assertThat(data.at("/environment/java").asText()).contains(System.getProperty("java.runtime.version"));
        assertThat(data.get("spec").asText()).contains("birnn(lstm(5)");
    }

    @Test
    void countsAreThoseOfTheMetricsAndOfPredict() {
        Run run = Run.open(folder.resolve("runs/lstm"));
        Findings findings = run.findings(Split.TEST);
        Findings.Classes classes = findings.classes().get(0);
        assertThat(classes.rows()).isEqualTo(9);
        assertThat(classes.right() / classes.rows())
                .isCloseTo(findings.metrics().get("accuracy"), within(1e-12));
        assertThat(classes.allSpans().orElseThrow().f1())
                .isCloseTo(findings.metrics().get("spans"), within(1e-12));
        List<String> truth = List.of("B-Y", "I-Y", "O", "O", "B-X", "I-X", "O", "O", "B-X");
        List<String> answered =
                run.prediction().of(List.of("new town sleeps", "the old town", "the new", "old")).stream()
                        .flatMap(answer -> ((List<?>) answer.get("tags")).stream())
                        .map(String::valueOf)
                        .toList();
        for (Findings.Score score : classes.scores()) {
            assertThat(score.truth())
                    .isEqualTo(truth.stream().filter(score.label()::equals).count());
            assertThat(score.answered())
                    .isEqualTo(answered.stream().filter(score.label()::equals).count());
        }
        Map<List<String>, Long> mistakes = new HashMap<>();
        for (int i = 0; i < truth.size(); i++) {
            if (!truth.get(i).equals(answered.get(i))) {
                mistakes.merge(List.of(truth.get(i), answered.get(i)), 1L, Long::sum);
            }
        }
        assertThat(classes.confusions().stream()
                        .collect(Collectors.toMap(c -> List.of(c.truth(), c.answered()), c -> (long) c.count())))
                .isEqualTo(mistakes);
        assertThat(findings.worst()).hasSize(4);
        assertThat(findings.worst().get(0).loss())
                .isEqualTo(findings.best().get(3).loss())
                .isGreaterThan(findings.best().get(0).loss());
        Findings.Shown shown = findings.worst().get(0);
        int at = List.of(
                        List.of("new", "town", "sleeps"),
                        List.of("the", "old", "town"),
                        List.of("the", "new"),
                        List.of("old"))
                .indexOf(shown.steps());
        int from = List.of(0, 3, 6, 8).get(at);
        int to = from + shown.steps().size();
        assertThat(shown.lines()).hasSize(1);
        assertThat(shown.lines().get(0).truth()).isEqualTo(truth.subList(from, to));
        assertThat(shown.lines().get(0).answered()).isEqualTo(answered.subList(from, to));
    }

    @Test
    void rowsThatDoNotCountAreLeftOut() throws IOException {
        String spec = tagger("rnn(lstm(5), embed(words, 4))")
                .replace("(scores, tags)\nmetrics", "(scores, tags, where=tags != 'O')\nmetrics");
        Run run = Unroll.load(Files.writeString(folder.resolve("where.yaml"), spec))
                .train(folder.resolve("where"));
        Findings.Classes classes = run.findings(Split.TEST).classes().get(0);
        assertThat(classes.rows()).isEqualTo(5);
        assertThat(classes.scores()).noneMatch(score -> score.label().equals("O") && score.truth() > 0);
        assertThat(classes.confusions())
                .noneMatch(confusion -> confusion.truth().equals("O"));
        assertThat(classes.allSpans().orElseThrow().truth()).isEqualTo(3);
    }

    /** Plain gradient descent moves each weight by the rate times its gradient. */
    @Test
    void updatesAndGradientsBelongTogether() throws IOException {
        String spec =
                tagger("rnn(lstm(5), embed(words, 4))").replace("batch: 2", "batch: 64, optimizer: sgd(rate=0.125)");
        Path run = folder.resolve("sgd");
        Unroll.load(Files.writeString(folder.resolve("sgd.yaml"), spec)).train(run);
        for (Figures epoch : RunFolder.open(run).figures()) {
            double squares = 0;
            for (Trace.Moved moved : epoch.trace().parameters().values()) {
                assertThat(moved.update())
                        .isCloseTo(0.125 * moved.gradient(), withinPercentage(1)); // weights are floats
                squares += moved.gradient() * moved.gradient();
            }
            assertThat(Math.sqrt(squares)).isCloseTo(epoch.gradientNorm(), withinPercentage(0.1));
            assertThat(epoch.trace().points()).hasSize(1);
            assertThat(epoch.trace().points().get(0).loss()).isCloseTo(epoch.loss(), withinPercentage(0.1));
        }
    }

    @Test
    void numbersAreInTheUnitOfTheFile() throws IOException {
        StringBuilder table = new StringBuilder("time,load,heat\n");
        for (int i = 0; i < 60; i++) {
            table.append(i)
                    .append(',')
                    .append(100 + i % 5 * 10)
                    .append(',')
                    .append(7 + i % 3)
                    .append('\n');
        }
        Files.writeString(folder.resolve("series.csv"), table);
        String spec = """
                model: ahead
                data:
                  reader: series
                  file: %s
                  inputs: [load, heat]
                  targets: [load, heat]
                  window: 6
                  horizon: 3
                  split: {train: [0, 30], valid: [30, 45], test: [45, 60]}
                equations:
                  forecast: affine(last(rnn(gru(4), inputs)), to=target)
                loss: squared_error(forecast, target)
                metrics: {mae: "mean_absolute_error(forecast, target)"}
                predict: {forecast: forecast}
                train: {epochs: 2, batch: 8}
                """.formatted(folder.resolve("series.csv"));
        Run run = Unroll.of(spec).train(folder.resolve("ahead"));
        Findings findings = run.findings(Split.TEST);
        Findings.Numbers numbers = findings.numbers().get(0);
        assertThat(numbers.columns().stream().map(Findings.Column::name)).containsExactly("load", "heat");
        for (Findings.Column column : numbers.columns()) {
            assertThat(column.errors()).hasSize(3);
            assertThat(column.errors().stream().mapToDouble(e -> e).average().orElseThrow())
                    .isCloseTo(findings.metrics().get("mae." + column.name()), within(1e-4));
        }
        Findings.Shown shown = findings.worst().get(0);
        assertThat(shown.steps()).isEmpty();
        assertThat(shown.history().keySet()).containsExactlyInAnyOrder("load", "heat");
        List<Double> load = new ArrayList<>(shown.history().get("load"));
        shown.lines().get(0).truth().forEach(value -> load.add((Double) value));
        assertThat(load).hasSize(9);
        for (int i = 0; i < 9; i++) {
            assertThat(load.get(i)).isCloseTo(100 + Math.round((load.get(0) - 100) / 10 + i) % 5 * 10, within(1e-3));
        }
    }

    @Test
    void itIsThereFromTheFirstMomentOn() throws IOException {
        Path run = folder.resolve("moments");
        List<Integer> epochs = new ArrayList<>();
        TrainingListener looking = new TrainingListener() {
            @Override
            public void stepped(Progress progress) {
                try {
                    epochs.add(data(run.resolve("report.html")).get("epochs").size());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }
        };
        Unroll.load(folder.resolve("rnn.yaml")).train(run, looking);
        assertThat(epochs).startsWith(0, 0).isSorted();
        assertThat(data(run.resolve("report.html")).get("epochs")).hasSize(3);
    }

    @Test
    void aResumedRunTracesTheSameWay() throws IOException {
        Path run = folder.resolve("resumed");
        Unroll unroll = Unroll.load(folder.resolve("rnn.yaml"));
        TrainingListener impatient = new TrainingListener() {
            private int steps;

            @Override
            public void stepped(Progress progress) {
                steps++;
            }

            @Override
            public boolean stops() {
                return steps == 3;
            }
        };
        unroll.check().train(run, impatient, () -> false);
        assertThat(unroll("runs", folder).out()).contains("interrupted");
        unroll.check().resume(run, TrainingListener.SILENT, () -> false);
        List<Figures> resumed = RunFolder.open(run).figures();
        List<Figures> whole = RunFolder.open(folder.resolve("runs/rnn")).figures();
        assertThat(resumed.stream().map(Figures::trace))
                .isEqualTo(whole.stream().map(Figures::trace).toList());
        JsonNode found = RunFolder.open(run).findings().without("outcome");
        assertThat(found.get("epoch").asInt())
                .as("the best epoch is before the interruption")
                .isEqualTo(1);
        assertThat(found)
                .isEqualTo(RunFolder.open(folder.resolve("runs/rnn")).findings().without("outcome"));
    }

    @Test
    void runsAreListedAndCompared() throws IOException {
        Path runs = folder.resolve("runs");
        assertThat(unroll("runs", runs).out())
                .contains("lstm", "rnn", "finished", "accuracy 0.")
                .doesNotContain("damaged");
        Path page = folder.resolve("both.html");
        Answer answer = unroll("report", runs.resolve("rnn"), runs.resolve("lstm"), "-o", page);
        assertThat(answer.out()).contains("equations.h", "birnn(lstm(5), embed(words, 4))");
        JsonNode data = data(page);
        assertThat(data.get("differing")).hasSize(1);
        List<Double> scores = new ArrayList<>();
        data.get("runs").forEach(run -> scores.add(-run.at("/valid/accuracy").asDouble()));
        assertThat(scores).hasSize(2).isSorted();
        JsonNode json = unroll("report", runs.resolve("rnn"), runs.resolve("lstm"), "-o", page, "--json")
                .json();
        assertThat(json.at("/runs/0/valid/accuracy").asDouble()).isEqualTo(-scores.get(0));
        Files.createDirectories(folder.resolve("broken"));
        for (String file : List.of("spec.yaml", "manifest.json", "data.json")) {
            Files.copy(
                    runs.resolve("rnn").resolve(file), folder.resolve("broken").resolve(file));
        }
        Files.writeString(folder.resolve("broken/spec.yaml"), "model: other\n");
        assertThat(unroll("runs", folder).out()).containsPattern("broken +damaged");
    }

    @Test
    void linesOfEpochsFitEightyColumns() throws IOException {
        String spec = tagger("rnn(lstm(5), embed(words, 4))")
                .replace(
                        "loss: cross_entropy(scores, tags)",
                        "loss: {tags: 'cross_entropy(scores, tags)', weight: 1e-3 * sum(h * h)}")
                .replace(
                        "metrics:\n",
                        "metrics:\n  again: accuracy(scores, tags)\n  and_again: accuracy(scores, tags)\n");
        Answer answer =
                unroll("train", Files.writeString(folder.resolve("wide.yaml"), spec), "--run", folder.resolve("wide"));
        assertThat(answer.status()).as(answer.err()).isZero();
        List<String> lines =
                answer.err().lines().filter(line -> line.startsWith("epoch ")).toList();
        assertThat(lines)
                .hasSize(3)
                .allSatisfy(line -> assertThat(line)
                        .hasSizeLessThanOrEqualTo(80)
                        .matches("epoch   \\d  loss [^ ]+  valid loss [^ ]+  again [^ ]+ .*tokens/s.*"));
        assertThat(Files.readString(folder.resolve("wide/metrics.jsonl"))).contains("loss.weight", "and_again");
    }

    @Test
    void mistakesAreSaid() {
        assertThat(unroll("runs", folder.resolve("nowhere")).err()).contains("there is no folder");
        assertThat(unroll("report", folder.resolve("nowhere")).err()).contains("there is no run");
        assertThat(unroll("report", folder.resolve("runs/rnn"), "-o", folder.resolve("none/page.html"))
                        .err())
                .contains("cannot be written");
    }

    @Test
    void evalSaysWhatIsMistakenForWhat() throws IOException {
        Path run = folder.resolve("runs/lstm");
        assertThat(unroll("eval", run).out())
                .contains("accuracy", "tags: ", "of 9 right", "precision", "recall", "span", "all");
        JsonNode json = unroll("eval", run, "--json").json();
        assertThat(json.at("/classes/0/scores/0/f1").isNumber()).isTrue();
        assertThat(json.at("/classes/0/rows").asInt()).isEqualTo(9);
    }

    @Test
    void thePagesDrawThemselves() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Browser.isHere(), "Chromium is not here: the pages were not opened");
        Path both = folder.resolve("side.html");
        unroll("report", folder.resolve("runs/rnn"), folder.resolve("runs/lstm"), "-o", both);
        try (Browser browser = new Browser(folder.resolve("profile"))) {
            for (int width : List.of(400, 1280)) {
                for (boolean dark : List.of(true, false)) {
                    browser.open(folder.resolve("runs/lstm/report.html"), width, dark);
                    assertThat(browser.ask("document.querySelectorAll('.u-wrap').length")
                                    .asInt())
                            .isGreaterThan(7);
                    assertThat(browser.ask("document.documentElement.scrollWidth")
                                    .asInt())
                            .isLessThanOrEqualTo(width);
                    browser.point(".matrix canvas", 0.1, 0.1);
                    assertThat(browser.ask("document.querySelector('.tip').textContent")
                                    .asText())
                            .matches("\\S+ answered as \\S+: \\d+ of \\d+");
                    browser.open(both, width, dark);
                    assertThat(browser.ask("document.querySelectorAll('.u-wrap').length")
                                    .asInt())
                            .isEqualTo(5);
                }
            }
            assertThat(browser.faults()).isEmpty();
            assertThat(browser.requests()).isEmpty();
        }
    }
}
