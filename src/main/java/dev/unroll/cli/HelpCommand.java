package dev.unroll.cli;

import dev.unroll.diagnostic.Suggest;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code --help} as a verb. */
@Command(
        name = "help",
        description = "Show the help of a verb.",
        footer = {"", "Example: ./unroll help train"})
final class HelpCommand extends Verb {
    @Parameters(arity = "0..1", paramLabel = "VERB", description = "The verb to show.")
    private Optional<String> verb = Optional.empty();

    @Spec
    private CommandSpec command;

    @Override
    int run() {
        CommandLine root = command.root().commandLine();
        CommandLine shown = verb.map(name -> find(name, root)).orElse(root);
        if (isJson()) {
            terminal().json("help", shown.getUsageMessage(Ansi.OFF));
        } else {
            shown.usage(terminal().out());
        }
        return DONE;
    }

    private CommandLine find(String name, CommandLine root) {
        return Optional.ofNullable(root.getSubcommands().get(name))
                .orElseThrow(() -> misused("unknown verb '" + name + "'"
                        + Suggest.question(name, root.getSubcommands().keySet())
                                .map(question -> ", " + question)
                                .orElse("")));
    }
}
