package dev.unroll.cli;

import static dev.unroll.cli.Answer.on;
import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Collection;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** What {@code --help} says. */
class HelpTest {
    private static final Pattern EXAMPLE = Pattern.compile("\\./unroll ([a-z]+)");

    static Collection<String> verbs() {
        return root().subcommands().keySet();
    }

    private static CommandSpec root() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return Main.line(new Terminal(nowhere, nowhere, Screen.NONE)).getCommandSpec();
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everyVerbHasAnExample(String verb) {
        String help = unroll(verb, "--help").out();
        assertThat(unroll("help", verb).out()).isEqualTo(help);
        assertThat(help).startsWith("Usage: unroll " + verb).contains("\nExample");
        String examples = help.substring(help.lastIndexOf("\nExample"));
        assertThat(EXAMPLE.matcher(examples).results().map(MatchResult::group))
                .isNotEmpty()
                .containsOnly("./unroll " + verb);
    }

    @ParameterizedTest
    @MethodSource("verbs")
    void everythingIsDescribedInASentence(String verb) {
        CommandSpec spec = root().subcommands().get(verb).getCommandSpec();
        assertThat(String.join(" ", spec.usageMessage().description())).matches("[A-Z].*\\.");
        for (ArgSpec argument : spec.args()) {
            assertThat(String.join(" ", argument.description()))
                    .as(argument.paramLabel())
                    .endsWith(".");
        }
    }

    @Test
    void theWholeIsShownWhereNothingIsAsked() throws IOException {
        assertThat(unroll("help").out()).isEqualTo(unroll("--help").out());
        assertThat(unroll("help", "train", "--json").json().get("help").asText())
                .startsWith("Usage: unroll train");
        assertThat(unroll("--help").out()).contains("\nExample: ./unroll train").contains("explain", "completion");
        assertThat(unroll().err()).isEqualTo(unroll("--help").out());
        assertThat(on(new Screen(true, false, true, 80), "--help").out()).contains("\u001b[");
        assertThat(on(new Screen(true, true, false, 80), "--help").out()).doesNotContain("\u001b[");
    }
}
