package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.unroll.data.Batches;
import dev.unroll.data.Example;
import dev.unroll.data.Input;
import dev.unroll.graph.Node;
import dev.unroll.model.Layer;
import dev.unroll.model.Model;
import dev.unroll.model.Sensitivity;
import dev.unroll.op.Context;
import dev.unroll.op.Ops;
import dev.unroll.run.Batch;
import dev.unroll.run.reference.Interpreter;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import dev.unroll.train.Inspection;
import dev.unroll.train.Inspector;
import dev.unroll.train.Run;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What {@code inspect} shows is what the model computes, for cells of every kind. */
class InspectTest {
    @TempDir
    static Path folder;

    private static final String MEMORY = """
            cells:
              memory(units):
                state: {C: [units, units], n: units}
                equations:
                  k: affine(x, to=units)               # the key
                  f: sigmoid(affine(x, to=1))
                  C': 0.9 * C + outer(k, affine(x, to=units))
                  n': n * f + k
                output: k @ C' / (1 + abs(sum(k * n')))
            """;

    private static Path train(String name, String cells, String h) throws IOException {
        Files.writeString(folder.resolve("train.tsv"), "a\tfoo\nb\tbar\na\tfoe\nb\tbaz\n");
        Path spec =
                Files.writeString(folder.resolve(name + ".yaml"), "model: " + name + "\n" + cells + """
                data:
                  reader: table
                  header: false
                  train: train.tsv
                  test: train.tsv
                  fields: {kind: {column: 1, type: label}, word: {column: 2}}
                equations:
                  h: %s
                  scores: affine(max_over_time(h), to=kind)
                loss: cross_entropy(scores, kind)
                predict: {kind: argmax(scores)}
                train: {epochs: 2, batch: 2}
                """.formatted(h));
        Answer answer = unroll("train", spec, "--run", folder.resolve(name));
        assertThat(answer.status()).as(answer.err()).isZero();
        return folder.resolve(name);
    }

