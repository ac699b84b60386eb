package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.InvalidInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TasksTest {
    private final Given given = new Given(Path.of(""));

    @ParameterizedTest
    @ValueSource(strings = {"adding", "copy", "reber", "parity", "temporal_order"})
    void examplesDoNotDependOnTheirNumber(String task) {
        Dataset few = given.read("reader: " + task + "\ntrain: 5\nvalid: 2\ntest: 2");
        Dataset more = given.read("reader: " + task + "\ntrain: 50\nvalid: 2\ntest: 2");
        Dataset other = given.read("reader: " + task + "\ntrain: 5\nvalid: 2\ntest: 2\nseed: 2");
        assertThat(few.examples(Split.TRAIN))
                .usingRecursiveComparison()
                .isEqualTo(more.examples(Split.TRAIN).subList(0, 5));
        assertThat(few.examples(Split.TRAIN).stream().map(Example::length).toList())
                .satisfiesAnyOf(
                        lengths -> assertThat(lengths)
                                .isNotEqualTo(other.examples(Split.TRAIN).stream()
                                        .map(Example::length)
                                        .toList()),
                        lengths -> assertThat(few.examples(Split.TRAIN).get(0).values())
                                .isNotEqualTo(other.examples(Split.TRAIN).get(0).values()));
        assertThat(given.recipe("reader: " + task).outline())
                .isEqualTo(List.copyOf(few.fields().values()));
    }

    @Test
    void whatCannotBeHeldIsRefusedBeforeItIsMade() {
        assertThatThrownBy(() -> given.read("reader: adding\nlength: 1000000\ntrain: 10000000"))
                .isInstanceOfSatisfying(InvalidInput.class, e -> {
                    assertThat(e.diagnostics().get(0).code()).isEqualTo(Codes.TOO_MUCH_MEMORY);
                    // Two inputs a step and a target, of four bytes each.
                    assertThat(e.diagnostics().get(0).message())
                            .startsWith("10002000 examples need about 80018.5 GB of memory");
                });
    }

    @Test
    void addingAsksForTheSumOfTwoMarkedNumbers() {
        Dataset data = given.read("reader: adding\nlength: 20\ntest: 5000");
        double error = 0;
        for (Example example : data.examples(Split.TEST)) {
            float[] inputs = example.values().get("inputs");
            float sum = 0;
            int marks = 0;
            for (int t = 0; t < 20; t++) {
                sum += inputs[2 * t] * inputs[2 * t + 1];
                marks += (int) inputs[2 * t + 1] * (t < 10 ? 1 : 100);
            }
            assertThat(marks).isEqualTo(101);
            assertThat(example.values().get("target")[0]).isEqualTo(sum);
            error += (sum - 1) * (sum - 1) / 5000;
        }
        assertThat(error).isBetween(0.155, 0.178);
    }

    @Test
    void copyAsksForTheSymbolsAfterTheDelay() {
        Dataset data = given.read("reader: copy\nlength: 3\ndelay: 4\nsymbols: 2\ntrain: 1");
        Recipe recipe = given.recipe("reader: copy\nlength: 3\ndelay: 4\nsymbols: 2");
        Example example = data.examples(Split.TRAIN).get(0);
        String symbols = names(data, example, "symbol");
        String target = names(data, example, "target");
        assertThat(symbols).matches("[ab]{3}___>___");
        assertThat(target).isEqualTo("_______" + symbols.substring(0, 3));
        assertThat(example.values().get("recall")).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1, 1);
        assertThat(recipe.encode(symbols, data.fields()).values().get("symbol"))
                .isEqualTo(example.values().get("symbol"));
    }

    @Test
    void embeddedReberRemembersItsSecondSymbol() {
        Dataset data = given.read("reader: reber\ntrain: 2000");
        for (Example example : data.examples(Split.TRAIN)) {
            String symbols = names(data, example, "symbol");
            String next = names(data, example, "next");
            assertThat(symbols).matches("B([TP])B(TS*(XS|XXT*V(PXT*V)*(PS|V))|PT*V(PXT*V)*(PS|V))E\\1");
            assertThat(next).isEqualTo(symbols.substring(1) + "E");
            assertThat(symbols.charAt(1)).isEqualTo(symbols.charAt(symbols.length() - 1));
            float[] possible = example.values().get("possible");
            for (int t = 0; t < example.length(); t++) {
                int count = 0;
                for (int s = 0; s < 7; s++) {
                    count += (int) possible[7 * t + s];
                }
                assertThat(possible[7 * t + (int) example.values().get("next")[t]])
                        .isEqualTo(1);
                boolean forced = t == 1 || t >= example.length() - 3;
                assertThat(count).isEqualTo(forced ? 1 : 2);
            }
        }
    }

    @Test
    void plainReberStringsAreOfTheGrammar() {
        Dataset data = given.read("reader: reber\nembedded: false\ntrain: 500");
        for (Example example : data.examples(Split.TRAIN)) {
            // Reber 1967, as a pattern: both ways through the two loops.
            assertThat(names(data, example, "symbol") + "E")
                    .matches("B(TS*(XS|XXT*V(PXT*V)*(PS|V))|PT*V(PXT*V)*(PS|V))E");
        }
    }

    @Test
    void parityRunsAlong() {
        Dataset data = given.read("reader: parity\nlength: 9\ntrain: 300");
        List<Integer> lengths = new ArrayList<>();
        for (Example example : data.examples(Split.TRAIN)) {
            String bits = names(data, example, "bit");
            long ones = bits.chars().filter(c -> c == '1').count();
            lengths.add(example.length());
            assertThat(example.values().get("target")[0]).isEqualTo(ones % 2);
            assertThat(example.values().get("running")[bits.length() - 1]).isEqualTo(ones % 2);
        }
        assertThat(lengths).contains(1, 9).allMatch(l -> l >= 1 && l <= 9);
    }

    @Test
    void temporalOrderIsThatOfTheMarks() {
        for (int marks : new int[] {2, 3}) {
            Dataset data = given.read("reader: temporal_order\ntrain: 300\nmarks: " + marks);
            for (Example example : data.examples(Split.TRAIN)) {
                String symbols = names(data, example, "symbol");
                assertThat(symbols).matches("E[abcdXY]*B");
                assertThat(example.length()).isBetween(100, 110);
                int order = (int) example.values().get("order")[0];
                assertThat(symbols.replaceAll("[^XY]", ""))
                        .isEqualTo(data.fields().get("order").label(order));
            }
            assertThat(data.fields().get("order").type().classes()).isEqualTo(1 << marks);
        }
    }

    @Test
    void mistakes() {
        assertThat(given.problems("reader: parity\nlength: 3\nmin_length: 4")).contains("above 'length'");
        assertThat(given.problems("reader: adding\nlength: 1")).contains("'length'");
        assertThat(given.problems("reader: copy\ndelays: 4")).contains("did you mean 'delay'?");
    }

    private static String names(Dataset data, Example example, String field) {
        StringBuilder names = new StringBuilder();
        for (float index : example.values().get(field)) {
            names.append(data.fields().get(field).label((int) index));
        }
        return names.toString();
    }
}
