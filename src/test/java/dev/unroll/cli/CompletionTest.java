package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code unroll completion}, tried in a real bash. */
class CompletionTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tra | train",
                "new mine --from tag | tagger",
                "graph x.yaml --stage mer | merge",
                "eval run --split va | valid",
                "cells lstm_p | lstm_peephole",
                "ops birn | birnn",
                "readers conl | conllu",
                "optimizers adag | adagrad",
                "schedules cos | cosine",
                "metrics span | span_f1",
                "initialisers ortho | orthogonal",
                "explain U10 | U100 U101 U102 U103 U104 U105 U106 U107 U108 U109",
                "train --res | --resume"
            })
    void bashCompletes(String line, String words) throws Exception {
        assertThat(complete(line.split(" "))).containsExactly(words.split(" "));
    }

    @Test
    void onlyShellsThatAreKnown() throws IOException {
        assertThat(unroll("completion", "zsh").out())
                .isEqualTo(unroll("completion", "bash").out())
                .contains("bashcompinit");
        Answer answer = unroll("completion", "fish");
        assertThat(answer.status()).isEqualTo(2);
        assertThat(answer.err()).contains("must be one of bash, zsh, not 'fish'");
        assertThat(unroll("completion", "bash", "--json").json().get("script").asText())
                .contains("complete -F");
    }

    private List<String> complete(String... words) throws IOException, InterruptedException {
        Path script = Files.writeString(
                folder.resolve("unroll.bash"), unroll("completion", "bash").out());
        List<String> command = new ArrayList<>(List.of(
                "bash",
                "-c",
                // Outside of a real completion bash refuses compopt.
                "compopt() { :; }; source \"$0\"; COMP_WORDS=(unroll \"$@\"); COMP_CWORD=$#; COMP_TYPE=9; COMP_LINE=\"unroll $*\"; "
                        + "COMP_POINT=${#COMP_LINE}; _complete_unroll; printf '%s\\n' \"${COMPREPLY[@]}\"",
                script.toString()));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(answer).isZero();
        return answer.lines().map(String::strip).toList();
    }
}
