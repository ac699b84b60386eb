package dev.unroll.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.unroll.data.Readers;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.model.Reference;
import dev.unroll.spec.Equation;
import dev.unroll.spec.Golden;
import dev.unroll.spec.SpecReader;
import dev.unroll.spec.key.Settings;
import dev.unroll.train.Experiment;
import dev.unroll.train.TrainSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Schema and reader say the same of every spec, as far as a schema can tell. */
class SchemaTest {
    private static final Path SPECS = Path.of("src/test/specs");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Schema MODEL = REGISTRY.getSchema(Schemas.model());
    private static final Schema CELL = REGISTRY.getSchema(Schemas.cell());

    /** What a schema can tell. */
    private static final Set<String> STRUCTURAL =
            Set.of(Codes.UNKNOWN_KEY, Codes.MISSING_KEY, Codes.WRONG_VALUE, Codes.BAD_NAME, Codes.VERSION);

    static List<String> refused(Schema schema, JsonNode spec) {
        return schema.validate(spec).stream().map(Object::toString).sorted().toList();
    }

    @Test
    void filesAreFresh() throws IOException {
        Golden.compare(Schemas.model(), Path.of("schema/model.schema.json"));
        Golden.compare(Schemas.cell(), Path.of("schema/cell.schema.json"));
    }

    @Test
    void schemasAreSchemas() throws IOException {
        Schema meta = REGISTRY.getSchema(
                com.networknt.schema.SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
        assertThat(refused(meta, EditorYaml.JSON.readTree(Schemas.model()))).isEmpty();
        assertThat(refused(meta, EditorYaml.JSON.readTree(Schemas.cell()))).isEmpty();
    }

    /** An editor offers what a schema gives as examples. */
    @Test
    void equationsAreCompletedWithFunctionsAndCells() throws IOException {
        JsonNode model = EditorYaml.JSON.readTree(Schemas.model());
        assertThat(model.at("/properties/equations/additionalProperties/$ref").asText())
                .isEqualTo("#/$defs/equation");
        String offered = model.at("/$defs/equation/examples").toString();
        Reference.functions().forEach(f -> assertThat(offered).contains("\"" + f.name() + "("));
        SpecReader.library().names().forEach(cell -> assertThat(offered).contains("\"rnn(" + cell + "(units), x)\""));
        JsonNode cell = EditorYaml.JSON.readTree(Schemas.cell());
        assertThat(cell.at("/properties/equations/additionalProperties/$ref").asText())
                .isEqualTo("#/$defs/step-equation");
        assertThat(cell.at("/$defs/step-equation/examples").toString())
                .contains("\"affine(x)\"", "\"repeat(f, x, times=n)\"")
                .doesNotContain("rnn(");
    }

    static Stream<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path root : List.of(Path.of("models"), SPECS.resolve("check"))) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(f -> f.toString().endsWith(".yaml")).sorted().forEach(all::add);
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyModelAndCellIsValidAndNamesItsSchema(Path file) throws IOException {
        String text = Files.readString(file);
        boolean cell = SpecReader.isCell(new Source("", text));
        assertThat(refused(cell ? CELL : MODEL, EditorYaml.parse(text).orElseThrow()))
                .isEmpty();
        String named = text.lines().findFirst().orElseThrow().replace("# yaml-language-server: $schema=", "");
        if (file.startsWith("models")) {
            assertThat(file.resolveSibling(named).normalize())
                    .isEqualTo(Path.of("schema", cell ? "cell.schema.json" : "model.schema.json"));
        }
    }

    @ParameterizedTest
    @MethodSource("specs")
    void completeSpecsAreValid(Path file) throws IOException {
        String text =
                Experiment.outline(file, List.of(), new Diagnostics()).spec().resolvedYaml();
        assertThat(refused(MODEL, EditorYaml.parse(text).orElseThrow())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "adam | true",
                " adam( 0.1 , beta1 = 0.8 ) | true",
                "adam() | true",
                "adamw(decay=0.1) | true",
                "adm | false",
                "adam(rat=1) | false",
                "adam(decay=1) | false",
                "adam(0.1 | false",
                "adam + 1 | false",
                "[adam] | false"
            })
    void callsAreValidByTheirNames(String row) throws IOException {
        String call = row.substring(0, row.indexOf(" | "));
        String text = "model: m\ndata: {reader: adding}\nequations: {y: inputs}\ntrain:\n  optimizer: " + call + "\n";
        boolean valid = row.endsWith("true");
        assertThat(refused(MODEL, EditorYaml.parse(text).orElseThrow()).isEmpty())
                .isEqualTo(valid);
        assertThat(found(text, false).isEmpty()).isEqualTo(valid);
    }

