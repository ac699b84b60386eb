package dev.unroll.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"a\": 1}{\"a\": 2} | there is more text after the value | 8",
                "{\"a\": 1, \"a\": 2} | the name 'a' appears twice in one object | 9",
                "[1, 2] x | unrecognized token 'x': expected a value | 7",
                "[1, NaN] | non-standard token 'NaN' | 4",
                "[1, 2 | it ends before the closing ']' | 5",
                "~~ | it is empty | 0"
            })
    void isExactlyOneValue(String text, String problem, int offset) {
        assertThatThrownBy(() -> Json.tree(text))
                .isInstanceOfSatisfying(
                        Json.Malformed.class, e -> assertThat(e.offset()).isBetween(offset - 1, offset + 4))
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{ | it ends before the closing '}'",
                "{\"a\": | it ends before the closing '}'",
                "[1 | it ends before the closing ']'",
                "\"abc | it ends within a value",
                "[1} | unexpected close marker '}': expected ']'",
                "{\"a\": [1, 2} | unexpected close marker '}': expected ']'",
                "{a: 1} | unexpected character 'a': expected a name in double quotes",
                "[1,] | unexpected character ']': expected a value",
                "[1 2] | unexpected character '2': expected comma to separate Array entries",
                "// a | unexpected character '/': comments are not allowed",
                "[NaN] | non-standard token 'NaN'",
                "+1 | unexpected character '+' in numeric value: JSON spec does not allow numbers to have plus signs"
            })
    void reportsPlainly(String text, String message) {
        assertThatThrownBy(() -> Json.tree(text)).hasMessage(message);
    }

    @Test
    void hasBounds() throws Json.Malformed {
        assertThatThrownBy(() -> Json.tree("[".repeat(100_000))).hasMessage("it is nested deeper than 200 levels");
        assertThatThrownBy(() -> Json.tree("1".repeat(100_000))).hasMessage("a number has more than 400 characters");
        assertThat(Json.tree("[".repeat(150) + "]".repeat(150)).isArray()).isTrue();
        assertThat(Json.tree("\"" + "x".repeat(30_000_000) + "\"").asText()).hasSize(30_000_000);
    }

    @Test
    void nullIsNoValueOfAType() {
        assertThatThrownBy(() -> Json.read("null", new TypeReference<List<String>>() {}))
                .isInstanceOf(Json.Malformed.class)
                .hasMessage("it is null");
    }
}
