package dev.unroll.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.compile.Instruction.Accumulate;
import dev.unroll.compile.Instruction.Apply;
import dev.unroll.compile.Instruction.Contraction;
import dev.unroll.compile.Instruction.Copy;
import dev.unroll.compile.Instruction.Fill;
import dev.unroll.compile.Instruction.Indexed;
import dev.unroll.compile.Instruction.Loop;
import dev.unroll.compile.Instruction.Pack;
import dev.unroll.compile.Instruction.Product;
import dev.unroll.compile.Instruction.Scatter;
import dev.unroll.compile.Instruction.TableRows;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Unary;
import dev.unroll.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What an instruction touches, by which buffers share arrays: a value that it leaves out would be overwritten. */
class InstructionTest {
    private static final Type TYPE = Type.real(Rows.STEPS, Shape.of(4));

    private static View view(int buffer) {
        return new View(buffer, 0, 4, 1, 4, false);
    }

    static Stream<Arguments> touches() {
        Copy copy = new Copy(Rows.STEPS, view(1), view(2));
        Apply apply = new Apply(Unary.EXP, List.of(view(1), view(3)), List.of(TYPE, TYPE), view(2), TYPE);
        return Stream.of(
                Arguments.of(new Pack(view(1), false, 0), List.of(1), List.of()),
                Arguments.of(new Product(Rows.STEPS, view(1), 0, Optional.empty(), view(2)), List.of(1), List.of(2)),
                Arguments.of(
                        new Product(Rows.STEPS, view(1), 0, Optional.of(view(3)), view(2)), List.of(1, 3), List.of(2)),
                Arguments.of(new Contraction(Rows.STEPS, view(1), view(3), view(2)), List.of(1, 3), List.of(2)),
                Arguments.of(apply, List.of(1, 3), List.of(2)),
                Arguments.of(
                        new TableRows(List.of(new Indexed(Rows.STEPS, view(1), view(3))), 7, 0),
                        List.of(1, 3),
                        List.of()),
                Arguments.of(
                        new Scatter(new Indexed(Rows.STEPS, view(1), view(3)), view(4)), List.of(1, 3, 4), List.of(4)),
                Arguments.of(copy, List.of(1), List.of(2)),
                Arguments.of(new Fill(Rows.STEPS, view(2), 0), List.of(), List.of(2)),
                Arguments.of(new Accumulate(Rows.STEPS, view(1), view(2)), List.of(1, 2), List.of(2)),
                Arguments.of(new Loop(Rows.STEPS, false, List.of(copy, apply)), List.of(1, 1, 3), List.of(2, 2)));
    }

    @ParameterizedTest
    @MethodSource("touches")
    void readsAndWrites(Instruction instruction, List<Integer> reads, List<Integer> writes) {
        assertThat(instruction.reads()).extracting(View::buffer).isEqualTo(reads);
        assertThat(instruction.writes()).extracting(View::buffer).isEqualTo(writes);
    }
}
