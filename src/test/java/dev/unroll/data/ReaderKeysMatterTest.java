package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.report.EditorYaml;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every key of every reader, changed alone, changes the data that is read. */
class ReaderKeysMatterTest {
    private static final String PARTS = "train: 5\nvalid: 4\ntest: 3\n";
    private static final List<String> COUNTS = List.of("train=6", "valid=2", "test=2", "seed=2");
    private static final List<String> FILES = List.of("train=b", "valid=a", "test=a");
    private static final List<String> WORDS =
            List.of("vocabulary.min_count=2", "vocabulary.lowercase=true", "vocabulary.unknown=false");

    /** Settings, and the changes to them: {@code KEY=VALUE}, the value as YAML. */
    private record Case(String yaml, List<String> changes) {}

    private static final Map<String, Case> CASES = Map.ofEntries(
            Map.entry("adding", task("length: 8", "length=9")),
            Map.entry("copy", task("length: 3\ndelay: 4", "length=4", "symbols=5", "delay=5")),
            Map.entry("reber", task("embedded: true", "embedded=false")),
            Map.entry("parity", task("length: 8", "length=9", "min_length=5")),
            Map.entry("temporal_order", task("length: 20", "length=30", "marks=3")),
            Map.entry(
                    "random",
                    task(
                            "length: 8\nmin_length: 2\naxes: {a: {length: 4}, b: {length: 3, min_length: 2, within: a}}\n"
                                    + "fields: {x: {features: 2}, y: {classes: 3}, z: {}, u: {axis: a}, v: {axis: b}}",
                            "axes.a.length=3",
                            "axes.b.min_length=1",
                            "axes.b.within=steps",
                            "fields.u.axis=b",
                            "length=9",
                            "min_length=4",
                            "fields.x.features=3",
                            "fields.y.classes=4",
                            "fields.z.per=sequence")),
            Map.entry(
                    "locale_dates",
                    new Case(
                            "train: [en]\nvalid: [fr]\ntest: [de]\ncount: 5",
                            List.of(
                                    "train=[it]",
                                    "valid=[it]",
                                    "test=[it]",
                                    "count=6",
                                    "seed=2",
                                    "text=date",
                                    "part=piece"))),
            Map.entry(
                    "locale_names",
                    new Case(
                            "languages: [de, fr]\nkinds: [currencies]",
                            List.of(
                                    "languages=[de, it]",
                                    "kinds=[languages]",
                                    "min_length=12",
                                    "seed=2",
                                    "text=name",
                                    "language=tongue"))),
            Map.entry(
                    "locale_pairs",
                    new Case(
                            PARTS + "languages: [de, fr]\nkinds: [currencies]",
                            concat(
                                    COUNTS,
                                    List.of(
                                            "languages=[de, it]",
                                            "kinds=[languages]",
                                            "min_length=20",
                                            "first=one",
                                            "second=other",
                                            "same=equal")))),
            Map.entry(
                    "text",
                    files(
                            "txt",
                            "unit: word\ndocuments: mark\nmark: stop",
                            WORDS,
                            "documents=line",
                            "mark=go",
                            "unit=char",
                            "window=3",
                            "carry=false",
                            "fields.text=words",
                            "fields.next=then")),
            Map.entry(
                    "conllu",
                    files(
                            "conllu",
                            "fields: {words: {column: form}, letters: {column: lemma}, tags: {column: upos}, topic: {comment: topic},"
                                    + " head: {column: head, type: number}, extra: {column: xpos, type: number, default: 0}}",
                            prefixed("fields.words."),
                            "max_length=2",
                            "fields.tags.vocabulary.share=words",
                            "fields.tags.column=lemma",
                            "fields.letters.chars=true",
                            "fields.head.type=text",
                            "fields.head.standardise=true",
                            "fields.extra.default=3",
                            "fields.topic.comment=mood")),
            Map.entry(
                    "table",
                    files(
                            "csv",
                            "fields: {text: {}, kind: {type: label}, age: {type: number}}",
                            prefixed("fields.text."),
                            "format=tsv",
                            "header=false",
                            "max_length=2",
                            "fields.kind.vocabulary.share=text",
                            "fields.kind.column=other",
                            "fields.age.type=label",
                            "fields.text.unit=word",
                            "fields.age.standardise=true",
                            "fields.age.features=2",
                            "fields.kind.axis=text")),
            Map.entry(
                    "parallel",
                    new Case(
                            "train: {text: a.txt, kind: a.lines, size: a.sizes}\n"
                                    + "valid: {text: b.txt, kind: b.lines, size: b.sizes}\n"
                                    + "test: {text: b.txt, kind: b.lines, size: b.sizes}\n"
                                    + "fields: {text: {}, kind: {type: label}, size: {type: number}}",
                            concat(
                                    prefixed("fields.text."),
                                    List.of(
                                            "train.kind=c.lines",
                                            "valid.kind=c.lines",
                                            "test.text=b.lines",
                                            "train={text: b.txt, kind: b.lines, size: b.sizes}",
                                            "valid={text: a.txt, kind: a.lines, size: a.sizes}",
                                            "test={text: a.txt, kind: a.lines, size: a.sizes}",
                                            "max_length=2",
                                            "fields.text.unit=word",
                                            "fields.text.axis=steps",
                                            "fields.kind.type=text",
                                            "fields.kind.vocabulary.share=text",
                                            "fields.size.standardise=true",
                                            "fields.size.features=2",
                                            "fields.kind.axis=text")))),
            Map.entry(
                    "series",
                    new Case(
                            "file: a.series\ntargets: [a]\ninputs: [a, b]\nwindow: 2\nhorizon: 1\nfuture: [a]\n"
                                    + "time: t\nid: s\nmissing: zero\nmissing_targets: mask\nlabels: {sky: {}}\n"
                                    + "calendar: {hour: {}}\nsplit: {train: 0.5, valid: 0.25, test: 0.25}",
                            List.of(
                                    "future=[t2]",
                                    "time=t2",
                                    "time_unit=day",
                                    "id=s2",
                                    "missing=last",
                                    "missing_targets=error",
                                    "labels.sky.column=s2",
                                    "labels.sky.vocabulary.min_count=3",
                                    "labels.sky.vocabulary.lowercase=true",
                                    "labels.sky.vocabulary.unknown=false",
                                    "labels.sky.vocabulary.share=hour",
                                    "calendar.hour.part=day",
                                    "calendar.hour.as=cyclic",
                                    "fields.mask=seen",
                                    "fields.since=ago",
                                    "fields.target_mask=known",
                                    "fields.future=plan",
                                    "fields.id=station",
                                    "file=b.series",
                                    "targets=[b]",
                                    "inputs=[b, a]",
                                    "window=3",
                                    "horizon=2",
                                    "horizon_axis=true",
                                    "stride=2",
                                    "standardise=false",
                                    "split.train=[0, 7]",
                                    "split.valid=0.2",
                                    "split.test=0.2",
                                    "fields.inputs=seen",
                                    "fields.target=next"))));

