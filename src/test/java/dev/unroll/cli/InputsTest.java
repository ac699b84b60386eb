package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.cli.Inputs.Input;
import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs, a line each, and the places of those that cannot be read. */
class InputsTest {
    @TempDir
    private Path folder;

    private static void read(String input) {
        if (input.contains("?")) {
            throw new InvalidInput(Diagnostic.error(Codes.DATA_VALUE, "no question, please"));
        }
    }

    @Test
    void eachFilledLineIsOne() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "\uFEFFone\r\n\n  \n two\nthree");
        assertThat(Inputs.lines(Optional.of(file))).extracting(Input::text).containsExactly("one", " two", "three");
    }

    @Test
    void allThatCannotBeReadAreShownAtTheirPlaces() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "one\n\ntwo?\nthree\nfour?\n");
        List<Input> inputs = Inputs.lines(Optional.of(file));
        assertThatThrownBy(() -> Inputs.check(inputs, InputsTest::read))
                .hasMessageContaining("a.txt:3:1")
                .hasMessageContaining("3 | two?")
                .hasMessageContaining("a.txt:5:1")
                .hasMessageNotContaining("three");
    }

    @Test
    void onTheCommandLineThereIsNoPlace() {
        List<Input> inputs = List.of(new Input("why?", Optional.empty()));
        assertThatThrownBy(() -> Inputs.check(inputs, InputsTest::read)).hasMessage("error: no question, please");
    }
}