    static Stream<Path> wrong() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String folder : List.of("error", "model-error")) {
            Golden.names(SPECS.resolve(folder))
                    .forEach(n -> all.add(SPECS.resolve(folder).resolve(n + ".yaml")));
        }
        return all.stream();
    }

    /** All of these are refused by Unroll; those for a reason that a schema can tell, by the schema too. */
    @ParameterizedTest
    @MethodSource("wrong")
    void structuralMistakesAreRefused(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        Optional<JsonNode> spec = EditorYaml.parse(text);
        if (spec.isEmpty() || !spec.get().isObject()) {
            return;
        }
        boolean cell = file.getFileName().toString().startsWith("cell-");
        ObjectNode object = (ObjectNode) spec.get();
        if (!cell && !object.has("data")) {
            // None of them is about data, so its absence is not to be what is refused.
            object.set("data", EditorYaml.parse("{reader: adding}").orElseThrow());
        }
        List<Diagnostic> structural = structural(text, cell).stream()
                .filter(d -> text.contains("data:") || !d.message().contains("'data'"))
                .toList();
        if (!structural.isEmpty()) {
            assertThat(refused(cell ? CELL : MODEL, object))
                    .as("%s", structural)
                    .isNotEmpty();
        }
    }

    /** The mistakes of this file, not of those that it uses, that a schema can tell. */
    private static List<Diagnostic> structural(String text, boolean cell) {
        return found(text, cell).stream()
                .filter(d -> STRUCTURAL.contains(d.code()))
                .filter(d -> d.span().orElseThrow().source().name().equals("m.yaml"))
                .toList();
    }

    private static List<Diagnostic> found(String text, boolean cell) {
        Diagnostics diagnostics = new Diagnostics();
        try {
            Source source = new Source("m.yaml", text, SPECS.resolve("error"));
            if (cell) {
                SpecReader.cell(source);
            } else {
                SpecReader.tryRead(source, List.of(), diagnostics).ifPresent(spec -> {
                    Settings data = spec.data();
                    Readers.builtIn().configure(data);
                    data.finish(diagnostics);
                    List<String> metrics =
                            spec.metrics().stream().map(Equation::name).toList();
                    TrainSettings.read(spec.train(), metrics, diagnostics);
                });
            }
        } catch (InvalidInput e) {
            diagnostics.addAll(e.diagnostics());
        }
        return diagnostics.list();
    }

    private static final List<String> OTHERS = List.of(
            "3",
            "-1",
            "0",
            "0.5",
            "1000000000000",
            "\"0.5\"",
            "\"many\"",
            "true",
            "\"my words\"",
            "\"f(x)\"",
            "[]",
            "[1, 0]",
            "[\"a\", \"b\"]",
            "[{}]",
            "{}",
            "{\"a\": 1}",
            "null");

    /** What a schema cannot tell: whether two keys go together. */
    private static final List<String> TOGETHER = List.of(
            "sum to at most 1",
            "needs a column or a comment",
            "needs a text column",
            "no text has the axis",
            "an axis cannot be called",
            "unknown axis",
            "has no file of the field",
            "there is no field",
            "at least one field needs a column",
            "has an unknown file name extension",
            "at least two languages",
            "must be two row numbers",
            "is above 'length'",
            "either classes or features",
            "two different names",
            "unknown axis",
            "has no axis",
            "goes with 'column'");

    static Stream<Path> specs() throws IOException {
        return files().filter(f -> !f.toString().contains("cells"));
    }

    /** Models and cells damaged in one place: what the schema refuses, Unroll refuses, and, where a schema can tell, the reverse. */
    @ParameterizedTest
    @MethodSource("files")
    void schemaAndReaderAgree(Path file, @TempDir Path folder) throws IOException {
        JsonNode spec = EditorYaml.parse(Files.readString(file)).orElseThrow();
        boolean cell = spec.has("cell");
        List<JsonNode> damaged = new ArrayList<>();
        damage(spec, spec, "", damaged);
        List<String> wrong = new ArrayList<>();
        for (JsonNode each : damaged) {
            String text = each.toString();
            List<Diagnostic> structural = structural(text, cell).stream()
                    .filter(d -> TOGETHER.stream().noneMatch(d.message()::contains))
                    .toList();
            List<String> refused = refused(cell ? CELL : MODEL, each);
            if (refused.isEmpty() && !structural.isEmpty()) {
                wrong.add(
                        "only Unroll refuses " + text + ": " + structural.get(0).message());
            } else if (!refused.isEmpty() && structural.isEmpty() && accepted(cell ? using(each) : text, folder)) {
                wrong.add("only the schema refuses " + text + ": " + refused);
            }
        }
        assertThat(damaged).hasSizeGreaterThan(100);
        assertThat(wrong).isEmpty();
    }

    /** A model that uses the cell. */
    private static String using(JsonNode cell) {
        ObjectNode model = (ObjectNode)
                EditorYaml.parse("""
                        model: m
                        data: {reader: adding, length: 4}
                        equations: {h: "rnn(NAME(3), inputs)", answer: "affine(last(h), to=target)"}
                        loss: squared_error(answer, target)
                        """.replace("NAME", cell.path("cell").asText().replaceAll("[(].*", "")))
                        .orElseThrow();
        model.withObjectProperty("cells")
                .set(cell.path("cell").asText(), cell.<ObjectNode>deepCopy().without("cell"));
        return model.toString();
    }

    private static boolean accepted(String text, Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("m.yaml"), text);
        try {
            Experiment.outline(file, List.of(), new Diagnostics());
            return true;
        } catch (InvalidInput e) {
            return false;
        }
    }

    /** Copies of the whole in which one key below the path is removed, misspelt or holds something else. */
    private static void damage(JsonNode whole, JsonNode at, String path, List<JsonNode> into) throws IOException {
        if (!at.isObject()) {
            return;
        }
        for (String key : (Iterable<String>) at::fieldNames) {
            ObjectNode without = whole.deepCopy();
            ((ObjectNode) without.at(path)).remove(key);
            into.add(without);
            ObjectNode misspelt = without.deepCopy();
            ((ObjectNode) misspelt.at(path)).set(key + "x", at.get(key));
            into.add(misspelt);
            for (String other : OTHERS) {
                ObjectNode changed = whole.deepCopy();
                ((ObjectNode) changed.at(path)).set(key, EditorYaml.JSON.readTree(other));
                into.add(changed);
            }
            damage(whole, at.get(key), path + "/" + key, into);
        }
    }
}