    private static Case task(String yaml, String... changes) {
        return new Case(PARTS + yaml, concat(COUNTS, List.of(changes)));
    }

    private static Case files(String ending, String yaml, List<String> words, String... changes) {
        String files = "train: a.%1$s\nvalid: b.%1$s\ntest: b.%1$s\n".formatted(ending);
        List<String> others = FILES.stream().map(f -> f + "." + ending).toList();
        return new Case(files + yaml, concat(concat(others, words), List.of(changes)));
    }

    private static List<String> prefixed(String prefix) {
        return WORDS.stream().map(prefix::concat).toList();
    }

    private static List<String> concat(List<String> a, List<String> b) {
        return Stream.concat(a.stream(), b.stream()).toList();
    }

    static List<Reader> readers() {
        return Readers.builtIn().all();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void everyKeyChangesTheData(Reader reader, @TempDir Path folder) throws IOException {
        Given given = new Given(folder)
                .file("a.txt", "the cat saw\nstop\nthe Cat\ngo\nthe dog ran\n")
                .file("b.txt", "the dog saw a cat\n")
                .file("a.conllu", sentence("the", "X", "a") + sentence("The", "X", "b") + sentence("cat", "Y", "a"))
                .file("b.conllu", sentence("cat", "X", "b"))
                .file("a.csv", "text,kind,age,other\nab a,x,1,y\nABC,y,2,x\nab,x,4,x\n")
                .file("b.csv", "text,kind,age,other\nbad,x,2,x\n")
                .file("a.lines", "x\ny\nx\ny\nx\n")
                .file("b.lines", "y\n")
                .file("a.sizes", "1\n2\n4\n3\n5\n")
                .file("b.sizes", "2\n")
                .file("c.lines", "y\nx\nx\ny\nx\n")
                .file("a.series", series("1,2 3,1 4, 2,2"))
                .file("b.series", series("1,3 3,1 5, 2,2"));
        Case one = CASES.get(reader.name());
        JsonNode base =
                EditorYaml.parse("reader: " + reader.name() + "\n" + one.yaml()).orElseThrow();
        String before = described(given, base);
        assertThat(before).doesNotContain("error");
        Set<String> changed = new TreeSet<>();
        for (String change : one.changes()) {
            String[] parts = change.split("=");
            JsonNode other = base.deepCopy();
            String path = parts[0];
            int dot = path.lastIndexOf('.');
            ObjectNode at = (ObjectNode) other;
            for (String key : dot < 0 ? new String[0] : path.substring(0, dot).split("\\.")) {
                at = at.withObjectProperty(key);
            }
            at.set(path.substring(dot + 1), EditorYaml.parse(parts[1]).orElseThrow());
            changed.add(path.substring(dot + 1));
            assertThat(described(given, other)).as(change).isNotEqualTo(before);
        }
        Set<String> declared = new TreeSet<>();
        collect(reader.keys(), declared);
        assertThat(changed).containsAll(declared);
    }

    /** Rows of two numbers, of which some are missing, with times, a series and a label. */
    private static String series(String rows) {
        StringBuilder csv = new StringBuilder("a,b,t,t2,s,s2,sky\n");
        for (int r = 0; r < 40; r++) {
            csv.append("%s,2020-01-%02d %02d:00,%d,%s,%s,%s%n"
                    .formatted(
                            rows.split(" ")[r % 4],
                            1 + r / 4,
                            2 + 3 * (r % 4),
                            r,
                            r < 20 ? "x" : "y",
                            r % 5 < 3 ? "p" : "q",
                            r % 7 < 4 ? "Sun" : r == 6 ? "rain" : "sun"));
        }
        return csv.toString();
    }

    private static String sentence(String word, String tag, String topic) {
        String row = "%d\t%s\t%s\t%s\t_\t_\t%s\t_\t_\t_\n";
        return "# topic = " + topic + "\n# mood = calm\n" + row.formatted(1, word, word + "s", tag, 2)
                + row.formatted(2, "sat", "sit", "Y", 0) + row.formatted(3, "down", "down", "X", 2) + "\n";
    }

    private static void collect(List<Key<?>> keys, Set<String> names) {
        for (Key<?> key : keys) {
            Value<?> value = key.value() instanceof Value.Entries entries ? entries.each() : key.value();
            if (value instanceof Value.Section section) {
                collect(section.keys().all(), names);
            } else {
                names.add(key.name());
            }
        }
    }

    /** All there is in the data, or what is wrong with it. */
    private static String described(Given given, JsonNode settings) {
        try {
            Dataset data = given.read(settings.toString());
            StringBuilder text =
                    new StringBuilder(EditorYaml.JSON.valueToTree(data.state()).toString()).append(data.window());
            data.splits().forEach((split, examples) -> {
                text.append('\n').append(split);
                examples.forEach(e -> {
                    Map<String, String> values = new TreeMap<>();
                    e.values().forEach((name, numbers) -> values.put(name, Arrays.toString(numbers)));
                    text.append(e.length()).append(values);
                });
            });
            return text.toString();
        } catch (InvalidInput e) {
            return "error: " + e.getMessage();
        }
    }
}
