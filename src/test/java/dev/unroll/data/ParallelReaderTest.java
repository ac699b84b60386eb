package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.graph.Rows;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts in files whose lines belong together. */
class ParallelReaderTest {
    private static final String SPEC = """
            reader: parallel
            train: {source: a.en, target: a.de}
            valid: {source: a.en, target: a.de}
            fields: {source: {unit: word}, target: {unit: word}}
            """;

    @TempDir
    Path folder;

    private Given given;

    @BeforeEach
    void files() throws IOException {
        given = new Given(folder)
                .file("a.en", "the cat\nit sleeps now\n")
                .file("a.de", "die Katze\nsie schläft")
                .file("long.de", "a\nb\nc\n")
                .file("gap.de", "a\n\n");
    }

    @Test
    void linesBelongTogether() {
        Recipe recipe = given.recipe(SPEC);
        Dataset data = recipe.read();
        assertThat(data.fields().values())
                .extracting(f -> f.type().rows().path())
                .containsExactly("source", "target");
        Example second = data.examples(Split.TRAIN).get(1);
        assertThat(second.lengths().get(Rows.axis("source"))).containsExactly(3);
        assertThat(second.lengths().get(Rows.axis("target"))).containsExactly(2);
        Field target = data.fields().get("target");
        assertThat(target.label(Math.round(second.values().get("target")[1]))).isEqualTo("schläft");
        assertThat(recipe.outline()).extracting(Field::name).containsExactly("source", "target");
        Encoder encoder = new Encoder(recipe, data.fields(), Set.of("source", "target"));
        assertThatThrownBy(() -> encoder.encode(Input.parse("the cat"))).hasMessageContaining("'target'");
    }

    @Test
    void labelsCanBeAligned() {
        Dataset data = given.read(SPEC.replace("target: {unit: word}", "target: {type: label, axis: source}")
                .replace("a.en", "a.de"));
        assertThat(data.fields().get("target").type().rows()).isEqualTo(Rows.axis("source"));
    }

    @Test
    void unequalFilesAreRefused() {
        assertThat(given.problems(
                        SPEC.replace("valid: {source: a.en, target: a.de}", "valid: {source: a.en, target: long.de}")))
                .contains(
                        "a.en' has 2 lines, '",
                        "long.de' has 3",
                        "model.yaml:3:31",
                        "line i of one file belongs to line i");
        assertThat(given.problems(SPEC.replace("a.de", "gap.de"))).contains("the text is empty", "gap.de:2:1");
        assertThat(given.problems(SPEC.replace("a.de", "no.de"))).contains("--set data.train.target=PATH");
    }

    @Test
    void eachFieldHasAFile() {
        assertThat(given.problems(
                        SPEC.replace("train: {source: a.en, target: a.de}", "train: {source: a.en, traget: a.de}")))
                .contains("there is no field 'traget' for this file", "did you mean 'target'?")
                .contains("'train' has no file of the field 'target'");
    }
}
