package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Source;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalmTest {
    private static final String HOSTILE = "a\u001b[2Jb\rc\u0007d\u202ee\u009bf";

    private static String shown(Screen screen, boolean err) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(stream, stream, screen);
        (err ? terminal.err() : terminal.out()).println(HOSTILE);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTerminalGetsControlCharactersWrittenOut() {
        String calm = "a\\u001b[2Jb\\u000dc\\u0007d\\u202ee\\u009bf" + System.lineSeparator();
        assertThat(shown(new Screen(true, true, true, 80), false)).isEqualTo(calm);
        assertThat(shown(new Screen(true, true, true, 80), true)).isEqualTo(calm);
    }

    @Test
    void aFileGetsWhatThereIs() {
        assertThat(shown(Screen.NONE, false)).isEqualTo(HOSTILE + System.lineSeparator());
    }

    /** A label in a message is written out even in a file, which may be shown on a terminal later. */
    @Test
    void aDiagnosticNeverHasControlCharacters() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        Diagnostic diagnostic = Diagnostic.error(
                        "U303", "the label '" + HOSTILE + "' is wrong", new Source("data\u001b.csv", "x").span(0, 1))
                .hint("not\u061c '\u2028\u200b'");
        new Terminal(stream, stream, Screen.NONE).show(List.of(diagnostic));
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains(
                        "the label 'a\\u001b[2Jb c\\u0007d\\u202ee\\u009bf' is wrong",
                        "data\\u001b.csv:1:1",
                        "not\\u061c ' \\u200b'");
    }

    @Test
    void wordsOfPeopleStayAsTheyAre() {
        // A joiner in Persian, and one in an emoji.
        String text = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645 \ud83d\udc69\u200d\ud83d\udcbb";
        assertThat(Calm.escaped(text)).isEqualTo(text);
    }

    @Test
    void linesTabsColoursAndLettersPass() {
        String text = "\u001b[1;31merror:\u001b[0m \u00e9\t\ud83d\ude00\n\u001b[2mnote\u001b[0m";
        assertThat(Calm.escaped(text)).isEqualTo(text);
    }
}
