package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code graph -o}. */
class GraphDrawCommandTest {
    private static final String SPEC = "src/test/specs/drawing/both.yaml";

    @TempDir
    private Path folder;

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void theEndingChoosesTheFormat() throws Exception {
        assertThat(unroll("graph", SPEC, "-o", file("a.svg")).status()).isZero();
        assertThat(unroll("graph", SPEC, "--open", "gru", "-o", file("a.html")).status())
                .isZero();
        assertThat(unroll("graph", SPEC, "--unroll", "2", "-o", file("a.dot")).status())
                .isZero();
        assertThat(unroll("graph", SPEC, "--stage", "program", "-o", file("a.mmd"))
                        .status())
                .isZero();
        assertThat(Files.readString(folder.resolve("a.svg")))
                .startsWith("<?xml")
                .contains("<svg");
        assertThat(Files.readString(folder.resolve("a.html")))
                .startsWith("<!DOCTYPE html>")
                .contains("reset gate");
        assertThat(Files.readString(folder.resolve("a.dot"))).startsWith("digraph");
        assertThat(Files.readString(folder.resolve("a.mmd")))
                .startsWith("flowchart")
                .contains("scan");
    }

    @Test
    void aCellIsDrawnByItself() throws Exception {
        assertThat(unroll("graph", "models/cells/lstm.yaml", "-o", file("lstm.svg"))
                        .status())
                .isZero();
        assertThat(Files.readString(folder.resolve("lstm.svg"))).contains("lstm(units)", "forget gate");
    }

    @Test
    void theDrawingIsData() throws Exception {
        var json = unroll("graph", SPEC, "--json", "-o", file("a.svg")).json();
        assertThat(json.at("/drawing/groups/0/id").asText()).isEqualTo("h");
        assertThat(json.at("/drawing/edges")).isNotEmpty();
        assertThat(unroll("graph", SPEC, "--json").json().has("graph")).isTrue();
    }

    @Test
    void wrongOptionsHaveAMessage() {
        assertThat(misuse("-o", file("a.png"))).contains("-o must end in .svg, .html, .dot or .mmd, not 'a.png'");
        assertThat(misuse("--open", "gru")).contains("--open needs a drawing: give -o FILE.svg");
        assertThat(misuse("--unroll", "9", "-o", file("a.svg"))).contains("--unroll must be from 2 to 8, not 9");
        assertThat(misuse("--open", "lstm", "-o", file("a.svg")))
                .contains("--open must be a cell or a layer of this model, not 'lstm': gru, h.forward, h.backward");
        assertThat(misuse("--open", "gru", "--stage", "model", "-o", file("a.svg")))
                .contains("choose one of them");
    }

    private static String misuse(String... options) {
        String[] all = new String[options.length + 2];
        all[0] = "graph";
        all[1] = SPEC;
        System.arraycopy(options, 0, all, 2, options.length);
        var answer = unroll((Object[]) all);
        assertThat(answer.status()).isEqualTo(2);
        return answer.err();
    }
}
