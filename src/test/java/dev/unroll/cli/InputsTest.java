package dev.unroll.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.cli.Inputs.Placed;
import dev.unroll.data.Dataset;
import dev.unroll.data.Field;
import dev.unroll.data.Input;
import dev.unroll.data.Recipe;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs, a line each, and the places of those that cannot be read. */
class InputsTest {
    @TempDir
    private Path folder;

    private static final Recipe RECIPE = new Recipe() {
        @Override
        public List<Field> outline() {
            return List.of();
        }

        @Override
        public Dataset read() {
            throw new UnsupportedOperationException();
        }
    };

    private static List<Placed> lines(Path file) {
        return new Inputs(RECIPE, Set.of()).read(Optional.of(file), Optional.empty());
    }

    private static void read(Input input) {
        if (input.toString().contains("?")) {
            throw new InvalidInput(Diagnostic.error(Codes.DATA_VALUE, "no question, please"));
        }
    }

    @Test
    void eachFilledLineIsOne() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "\uFEFFone\r\n\n  \n two\nthree");
        assertThat(lines(file))
                .extracting(Placed::input)
                .containsExactly(new Input.Text("one"), new Input.Text(" two"), new Input.Text("three"));
    }

    @Test
    void allThatCannotBeReadAreShownAtTheirPlaces() throws IOException {
        Path file = Files.writeString(folder.resolve("a.txt"), "one\n\ntwo?\nthree\nfour?\n");
        List<Placed> inputs = lines(file);
        assertThatThrownBy(() -> Inputs.check(inputs, InputsTest::read))
                .hasMessageContaining("a.txt:3:1")
                .hasMessageContaining("3 | two?")
                .hasMessageContaining("a.txt:5:1")
                .hasMessageNotContaining("three");
    }

    @Test
    void onTheCommandLineThereIsNoPlace() {
        List<Placed> inputs = List.of(new Placed(new Input.Text("why?"), Optional.empty()));
        assertThatThrownBy(() -> Inputs.check(inputs, InputsTest::read)).hasMessage("error: no question, please");
    }
}
