package dev.unroll.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

    @Test
    void valuesAreTypedByWhatIsAskedFor() {
        Settings s = settings("{a: no, b: on, c: 010, d: 1:30, e: 1e-3, f: true, g: -.5, h: \"7\", i: 0x1F, j: null}");
        assertThat(s.text("a")).contains("no");
        assertThat(s.text("b")).contains("on");
        assertThat(s.integer("c", 0, 100)).contains(10);
        assertThat(s.text("d")).contains("1:30");
        assertThat(s.number("e", 0, 1)).contains(1e-3);
        assertThat(s.flag("f", false)).isTrue();
        assertThat(s.number("g", -1, 1)).contains(-0.5);
        assertThat(s.integer("h", 0, 10)).contains(7);
        assertThat(s.text("i")).contains("0x1F");
        assertThat(s.text("j")).contains("null");
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
                huge: 99999999999999999999
                seed: 1.5
                """);
        assertThat(s.integer("batch", 32, 1, Integer.MAX_VALUE)).isEqualTo(32);
        s.number("rate", 0.5, 0, 1);
        s.flag("shuffle", true);
        s.choice("unit", "char", List.of("char", "word"));
        s.settings("stop");
        s.text("empty");
        s.integer("huge", 0, 0, Integer.MAX_VALUE);
        s.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
        assertThat(problems(s))
                .containsExactly(
                        "'batch' must be a whole number of at least 1, not 'many'",
                        "'rate' must be a number from 0 to 1, not '2'",
                        "'shuffle' must be true or false, not 'yes'",
                        "'unit' must be one of char, word, not 'chat' | did you mean 'char'?",
                        "'stop' must be a mapping such as {key: value}, not '3'",
                        "'empty' must be a text, not nothing",
                        "'huge' must be a whole number of at least 0, not '99999999999999999999'",
                        "'seed' must be a whole number, not '1.5'");
    }

    @Test
    void unknownKeysAreReportedAtEveryLevel() {
        Settings s = settings("{bacth: 3, stop: {wach: loss}, list: [{a: 1, c: 2}], clip: 5}");
        s.integer("batch", 1, 9);
        s.number("clip", 0, 9);
        s.settings("stop").orElseThrow().text("watch");
        s.list("list").forEach(item -> item.text("a"));
        assertThat(problems(s))
                .containsExactly(
                        "unknown key 'bacth' in 'train' | did you mean 'batch'?",
                        "unknown key 'wach' in 'train.stop' | did you mean 'watch'?",
                        "unknown key 'c' in 'train.list' | known here: a");
    }

    @Test
    void callsReadAsSettings() {
        Expr.Call call = settings("optimizer: adam(0.1, decay=-1e-4, nesterov=true, name=\"x y\", rate=2, 7)")
                .call("optimizer")
                .orElse(null);
        assertThat(call).isNull();
        Settings adam = Settings.of(
                settings("optimizer: adam(0.1, 7, decay=-1e-4, nesterov=true, name=\"x y\", rate=2, od=1)")
                        .call("optimizer")
                        .orElseThrow(),
                "rate");
        assertThat(adam.number("rate", 0, 0, 1)).isEqualTo(0.1);
        assertThat(adam.number("decay", 0, -1, 1)).isEqualTo(-1e-4);
        assertThat(adam.flag("nesterov", false)).isTrue();
        assertThat(adam.text("name")).contains("x y");
        assertThat(problems(adam))
                .containsExactly(
                        "'adam' takes at most 1 without a name | write it as name=7 or leave it out",
                        "'rate' is given twice to 'adam'",
                        "unknown key 'od' in 'adam' | known here: decay, name, nesterov, rate");
    }

    @Test
    void missingKeys() {
        Settings s = settings("{a: 1}");
        assertThat(problems(s.fresh().require("a", "reader"))).containsExactly("missing key 'reader' in 'train'");
        assertThat(s.missing("reader").diagnostics()).hasSize(1);
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
