package dev.unroll.spec.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static Settings settings(String yaml) {
        return Settings.parse("train", new Source("m.yaml", yaml));
    }

    private static List<String> problems(Settings settings) {
        Diagnostics diagnostics = new Diagnostics();
        settings.finish(diagnostics);
        return diagnostics.list().stream()
                .map(d -> d.message() + d.hint().map(h -> " | " + h).orElse(""))
                .toList();
    }

    private static Optional<Long> whole(Settings s, String key) {
        return s.find(Key.whole(key, ""));
    }

    private static Optional<String> text(Settings s, String key) {
        return s.find(Key.text(key, ""));
    }

    @Test
    void valuesAreTypedByWhatIsAskedFor() {
        Settings s =
                settings("{a: no, b: on, c: 010, d: 1:30, e: 1e-3, f: true, g: -.5, h: \"7\", i: 0x1F, j: \"null\"}");
        assertThat(text(s, "a")).contains("no");
        assertThat(text(s, "b")).contains("on");
        assertThat(whole(s, "c")).contains(10L);
        assertThat(text(s, "d")).contains("1:30");
        assertThat(s.find(Key.number("e", "", 0, 1))).contains(1e-3);
        assertThat(s.get(Key.flag("f", "").defaultValue(false))).isTrue();
        assertThat(s.find(Key.number("g", "", -1, 1))).contains(-0.5);
        assertThat(whole(s, "h")).contains(7L);
        assertThat(text(s, "i")).contains("0x1F");
        assertThat(text(s, "j")).contains("null");
        assertThat(problems(s)).isEmpty();
    }

    @Test
    void wrongValuesSayWhatIsWanted() {
        Settings s = settings("""
                batch: many
                rate: 2
                shuffle: yes
                unit: chat
                stop: 3
                empty:
                none at all: null
                huge: 99999999999999999999
                seed: 1.5
                clip: 0
                kinds: [one, tow]
                none: []
                name: my words
                """);
        assertThat(s.get(Key.integer("batch", "", 1, Integer.MAX_VALUE).defaultValue(32)))
                .isEqualTo(32);
        s.find(Key.number("rate", "", 0, 1));
        s.find(Key.flag("shuffle", ""));
        s.find(Key.choice("unit", "", List.of("char", "word")));
        s.find(Key.section("stop", "", Keys.of()));
        text(s, "empty");
        text(s, "none at all");
        s.find(Key.integer("huge", "", 0, Integer.MAX_VALUE));
        whole(s, "seed");
        s.find(Key.number("clip", "", Double.MIN_NORMAL, Double.POSITIVE_INFINITY));
        s.find(Key.of("kinds", "", new Value.Texts(List.of("one", "two"))));
        s.find(Key.of("none", "", new Value.Texts(List.of())));
        s.find(Key.of("name", "", new Value.Name()));
        assertThat(problems(s))
                .containsExactly(
                        "'batch' must be a whole number of at least 1, not 'many'",
                        "'rate' must be a number from 0 to 1, not '2'",
                        "'shuffle' must be true or false, not 'yes'",
                        "'unit' must be one of char, word, not 'chat' | did you mean 'char'?",
                        "'stop' must be a mapping such as {key: value}, not '3'",
                        "'empty' must be a text, not nothing",
                        "'none at all' must be a text, not nothing",
                        "'huge' must be a whole number of at least 0, not '99999999999999999999'",
                        "'seed' must be a whole number, not '1.5'",
                        "'clip' must be a number above 0, not '0'",
                        "'kinds' must be of one, two, not 'tow' | did you mean 'two'?",
                        "'none' is an empty list",
                        "'my words' is not a valid name for a field"
                                + " | a name consists of letters A to Z, digits and _, and begins with a letter");
    }

    @Test
    void unknownKeysAreReportedAtEveryLevel() {
        Settings s = settings("{bacth: 3, stop: {wach: loss}, fields: {one: {a: 1, c: 2}}, clip: 5}");
        whole(s, "batch");
        whole(s, "clip");
        Key<String> a = Key.text("a", "");
        text(s.section(Key.section("stop", "", Keys.of(Key.text("watch", "")))), "watch");
        Settings fields =
                s.section(Key.of("fields", "", new Value.Entries(Value.Form.NAME, new Value.Section(Keys.of(a)), 0)));
        fields.entries().forEach(e -> fields.section(e).orElseThrow().find(a));
        assertThat(problems(s))
                .containsExactly(
                        "unknown key 'bacth' in 'train' | did you mean 'batch'?",
                        "unknown key 'wach' in 'train.stop' | did you mean 'watch'?",
                        "unknown key 'c' in 'train.fields.one' | known keys: a");
    }

    @Test
    void callsReadAsSettings() {
        Key<Double> rate = Key.number("rate", "", 0, 1);
        Key<Double> decay = Key.number("decay", "", -1, 1);
        Key<Boolean> nesterov = Key.flag("nesterov", "");
        Key<String> name = Key.text("name", "");
        Callee callee = new Callee("adam", "", 1, List.of(rate, decay, nesterov, name));
        Key<Settings> key = Key.of("optimizer", "", new Value.Call(List.of(callee), "adam(0.5)"));
        assertThat(settings("optimizer: adam(0.1, decay=-1e-4, 7)").find(key)).isEmpty();
        Settings adam = settings("optimizer: adam(0.1, 7, decay=-1e-4, nesterov=true, name=\"x y\", rate=2, od=1)")
                .call(key);
        assertThat(adam.find(rate)).contains(0.1);
        assertThat(adam.find(decay)).contains(-1e-4);
        assertThat(adam.find(nesterov)).contains(true);
        assertThat(adam.find(name)).contains("x y");
        assertThat(problems(adam))
                .containsExactly(
                        "'adam' takes at most 1 positional argument | write it as name=7 or remove it",
                        "'rate' is given twice to 'adam'",
                        "unknown key 'od' in 'adam' | known keys: decay, name, nesterov, rate");
        assertThat(settings("a: 1").call(key).find(rate)).contains(0.5);
    }

    @Test
    void missingKeys() {
        Settings s = settings("{a: 1}");
        text(s, "a");
        s.find(Key.text("reader", "").needed());
        assertThat(problems(s)).containsExactly("missing key 'reader' in 'train'");
    }

    @Test
    void onlyDeclaredKeysCanBeRead() {
        Key<String> a = Key.text("a", "");
        Key<String> b = Key.text("b", "");
        Settings s = settings("{a: 1}").declare(List.of(a, b));
        s.find(a);
        assertThat(s.unread()).containsExactly("train.b");
        assertThatThrownBy(() -> text(s, "c")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void renderingClipsLongLinesAndCalmsControlCharacters() {
        Source source = new Source("m.yaml", "a: " + "x".repeat(300) + "WRONG" + "y".repeat(300) + "\n\tb: c\n");
        String text =
                Diagnostic.error("U1", "oh\u001b[0m no", source.span(303, 308)).render(false);
        assertThat(text.lines().mapToInt(String::length).max().orElseThrow()).isLessThan(130);
        assertThat(text).contains("...").doesNotContain("\u001b");
        String[] lines = text.split("\n");
        assertThat(lines[4].indexOf('^')).isEqualTo(lines[3].indexOf("WRONG"));
        int tab = source.text().indexOf("b: c");
        String[] tabbed = Diagnostic.error("U1", "m", source.span(tab, tab + 1))
                .render(false)
                .split("\n");
        assertThat(tabbed[4].indexOf('^')).isEqualTo(tabbed[3].indexOf("b:"));
        assertThat(Diagnostic.error("U1", "m", source.span(0, 1)).hint("do").render(true))
                .contains("\u001b[1;31m");
    }
}
