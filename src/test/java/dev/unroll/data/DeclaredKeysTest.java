package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Readers declare the keys that they read, and read those that they declare. */
class DeclaredKeysTest {
    /** What a reader needs to read all of its keys; {@link Settings} sees to it that it reads no others. */
    private static final Map<String, String> NEEDED = Map.of(
            "text",
            "train: a.txt",
            "conllu",
            "train: a.conllu\nfields: {words: {column: form}, topic: {comment: topic}, head: {column: head, type: number}}",
            "parallel",
            "train: {text: a, kind: b}\nfields: {text: {}, kind: {type: label}}\n",
            "table",
            "train: a.csv\nfields: {text: {}, kind: {type: label}, age: {type: number}}",
            "series",
            "file: a.csv\ntargets: [a]",
            "random",
            "fields: {x: {}, y: {classes: 3}}");

    static List<Reader> readers() {
        return Readers.builtIn().all();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void everyDeclaredKeyIsRead(Reader reader) {
        String yaml = "reader: " + reader.name() + "\n" + NEEDED.getOrDefault(reader.name(), "");
        Settings settings = Settings.parse("data", new Source("m.yaml", yaml));
        Readers.builtIn().configure(settings);
        Diagnostics diagnostics = new Diagnostics();
        settings.finish(diagnostics);
        assertThat(diagnostics.list()).isEmpty();
        // A column of a table reads the keys of its own type alone.
        List<String> others = new ArrayList<>(List.of("data.fields.text.standardise", "data.fields.kind.standardise"));
        others.addAll(List.of("data.fields.text.features", "data.fields.kind.features"));
        for (String text : List.of("words", "topic")) {
            others.addAll(List.of("data.fields." + text + ".default", "data.fields." + text + ".standardise"));
        }
        others.addAll(List.of("data.fields.head.vocabulary", "data.fields.head.chars"));
        others.addAll(List.of("data.fields.kind.unit", "data.fields.age.unit", "data.fields.age.vocabulary"));
        assertThat(settings.unread()).filteredOn(k -> !others.contains(k)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("readers")
    void everyKeySaysWhatItMeans(Reader reader) {
        assertThat(reader.about()).doesNotEndWith(".");
        assertThat(reader.keys()).extracting(Key::name).doesNotHaveDuplicates();
        assertThat(reader.keys())
                .extracting(Key::about)
                .allMatch(a -> a.matches("[a-z].*[^.]"))
                .doesNotHaveDuplicates();
    }
}