    @BeforeAll
    static void runs() throws IOException {
        train("both", "", "birnn(lstm(5), embed(word, 4), merge=concat)");
        train("elman", "", "rnn(rnn(5), embed(word, 4))");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rnn",
                "lstm",
                "gru",
                "mgu",
                "lstm_peephole",
                "lstm_coupled",
                "lstm_layernorm",
                "memory",
                "mingru",
                "slstm"
            })
    void everyCellIsShownInOneCommand(String cell) throws IOException {
        Path own = Path.of("examples/cells", cell + ".yaml").toAbsolutePath();
        String cells = cell.equals("memory") ? MEMORY : Files.exists(own) ? "use: [" + own + "]\n" : "";
        Path run = train("cell_" + cell, cells, "rnn(" + cell + "(3), embed(word, 4))");
        Path page = folder.resolve(cell + ".html");
        Answer answer = unroll("inspect", run, "foo", "-o", page);
        assertThat(answer.status()).as(answer.err()).isZero();
        assertThat(answer.out()).contains("h: " + cell, "gradient of the answer by a state", "f o o".replace(" ", ""));
        assertThat(Files.readString(page))
                .doesNotContain("<script src", "<link rel=\"stylesheet\"", "@import")
                .contains("\"cell\":\"" + cell + "\"")
                .hasSizeLessThan(400_000);
    }

    /** Its weights are known: the softmax of the positions, whatever the model learned; scores are no weights. */
    @Test
    void attentionIsShownAsAnAlignment() throws IOException {
        Files.writeString(folder.resolve("pairs.tsv"), "foo\tab\nba\tabc\n");
        Path spec = Files.writeString(folder.resolve("looks.yaml"), """
                model: looks
                data:
                  reader: table
                  header: false
                  train: pairs.tsv
                  test: pairs.tsv
                  fields: {word: {column: 1}, sounds: {column: 2}}
                cells:
                  "reader(units, memory)":
                    state: {h: units}
                    equations:
                      score: 2 * position(memory) + 0 * sum(memory)
                      a: softmax_over_time(score)              # where it looks
                      h': tanh(affine(x, h, sum_over_time(a * memory)))
                    output: h'
                equations:
                  read: rnn(reader(3, embed(word, 2)), embed(before(sounds), 2))
                  scores: affine(read, to=sounds)
                loss: cross_entropy(scores, sounds)
                predict: {sounds: argmax(scores)}
                train: {epochs: 1, batch: 2}
                """);
        Path run = folder.resolve("looks");
        assertThat(unroll("train", spec, "--run", run).status()).isZero();
        String input = "{\"word\": \"foo\", \"sounds\": \"ab\"}";
        JsonNode attentions = unroll("inspect", run, input, "--json").json().get("attentions");
        assertThat(attentions).hasSize(1);
        JsonNode attention = attentions.get(0);
        assertThat(attention.get("name").asText()).isEqualTo("a");
        assertThat(attention.get("label").asText()).isEqualTo("where it looks");
        assertThat(attention.get("rows").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(attention.get("columns").toString()).isEqualTo("[\"f\",\"o\",\"o\"]");
        double all = 1 + Math.exp(2) + Math.exp(4);
        for (int row = 0; row < 2; row++) {
            for (int column = 0; column < 3; column++) {
                assertThat(attention.get("weights").get(row).get(column).asDouble())
                        .isCloseTo(Math.exp(2 * column) / all, within(1e-3));
            }
        }
        Path picture = folder.resolve("looks.svg");
        assertThat(unroll("inspect", run, input, "-o", picture, "--figure", "attention")
                        .out())
                .contains("read.a: how much of each of f o o");
        assertThat(Files.readString(picture)).contains("read.a: where it looks");
    }

    @Test
    void valuesAndGradientsAreThoseOfTheInterpreter() {
        Run run = Run.open(folder.resolve("both"));
        Example example =
                run.prediction().encoder().encode(new Input.Text("baz")).example();
        Inspection inspection = new Inspector(run, Optional.empty()).of(example, List.of("b", "a", "z"));
        Batch batch = Batches.of(run.data().fields(), List.of(example)).batch();
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        batch.values().forEach((name, values) -> inputs.put(name, tensor(values, 3)));
        Map<String, Tensor> weights = new LinkedHashMap<>();
        run.weights().all().forEach(w -> {
            Tensor tensor = Tensor.zeros(1, w.shape());
            copy(w.values(), tensor);
            weights.put(w.name(), tensor);
        });
        Context context = Context.of(batch.axes(), batch.keys(), batch.seed(), batch.step());
        Model model = run.model();
        Map<String, Tensor> exact = new Interpreter(inputs, weights)
                .run(
                        model.evaluation()
                                .only(Stream.concat(
                                                model.layers().stream()
                                                        .flatMap(l -> l.equations().stream()
                                                                .map(e -> l.output(e.name()))),
                                                Stream.of("probability:kind"))
                                        .collect(Collectors.toSet())),
                        context);
        for (Inspection.Layer shown : inspection.layers()) {
            Layer layer = model.layers().stream()
                    .filter(l -> l.path().equals(shown.path()))
                    .findFirst()
                    .orElseThrow();
            for (Inspection.Heat heat : shown.equations()) {
                double[] values = exact.get(layer.output(heat.name())).data();
                for (int i = 0; i < values.length; i++) {
                    assertThat((double) heat.values()[i]).isCloseTo(values[i], within(1e-5));
                }
            }
        }
        Node value = Ops.log(model.evaluation().output("probability:kind"));
        Sensitivity sensitivity = Sensitivity.of(model, value);
        sensitivity.probes().forEach((name, type) -> inputs.put(name, Tensor.zeros(3, type.shape())));
        Tensor seed = Tensor.zeros(1, sensitivity.seed().shape());
        seed.data()[0] = 1;
        inputs.put(Sensitivity.SEED, seed);
        Map<String, Tensor> gradients = new Interpreter(inputs, weights).run(sensitivity.graph(), context);
        double[] input =
                gradients.get(Sensitivity.output(sensitivity.inputs().get(0))).data();
        for (int t = 0; t < 3; t++) {
            assertThat(inspection.connectivity().get(0)[t]).isCloseTo(norm(input, t, 4), within(1e-6));
        }
        double[] state = gradients.get(Sensitivity.output("h.backward.c'")).data();
        Inspection.Reach reach = inspection.layers().get(1).reach().get(0);
        assertThat(reach.state()).isEqualTo("c'");
        for (int t = 0; t < 3; t++) {
            assertThat(reach.norms().get(0)[t]).isCloseTo(norm(state, t, 5), within(1e-6));
            assertThat(reach.byDistance()[t]).isEqualTo(reach.norms().get(0)[t]);
        }
    }

    private static Tensor tensor(float[] values, int rows) {
        Tensor tensor = Tensor.zeros(rows, Shape.SCALAR);
        copy(values, tensor);
        return tensor;
    }

    private static void copy(float[] values, Tensor tensor) {
        for (int i = 0; i < values.length; i++) {
            tensor.data()[i] = values[i];
        }
    }

    private static double norm(double[] rows, int row, int width) {
        double sum = 0;
        for (int i = row * width; i < (row + 1) * width; i++) {
            sum += rows[i] * rows[i];
        }
        return Math.sqrt(sum);
    }

    @Test
    void answersInJsonAndAgainstAnotherRun() throws IOException {
        JsonNode json = unroll(
                        "inspect",
                        folder.resolve("both"),
                        "--example",
                        "1",
                        "--against",
                        folder.resolve("elman"),
                        "--json")
                .json();
        assertThat(json.get("ok").asBoolean()).isTrue();
        assertThat(json.get("layers")).hasSize(2);
        assertThat(json.get("layers").get(1).get("reverse").asBoolean()).isTrue();
        assertThat(json.get("merges").get(0).get("merged")).hasSize(3);
        assertThat(json.get("against").get("layers").get(0).get("cell").asText())
                .isEqualTo("rnn");
        assertThat(unroll("inspect", folder.resolve("both"), "foo", "--against", folder.resolve("elman"))
                        .out())
                .contains("against: h.h'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"connectivity", "gates", "reach", "directions"})
    void onePictureIsAnSvg(String figure) throws Exception {
        Path picture = folder.resolve(figure + ".svg");
        Answer answer = unroll(
                "inspect",
                folder.resolve("both"),
                "f<o",
                "--figure",
                figure,
                "-o",
                picture,
                "--against",
                folder.resolve("elman"));
        assertThat(answer.status()).as(answer.err()).isZero();
        String svg = Files.readString(picture);
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("title").getLength()).isEqualTo(1);
        assertThat(svg).doesNotContain("href=\"http", "NaN", "Infinity");
        List<String> texts = new ArrayList<>();
        NodeList all = document.getElementsByTagName("text");
        for (int i = 0; i < all.getLength(); i++) {
            texts.add(all.item(i).getTextContent());
        }
        switch (figure) {
            case "connectivity" -> {
                assertThat(pixels(document)).containsExactly(List.of(3, 1));
                JsonNode row = unroll("inspect", folder.resolve("both"), "f<o", "--json")
                        .json()
                        .at("/connectivity/0");
                double most = Stream.of(0, 1, 2)
                        .mapToDouble(t -> row.get(t).asDouble())
                        .max()
                        .orElseThrow();
                for (int t = 0; t < 3; t++) {
                    int red = (int) Math.round(255 + (8 - 255) * row.get(t).asDouble() / most);
                    assertThat(image(document, 0).getRGB(t, 0) >> 16 & 255).isBetween(red - 1, red + 1);
                }
            }
            case "gates" -> {
                assertThat(texts)
                        .contains("h.forward: lstm", "f", "c'", "h'", "forget gate: what to erase from the conte…");
                assertThat(pixels(document)).hasSize(16).containsOnly(List.of(3, 5));
            }
            case "reach" ->
                assertThat(texts).contains("both h.forward.c'", "elman h.h'", "steps between the state and the answer");
            default -> assertThat(texts).contains("h forward", "h backward", "h merged");
        }
    }

    /** Width and height of each picture in a drawing. */
    private static List<List<Integer>> pixels(Document document) throws IOException {
        List<List<Integer>> pixels = new ArrayList<>();
        NodeList images = document.getElementsByTagName("image");
        for (int i = 0; i < images.getLength(); i++) {
            BufferedImage image = image(document, i);
            pixels.add(List.of(image.getWidth(), image.getHeight()));
        }
        return pixels;
    }

    private static BufferedImage image(Document document, int i) throws IOException {
        String data = document.getElementsByTagName("image")
                .item(i)
                .getAttributes()
                .getNamedItem("href")
                .getNodeValue();
        return ImageIO.read(
                new ByteArrayInputStream(Base64.getDecoder().decode(data.substring(data.indexOf(',') + 1))));
    }

    @Test
    void mistakesAreSaid() {
        Path run = folder.resolve("both");
        assertThat(unroll("inspect", run).err()).contains("give either TEXT or --example N");
        assertThat(unroll("inspect", run, "--example", "99").err()).contains("has no example 99: it has 4");
        assertThat(unroll("inspect", run, "foo", "--answer", "x").err())
                .contains("no answer 'x'", "known answers: kind");
        assertThat(unroll("inspect", run, "foo", "--figure", "gates").err()).contains("--figure needs -o FILE.svg");
        assertThat(unroll("inspect", run, "foo", "--figure", "x", "-o", folder.resolve("x.svg"))
                        .err())
                .contains("must be one of connectivity, gates, reach, directions");
        assertThat(unroll("inspect", run, "foo", "-o", folder.resolve("none/page.html"))
                        .err())
                .contains("cannot be written");
        assertThat(unroll("inspect", run, "x".repeat(501)).err()).contains("inspect supports at most 500");
    }

    /** The page itself, where Chromium is there; it says so when not. */
    @Test
    void thePageCanBePointedAt() throws IOException, InterruptedException {
        Assumptions.assumeTrue(Browser.isHere(), "Chromium is not here: the page was not opened");
        Path page = folder.resolve("page.html");
        assertThat(unroll("inspect", folder.resolve("both"), "foo", "-o", page, "--against", folder.resolve("elman"))
                        .status())
                .isZero();
        try (Browser browser = new Browser(folder.resolve("profile"))) {
            for (int width : List.of(400, 1280)) {
                for (boolean dark : List.of(true, false)) {
                    browser.open(page, width, dark);
                    assertThat(browser.ask("document.querySelectorAll('canvas').length")
                                    .asInt())
                            .isGreaterThan(18);
                    assertThat(browser.ask("document.documentElement.scrollWidth")
                                    .asInt())
                            .isLessThanOrEqualTo(width);
                    browser.point(".heats canvas", 0.99, 0.5);
                    assertThat(browser.ask("document.querySelector('.tip').textContent")
                                    .asText())
                            .matches("unit \\d, step 3 o: .+");
                    browser.point("[aria-label=answers] button", 0.5, 0.5);
                    assertThat(browser.ask("document.querySelector('[aria-pressed=true]').textContent")
                                    .asText())
                            .matches("[ab] .+");
                }
            }
            assertThat(browser.faults()).isEmpty();
            assertThat(browser.requests()).isEmpty();
        }
    }
}
