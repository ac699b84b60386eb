package dev.unroll.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.key.Callee;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpecReaderTest {
    private static final Key<Path> TRAIN = Key.of("train", "", new Value.File());
    private static final Key<Path> VALID = Key.of("valid", "", new Value.File());
    private static final Key<Integer> PATIENCE = Key.integer("patience", "", 1, 9);

    private static final String LSTM = """
            cell: lstm(units, bias=1)
            about: Long short-term memory
            state: {h: units, c: units}
            parameters: {W: [x, units]}
            equations:
              f:  sigmoid(affine(x, h, bias=bias))   # forget gate
              k:  c * f
              c': k + x @ W
              h': tanh(c')
            output: h'
            """;

    @TempDir
    Path folder;

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private ModelSpec read(String text, String... overrides) throws IOException {
        return SpecReader.read(write("m.yaml", text), List.of(overrides), new Diagnostics());
    }

    @Test
    void readsACell() {
        CellSpec cell = SpecReader.cell(new Source("lstm.yaml", LSTM));
        assertThat(cell.signature()).isEqualTo("lstm(units, bias=1)");
        assertThat(cell.states()).extracting(StateSpec::name).containsExactly("h", "c");
        assertThat(cell.equations()).extracting(Equation::target).containsExactly("f", "k", "c'", "h'");
        assertThat(cell.equations().get(0).label()).contains("forget gate");
        assertThat(cell.weights().get(0).shape().text()).isEqualTo("[x, units]");
        assertThat(cell.output().text()).isEqualTo("h'");
    }

    @Test
    void resolvedSpecLoadsFromAnywhere() throws IOException {
        write("cells/mine.yaml", LSTM.replace("lstm(", "mine("));
        write("data/train.txt", "");
        ModelSpec spec = read("""
                model: tagger
                about: "with: colon # and hash"
                use: [cells/mine.yaml]
                sizes: {units: 8}
                functions: {swish(x): x * sigmoid(x)}
                data: {reader: text, train: data/train.txt, unit: no, codes: [010, 1:30, "a, b", -1, "- x"]}
                equations:
                  e: embed(words, units)   # the embedding
                  h: >
                    rnn(mine(units),
                        e)
                loss: cross_entropy(h, words)
                metrics: {p: "perplexity(h, words)"}
                train: {optimizer: "adam(rate=0.1, beta=0.9)", stop: {watch: p}}
                """, "sizes.units=64", "train.batch=16", "data.valid=valid.txt", "train.stop.patience=2");
        Settings data = spec.data();
        assertThat(data.find(TRAIN)).contains(folder.resolve("data/train.txt").toAbsolutePath());
        assertThat(data.find(VALID)).contains(Path.of("valid.txt").toAbsolutePath());

        String text = spec.resolvedYaml();
        Diagnostics diagnostics = new Diagnostics();
        ModelSpec again = SpecReader.tryRead(new Source("spec.yaml", text), List.of(), diagnostics)
                .orElseThrow();

        assertThat(diagnostics.list()).isEmpty();
        assertThat(again.sizes().get("units").value()).isEqualTo(64);
        assertThat(again.cells()).containsOnlyKeys("mine");
        assertThat(again.cells().get("mine").equations().get(0).label()).contains("forget gate");
        assertThat(again.equations().get(0).label()).contains("the embedding");
        assertThat(again.equations().get(1).value().text()).isEqualTo("rnn(mine(units), e)");
        assertThat(again.about()).contains("with: colon # and hash");
        assertThat(again.data().find(TRAIN))
                .contains(folder.resolve("data/train.txt").toAbsolutePath());
        assertThat(again.data().find(VALID)).contains(Path.of("valid.txt").toAbsolutePath());
        assertThat(again.data()
                        .find(Key.of("codes", "", new Value.Texts(List.of())))
                        .orElseThrow())
                .containsExactly("010", "1:30", "a, b", "-1", "- x");
        assertThat(again.data().find(Key.text("unit", ""))).contains("no");
        Settings train = again.train();
        assertThat(train.find(Key.whole("batch", ""))).contains(16L);
        assertThat(train.section(Key.section("stop", "", Keys.of(PATIENCE))).find(PATIENCE))
                .contains(2);
        Key<Double> rate = Key.number("rate", "", 0, 1);
        Key<Double> beta = Key.number("beta", "", 0, 1);
        Value.Call call = new Value.Call(List.of(new Callee("adam", "", 1, List.of(rate, beta))), "adam");
        Settings adam = train.call(Key.of("optimizer", "", call));
        assertThat(adam.find(rate)).contains(0.1);
        assertThat(adam.find(beta)).contains(0.9);
        assertThat(again.resolvedYaml()).isEqualTo(again.resolvedYaml());
    }

    @Test
    void everyKeyOfAFileIsRead() {
        for (Key<?> key : SpecKeys.MODEL.all()) {
            Diagnostics found = new Diagnostics();
            SpecReader.tryRead(new Source("m.yaml", key + ": [{}]"), List.of(), found);
            assertThat(found.list()).as(key.name()).anyMatch(d -> isAbout(d, key));
        }
        for (Key<?> key : SpecKeys.CELL.all()) {
            String text = (key.name().equals("cell") ? "" : "cell: c(units)\n") + key + ": [{}]";
            assertThatThrownBy(() -> SpecReader.cell(new Source("m.yaml", text)))
                    .as(key.name())
                    .isInstanceOfSatisfying(
                            InvalidInput.class, e -> assertThat(e.diagnostics()).anyMatch(d -> isAbout(d, key)));
        }
    }

    private static boolean isAbout(Diagnostic diagnostic, Key<?> key) {
        return diagnostic.message().contains("'" + key + "'")
                && !diagnostic.code().equals(Codes.UNKNOWN_KEY);
    }

    @Test
    void placesInsideScalarsOfEveryStyle() throws IOException {
        String[] styles = {
            "e: f(1 * wrong)",
            "e: 'f(1 * wrong)'",
            "e: \"f(\\x31 * wrong)\"",
            "e: \"f(1\\\n    \\ * wrong)\"",
            "e: |\n    f(1\n      * wrong)",
            "e: >-\n    f(1\n\n    * wrong)",
            "e: f(1\n    * wrong)",
            "'e': {shape: x}\n  d: f(\"\uD83D\uDE00\" * wrong)",
        };
        for (String style : styles) {
            Source source = new Source("m.yaml", "model: m\nequations:\n  " + style + "\n");
            ModelSpec spec =
                    SpecReader.tryRead(source, List.of(), new Diagnostics()).orElseThrow();
            Expr.Call call = (Expr.Call) spec.equations().get(0).value();
            Expr.Binary product = (Expr.Binary) call.args().get(0);
            assertThat(product.right().span().excerpt()).as(style).isEqualTo("wrong");
            assertThat(product.opSpan().excerpt()).as(style).isEqualTo("*");
        }
    }

    @Test
    void windowsLineEndsAndByteOrderMark() throws IOException {
        ModelSpec spec = read("\uFEFFmodel: m\r\nequations:\r\n  a: f(x)\r\n  b: |\r\n    f(x,\r\n    y)\r\n");
        Expr.Call call = (Expr.Call) spec.equations().get(1).value();
        assertThat(call.args().get(1).span()).hasToString(folder.resolve("m.yaml") + ":6:5");
    }

    @Test
    void namesDefinedInTwoFilesNameBothPlaces() throws IOException {
        write("a.yaml", LSTM);
        write("b.yaml", LSTM);
        assertThatThrownBy(() -> read("model: m\nuse: [a.yaml, b.yaml]\nequations: {y: x}\n"))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("b.yaml:1:7")
                .hasMessageContaining("a.yaml:1:7");
    }

    @Test
    void filesThatCannotBeRead() throws IOException {
        assertThatThrownBy(() -> SpecReader.read(folder, List.of(), new Diagnostics()))
                .hasMessageContaining("is a directory");
        write("tagger.yaml", "");
        assertThatThrownBy(() -> SpecReader.read(folder.resolve("taggr.yaml"), List.of(), new Diagnostics()))
                .hasMessageContaining("does not exist")
                .hasMessageContaining("did you mean 'tagger.yaml'?");
        Path bad = Files.write(folder.resolve("bad.yaml"), new byte[] {'a', ':', '\n', 'b', (byte) 0xE4, ' '});
        assertThatThrownBy(() -> SpecReader.read(bad, List.of(), new Diagnostics()))
                .hasMessageContaining("byte 0xE4 at offset 4, line 2");
        Path large = write("large.yaml", "#".repeat(5 << 20));
        assertThatThrownBy(() -> SpecReader.read(large, List.of(), new Diagnostics()))
                .hasMessageContaining("5 MB");
    }

    @Test
    void adversarialDocumentsAreRefused() {
        for (String text : List.of(
                "[".repeat(10_000),
                "{a: ".repeat(10_000),
                "- ".repeat(10_000),
                "? ".repeat(10_000),
                "a: &a [*a]",
                "a: b\nb: &x [1]\nc: [*x, *x]",
                "a: !!java.net.URL [x]",
                "a: b\n---\nc: d",
                "a: {<<: {b: c}}",
                "\u0000",
                "a: \u0007",
                "%YAML 9.9\n---\na: b",
                "? [a]\n: b")) {
            assertThatThrownBy(() -> Settings.parse("", new Source("m.yaml", text)))
                    .as(text.substring(0, Math.min(20, text.length())))
                    .isInstanceOf(InvalidInput.class);
        }
        StringBuilder nested = new StringBuilder();
        for (int i = 0; i < 1_500; i++) {
            nested.append(" ".repeat(i)).append("a:\n");
        }
        assertThatThrownBy(() -> Settings.parse("", new Source("m.yaml", nested.toString())))
                .hasMessageContaining("levels deep");
    }

    @Test
    void manyMistakesInALargeFileEndQuickly() {
        String text = "a: 1\n".repeat(300_000);
        long start = System.nanoTime();
        assertThatThrownBy(() -> Settings.parse("", new Source("m.yaml", text))).isInstanceOf(InvalidInput.class);
        assertThat((System.nanoTime() - start) / 1e9).isLessThan(10);
    }

    @Test
    void libraryFindsNothingOutsideItsFolder() {
        assertThat(SpecReader.library().cell("../../secret")).isEmpty();
        CellLibrary library = new CellLibrary(
                List.of("lstm"), n -> n.equals("lstm") ? Optional.of(new Source("l", LSTM)) : Optional.empty());
        assertThat(library.cell("lstm")).isPresent();
        assertThat(library.cell("gru")).isEmpty();
    }
}
