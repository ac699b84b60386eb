package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.diagnostic.InvalidInput;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableReaderTest {
    private static final String FIELDS = """

            fields:
              text: {column: name, unit: char}
              kind: {column: class, type: label}
              amount: {column: price, type: number, standardise: true}
            """;

    @TempDir
    Path folder;

    private Given given;

    @BeforeEach
    void files() throws IOException {
        given = new Given(folder)
                .file("a.csv", "class,name,price\nfruit,\"pear, \"\"ripe\"\"\",1\nroot,beet,3\n")
                .file(
                        "a.jsonl",
                        "{\"name\":\"pear\",\"class\":\"fruit\",\"price\":1}\n\n"
                                + "{\"name\":\"beet\",\"class\":\"root\",\"price\":3e0}\n")
                .file("a.tsv", "fruit\t\"pear\t1\nroot\tbeet\t3\n");
    }

    @Test
    void readsCsv() {
        Dataset data = given.read("reader: table\ntrain: a.csv" + FIELDS);
        assertThat(data.examples(Split.TRAIN).get(0).length()).isEqualTo("pear, \"ripe\"".length());
        assertThat(data.fields().get("kind").vocabulary().orElseThrow().entries())
                .containsExactly("fruit", "root");
        assertThat(data.examples(Split.TRAIN).get(0).values().get("amount")).containsExactly(-1);
        assertThat(data.examples(Split.TRAIN).get(1).values().get("amount")).containsExactly(1);
        assertThat(data.fields().get("amount").standardisation().orElseThrow().unscale(0, 1))
                .isCloseTo(3, within(1e-12));
    }

    @Test
    void readsJsonLines() {
        Dataset data = given.read("reader: table\ntrain: a.jsonl" + FIELDS);
        assertThat(data.examples(Split.TRAIN)).extracting(Example::length).containsExactly(4, 4);
    }

    @Test
    void readsTabsWithoutAHeaderAndWithoutQuotes() {
        Dataset data = given.read("reader: table\ntrain: a.tsv\nheader: false\nfields:\n"
                + "  text: {column: 2, unit: char}\n  kind: {column: 1, type: label}\n");
        assertThat(data.examples(Split.TRAIN)).extracting(Example::length).containsExactly(5, 4);
    }

    @Test
    void encodesATextOrAnObject() {
        Recipe recipe = given.recipe("reader: table\ntrain: a.csv" + FIELDS);
        Dataset restored = Dataset.restore(recipe.read().state());
        assertThat(recipe.encode("pea", restored.fields()).values()).containsOnlyKeys("text");
        Encoder encoder = new Encoder(recipe, restored.fields(), Set.of("text", "amount"));
        Example example =
                encoder.encode(Input.parse("{\"name\": \"pea\", \"price\": 5}")).example();
        assertThat(example.values()).containsOnlyKeys("text", "amount");
        assertThat(example.values().get("amount")).containsExactly(3);
        assertThatThrownBy(() -> encoder.encode(Input.parse("pea")))
                .hasMessageContaining("a text is not enough: the model reads 'amount' as well")
                .hasMessageContaining("write a JSON object such as {");
        assertThatThrownBy(() -> encoder.encode(Input.parse("{\"name\": \"a\", \"price\": \"x\"}")))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("'x' is not a finite number");
        assertThatThrownBy(() -> encoder.encode(Input.parse("{\"nam\": \"a\", \"price\": 1}")))
                .hasMessageContaining("the input has no 'name'")
                .hasMessageContaining("did you mean 'nam'?");
    }

    @Test
    void badCellsAreShownAtTheirPlace() throws IOException {
        given.file("b.csv", "class,name,price\nfruit,pear,NaN\nroot,,1\nroot,beet\n\"a,b\",kale,12x\nroot,leek,1f\n");
        assertThat(given.problems("reader: table\ntrain: b.csv" + FIELDS))
                .contains("the number is NaN", "b.csv:2:12")
                .contains("the text is empty", "b.csv:3:6")
                .contains("this row has 2 columns, the first has 3", "b.csv:4:1")
                .contains("'12x' is not a finite number", "b.csv:5:12")
                .contains("'1f' is not a finite number");
    }

    @Test
    void badFilesAndColumns() throws IOException {
        given.file("c.jsonl", "{\"name\": \"x\"\n[1]\n{\"nam\":\"x\",\"class\":\"a\",\"price\":1}\n")
                .file("quote.csv", "class,name,price\nfruit,\"pear,1\n")
                .file("header.csv", "class,name,price\n")
                .file("a.dat", "x")
                .file("unseen.csv", "class,name,price\nroots,pear,1\n");
        assertThat(given.problems("reader: table\ntrain: c.jsonl" + FIELDS))
                .contains("this is not JSON", "c.jsonl:1:")
                .contains("this is not a JSON object", "c.jsonl:2:1")
                .contains("this object has no 'name'", "did you mean 'nam'?");
        assertThat(given.problems("reader: table\ntrain: quote.csv" + FIELDS))
                .contains("this is not CSV", "quote.csv:2:1");
        assertThat(given.problems("reader: table\ntrain: header.csv" + FIELDS)).contains("has no rows to use");
        assertThat(given.problems("reader: table\ntrain: a.dat" + FIELDS)).contains("add format: csv, tsv or jsonl");
        assertThat(given.problems("reader: table\ntrain: a.csv\nvalid: unseen.csv" + FIELDS))
                .contains("'roots' of field 'kind' does not occur in training", "unseen.csv:2:1", "'root'");
        assertThat(given.problems("reader: table\ntrain: a.csv" + FIELDS.replace("class", "clas")))
                .contains("has no column 'clas'", "did you mean 'class'?");
        assertThat(given.problems("reader: table\ntrain: a.tsv\nheader: false" + FIELDS))
                .contains("give its number from 1");
        assertThat(given.problems("reader: table\ntrain: a.csv\nfields: {kind: {column: class, type: label}}"))
                .contains("the data needs a text column");
        assertThat(given.problems("reader: table\ntrain: a.csv\nfields: {t: {column: name, unit: chars}}"))
                .contains("'char'");
    }

    @Test
    void jsonLinesHaveNoHeader() throws IOException {
        Given given = new Given(folder).file("a.jsonl", "{\"text\": \"ab\"}\n");
        String spec = "reader: table\ntrain: a.jsonl\nfields: {text: {}}";
        assertThat(given.read(spec).examples(Split.TRAIN)).hasSize(1);
        assertThat(given.problems(spec + "\nheader: true")).contains("JSON lines have no header");
    }

    private static final String KINDS = "\nfields: {text: {unit: char}, kind: {type: label}}";

    @Test
    void aJsonLineIsExactlyOneObject() throws IOException {
        given.file("two.jsonl", "{\"text\":\"x\",\"kind\":\"a\"}{\"text\":\"y\",\"kind\":\"b\"}\n")
                .file(
                        "twice.jsonl",
                        "{\"text\":\"x\",\"kind\":\"a\"}\n{\"text\":\"x\",\"text\":\"z\",\"kind\":\"a\"}\n");
        assertThat(given.problems("reader: table\ntrain: two.jsonl" + KINDS))
                .contains("there is more text after the value", "two.jsonl:1:24");
        assertThat(given.problems("reader: table\ntrain: twice.jsonl" + KINDS))
                .contains("the name 'text' appears twice in one object", "twice.jsonl:2:");
    }

    @Test
    void aHeaderNamesEachColumnOnce() throws IOException {
        given.file("twice.csv", "text,kind,text\nx,a,y\n").file("series.csv", "t,v,v\n1,2,3\n");
        assertThat(given.problems("reader: table\ntrain: twice.csv" + KINDS))
                .contains("two columns are called 'text': 1 and 3", "twice.csv:1:1");
        assertThat(given.problems("reader: series\nfile: series.csv\ntargets: [t]\nwindow: 1\nhorizon: 1"))
                .contains("two columns are called 'v': 2 and 3");
    }

    @Test
    void longCellsAreReadInLinearTimeAndNotQuotedWhole() throws IOException {
        given.file("long.csv", "text,n\nx," + "1".repeat(200_000) + "\ny," + "1".repeat(399) + "x\n");
        String problems = org.junit.jupiter.api.Assertions.assertTimeoutPreemptively(
                java.time.Duration.ofSeconds(10),
                () -> given.problems(
                        "reader: table\ntrain: long.csv\nfields: {text: {unit: char}, n: {type: number}}"));
        assertThat(problems).contains("a number of 200000 characters: the limit is 400", "is not a finite number");
        assertThat(problems.length()).isLessThan(2_000);
    }

    @Test
    void aPipeIsNoDataFile() throws Exception {
        Path pipe = folder.resolve("pipe.csv");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        java.nio.file.Files.createSymbolicLink(folder.resolve("gone.csv"), folder.resolve("nothing.csv"));
        assertThat(given.problems("reader: table\ntrain: pipe.csv" + KINDS))
                .contains("pipe.csv' is not a regular file");
        assertThat(given.problems("reader: table\ntrain: gone.csv" + KINDS))
                .contains("is a link to a file that cannot be read");
        assertThat(given.problems("reader: table\nformat: csv\ntrain: ." + KINDS))
                .contains("is a directory, not a file");
    }
}
