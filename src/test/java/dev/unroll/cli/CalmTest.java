package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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

    @Test
    void linesTabsColoursAndLettersPass() {
        String text = "\u001b[1;31merror:\u001b[0m \u00e9\t\ud83d\ude00\n\u001b[2mnote\u001b[0m";
        assertThat(Calm.escaped(text)).isEqualTo(text);
    }
}
