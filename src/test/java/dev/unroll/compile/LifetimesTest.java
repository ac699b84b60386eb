package dev.unroll.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.compile.Instruction.Copy;
import dev.unroll.compile.Instruction.Loop;
import dev.unroll.graph.Rows;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifetimesTest {
    private static Plan.Buffer buffer(int width) {
        return new Plan.Buffer(Rows.STEPS, width);
    }

    private static Instruction copy(int from, int to) {
        return new Copy(Rows.STEPS, view(from), view(to));
    }

    private static View view(int buffer) {
        return new View(buffer, 0, 4, 1, 4, false);
    }

    /** Copies from each buffer to the next. */
    private static List<Instruction> chain(int buffers) {
        List<Instruction> chain = new ArrayList<>();
        for (int b = 0; b + 1 < buffers; b++) {
            chain.add(copy(b, b + 1));
        }
        return chain;
    }

    private static List<Plan.Buffer> buffers(int... widths) {
        List<Plan.Buffer> buffers = new ArrayList<>();
        for (int width : widths) {
            buffers.add(buffer(width));
        }
        return buffers;
    }

    @Test
    void aValueTakesTheArrayOfOneThatIsNotNeededAnyMore() {
        assertThat(Lifetimes.share(buffers(4, 4, 4, 4), chain(4), List.of())).containsExactly(0, 1, 0, 1);
    }

    @Test
    void valuesOfAnotherSizeDoNotShare() {
        assertThat(Lifetimes.share(buffers(4, 4, 5, 4), chain(4), List.of())).containsExactly(0, 1, 2, 1);
        List<Plan.Buffer> rows = new ArrayList<>(buffers(4, 4, 4));
        rows.set(2, new Plan.Buffer(Rows.BATCH, 4));
        assertThat(Lifetimes.share(rows, chain(3), List.of())).doesNotHaveDuplicates();
    }

    /** What the caller reads or wrote. */
    @Test
    void pinnedValuesShareWithNothing() {
        List<Integer> storage = Lifetimes.share(buffers(4, 4, 4, 4), chain(4), List.of(0, 3));
        assertThat(storage).doesNotHaveDuplicates();
    }

    @Test
    void aValueReadAgainLaterKeepsItsArray() {
        List<Instruction> instructions = new ArrayList<>(chain(3));
        instructions.add(copy(0, 3));
        assertThat(Lifetimes.share(buffers(4, 4, 4, 4), instructions, List.of()))
                .containsExactly(0, 1, 2, 2);
    }

    /** What is dead within a step is needed again at the next. */
    @Test
    void aLoopIsOneMoment() {
        List<Instruction> loop = List.of(new Loop(Rows.STEPS, false, chain(4)));
        assertThat(Lifetimes.share(buffers(4, 4, 4, 4), loop, List.of())).doesNotHaveDuplicates();
    }

    @Test
    void valuesThatNothingTouchesHaveArraysToo() {
        assertThat(Lifetimes.share(buffers(4, 4), List.of(), List.of())).containsExactly(0, 1);
    }
}
