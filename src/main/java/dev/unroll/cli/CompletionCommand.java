package dev.unroll.cli;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** A script by which a shell completes verbs, options and names. */
@Command(
        name = "completion",
        description = "Print a script by which bash or zsh completes Unroll's commands.",
        footer = {
            "",
            "For every shell, add the example's line to ~/.bashrc or ~/.zshrc, with the full path of unroll.",
            "Example: source <(./unroll completion bash)"
        })
final class CompletionCommand extends Verb {
    private static final List<String> SHELLS = List.of("bash", "zsh");

    @Parameters(paramLabel = "SHELL", description = "bash or zsh.", completionCandidates = Shells.class)
    private String shell;

    /** For completion itself. */
    static final class Shells extends Candidates {
        Shells() {
            super(() -> SHELLS);
        }
    }

    @Override
    int run() {
        if (!SHELLS.contains(shell)) {
            throw misused("the shell must be one of " + String.join(", ", SHELLS) + ", not '" + shell + "'");
        }
        // One script serves both: in zsh it enables the emulation of bash's completion.
        String script = AutoComplete.bash("unroll", Main.line(terminal()));
        if (isJson()) {
            terminal().json("script", script);
        } else {
            terminal().out().print(script);
        }
        return DONE;
    }
}
