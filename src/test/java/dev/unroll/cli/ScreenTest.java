package dev.unroll.cli;

import static dev.unroll.cli.Answer.on;
import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Colours on a terminal, plain text elsewhere. */
class ScreenTest {
    private static final Screen TERMINAL = new Screen(true, true, true, 80);
    private static final Screen WITHOUT_COLOURS = new Screen(true, true, false, 80);

    @TempDir
    private Path folder;

    private Path wrong() throws IOException {
        return Files.writeString(folder.resolve("mine.yaml"), Fragments.complete("""
                equations:
                  y: sigmod(x)
                  z: 2 * xx
                """));
    }

    @Test
    void theLauncherAndTheEnvironmentDecide() {
        Properties launched = new Properties();
        assertThat(Screen.of(launched, Map.of())).isEqualTo(new Screen(false, false, true, 100));
        launched.setProperty("unroll.stdout.tty", "true");
        launched.setProperty("unroll.stderr.tty", "true");
        launched.setProperty("unroll.columns", "72");
        assertThat(Screen.of(launched, Map.of())).isEqualTo(new Screen(true, true, true, 72));
        assertThat(Screen.of(launched, Map.of("NO_COLOR", ""))).isEqualTo(new Screen(true, true, true, 72));
        assertThat(Screen.of(launched, Map.of("NO_COLOR", "1")).colours()).isFalse();
        assertThat(Screen.of(launched, Map.of("NO_COLOR", "0")).colours()).isFalse();
        assertThat(Screen.of(launched, Map.of("TERM", "dumb")).colours()).isFalse();
        assertThat(Screen.NONE.coloursOut() || Screen.NONE.coloursErr()).isFalse();
    }

    @Test
    void aPipeGetsTheDiagnosticsAlone() throws IOException {
        String err = unroll("check", wrong()).err();
        assertThat(err).startsWith("error: ").endsWith("\n").doesNotContain("\u001b", "explain");
        assertThat(err).as("a blank line apart").contains("'sigmoid'?\n\nerror: unknown name 'xx'\n");
        assertThat(err).contains("error: unknown function 'sigmod'\n", "^^^^^^ did you mean 'sigmoid'?\n");
    }

    @Test
    void aTerminalGetsColoursAndTheWayToLearnMore() throws IOException {
        Path spec = wrong();
        String err = on(TERMINAL, "check", spec).err();
        assertThat(err)
                .contains("\u001b[1;31merror:\u001b[0m \u001b[1munknown function 'sigmod'\u001b[0m\n")
                .endsWith("\u001b[2mmore: ./unroll explain U102 U101\u001b[0m\n");
        String plain = on(WITHOUT_COLOURS, "check", spec).err();
        assertThat(plain).isEqualTo(unroll("check", spec).err() + "more: ./unroll explain U102 U101\n");
        assertThat(plain).isEqualTo(err.replaceAll("\u001b\\[[0-9;]*m", ""));
    }

    @Test
    void answersAreTheSameInAPipe() {
        String plain = unroll("ops", "affine").out();
        assertThat(plain).doesNotContain("\u001b");
        assertThat(on(TERMINAL, "ops", "affine").out().replaceAll("\u001b\\[[0-9;]*m", ""))
                .isEqualTo(plain);
        assertThat(on(TERMINAL, "explain", "U102", "--json").out()).doesNotContain("\u001b");
    }

    @Test
    void wrongUsageHasItsOwnHelp() {
        assertThat(on(WITHOUT_COLOURS, "chekc").err()).contains("--help").doesNotContain("explain");
    }
}
