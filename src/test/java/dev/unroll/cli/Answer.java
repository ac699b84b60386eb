package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.StreamSupport;

/** What a command line gave. */
record Answer(int status, String out, String err) {
    /** Runs {@code ./unroll ARGUMENTS} as from a script. */
    static Answer unroll(Object... arguments) {
        return on(Screen.NONE, arguments);
    }

    /** The same on a screen. */
    static Answer on(Screen screen, Object... arguments) {
        Answer answer = run(screen, arguments);
        assertThat(answer.out() + answer.err()).doesNotContain("\tat ").doesNotContain("Exception");
        return answer;
    }

    /** The same, where a plug-in's exception is told to its author by name. */
    static Answer withPlugin(Object... arguments) {
        Answer answer = run(Screen.NONE, arguments);
        assertThat(answer.out() + answer.err()).doesNotContain("\tat ");
        return answer;
    }

    private static Answer run(Screen screen, Object... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] words = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        int status = Main.run(
                words,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                screen);
        return new Answer(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out);
    }

    /** The codes of the diagnostics of a JSON document. */
    List<String> codes() throws IOException {
        JsonNode diagnostics = json().path("diagnostics");
        return StreamSupport.stream(diagnostics.spliterator(), false)
                .map(d -> d.get("code").asText())
                .toList();
    }
}
