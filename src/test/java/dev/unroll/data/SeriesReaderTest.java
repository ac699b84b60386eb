package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.InvalidInput;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesReaderTest {
    @TempDir
    Path folder;

    private Given given;

    @BeforeEach
    void file() throws IOException {
        StringBuilder csv = new StringBuilder("date,a,b\n");
        for (int r = 0; r < 20; r++) {
            csv.append("d")
                    .append(r)
                    .append(',')
                    .append(r)
                    .append(',')
                    .append(100 + r)
                    .append('\n');
        }
        given = new Given(folder).file("s.csv", csv.toString());
    }

    private static String spec(String more) {
        return "reader: series\nfile: s.csv\ninputs: [a, b]\ntargets: [b]\nwindow: 3\nhorizon: 2\n" + more;
    }

    @Test
    void windowsOfTheLaterPartsLookBack() {
        Dataset data = given.read(spec("standardise: false\nsplit: {train: [0, 10], valid: [10, 14], test: [14, 20]}"));
        assertThat(data.counts())
                .hasToString("{train={examples=6, steps=18}, valid={examples=3, steps=9}, "
                        + "test={examples=5, steps=15}}");
        Example first = data.examples(Split.VALID).get(0);
        assertThat(first.values().get("inputs")).containsExactly(7, 107, 8, 108, 9, 109);
        assertThat(first.values().get("target")).containsExactly(110, 111);
        assertThat(data.fields().get("inputs").type()).hasToString("steps [2]");
        assertThat(data.fields().get("target").type()).hasToString("batch [2]");
        assertThat(given.recipe(spec("")).outline())
                .extracting(Field::type)
                .containsExactly(
                        data.fields().get("inputs").type(),
                        data.fields().get("target").type());
    }

    @Test
    void isStandardisedByTheTrainingPart() {
        Recipe recipe = given.recipe(spec("split: {train: 0.5, valid: 0.25, test: 0.25}"));
        Dataset data = recipe.read();
        Standardisation scale = data.fields().get("inputs").standardisation().orElseThrow();
        assertThat(scale.mean()).containsExactly(4.5, 104.5);
        assertThat(scale.deviation().get(0)).isEqualTo(Math.sqrt(8.25));
        assertThat(data.fields().get("target").standardisation().orElseThrow().mean())
                .containsExactly(104.5, 104.5);
        Dataset restored = Dataset.restore(data.state());
        assertThat(restored.fields()).isEqualTo(data.fields());
        Example input = recipe.encode("[[0, 100], [1, 101], [2, 102]]", restored.fields());
        assertThat(input.values().get("inputs"))
                .isEqualTo(data.examples(Split.TRAIN).get(0).values().get("inputs"));
        assertThatThrownBy(() -> recipe.encode("[[1]]", restored.fields()))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("row 1 of 'inputs' has 1 numbers, 2 are needed");
        assertThatThrownBy(() -> recipe.encode("[[0, 100]]", restored.fields()))
                .hasMessageContaining("'inputs' has 1 rows, and the model reads 3");
        assertThatThrownBy(() -> recipe.encode("1 2", restored.fields())).isInstanceOf(InvalidInput.class);
    }

    @Test
    void strideAndStandardParts() {
        Dataset data = given.read(spec("stride: 2\nwindow: 2").replace("window: 3\n", ""));
        assertThat(data.examples(Split.TRAIN)).hasSize(6);
        assertThat(data.has(Split.TEST)).isTrue();
    }

    @Test
    void mistakes() throws IOException {
        given.file("n.csv", "a,b\n1,2\n3,nan\n4,\n5,1e99\n");
        String bad = spec("").replace("s.csv", "n.csv");
        assertThat(given.problems(bad))
                .contains("the number is NaN", "n.csv:3:3")
                .contains("a number is missing", "n.csv:4:3")
                .contains("'1e99' is not a finite number");
        assertThat(given.problems(spec("split: {train: [0, 30]}"))).contains("the file has only 20 rows");
        assertThat(given.problems(spec("split: {train: [0, 4]}"))).contains("too few for a window of 3");
        assertThat(given.problems(spec("split: {train: [4, 0]}"))).contains("must be two row numbers");
        assertThat(given.problems(spec("split: {train: 0.9, valid: 0.2}"))).contains("at most 1");
        assertThat(given.problems(spec("split: {valid: 0.9}"))).contains("missing key 'train'");
        assertThat(given.problems(spec("").replace("[b]", "[bb]"))).contains("has no column 'bb'", "'b'");
        assertThat(given.problems("reader: series")).contains("missing key 'file'", "missing key 'targets'");
    }
}
