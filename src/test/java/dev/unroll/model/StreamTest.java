package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.unroll.compile.OneStep;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Rows;
import dev.unroll.run.Stream;
import dev.unroll.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Step by step is the same as all at once. */
class StreamTest {
    private static final int STEPS = 50;

    static List<String> models() {
        return List.of(
                "  h: rnn(lstm(9), embed(words, 6), layers=2)\n  scores: affine(h, to=4)\n",
                "  h: rnn(gru(7), concat(x, whole))\n  answer: argmax(affine(h, to=4))\n",
                "  h: rnn(lstm_layernorm(5), x, initial=learned)\n  double: h + h\n",
                "  h: rnn(lstm(40), x)\n  g: rnn(mgu(33), concat(h, y))\n  p: softmax(affine(g, price, to=5))\n",
                "  h: conv(before(x, 3, first=2), to=4, width=2)\n  k: sum_so_far(affine(h, to=3))\n  n: before(price, first=7)\n",
                "  h: rnn(gru(4), concat(embed(before(words, 2), 3), position(words)))\n  again: before(x) * before(x, 2)\n",
                // Two states that take each other's place.
                """
                  h: rnn(turn(3), x, initial=learned)
                cells:
                  "turn(units)":
                    state: {a: units, b: units, c: units}
                    equations:
                      a': b
                      b': a
                      d: tanh(affine(x, a, c, to=units))
                      c': d
                    output: concat(a', d)
                """);
    }

    /** Random weights, but small enough that what is rounded differently does not grow over the steps. */
    private static Trial trial(String equations, boolean carry, int sequences) {
        int[] lengths = new int[sequences];
        Arrays.fill(lengths, STEPS);
        Trial trial = carry
                ? Trial.carrying("equations:\n" + equations, lengths)
                : Trial.of("equations:\n" + equations, lengths);
        trial.weights.values().forEach(w -> Arrays.setAll(w.data(), i -> w.data()[i] * 0.4));
        trial.model
                .carried()
                .keySet()
                .forEach(state -> Arrays.fill(trial.inputs.get(state).data(), 0));
        return trial;
    }

    private static Set<String> values(Trial trial) {
        return trial.model.values().stream().map(v -> "value:" + v.name()).collect(Collectors.toSet());
    }

    private static Stream stream(Trial trial) {
        return Stream.of(trial.model.evaluation().only(values(trial)), trial.floats(), trial.packing.parents());
    }

    /** Writes the inputs of step {@code t} of a sequence to its row of the stream. */
    private static void feed(Stream stream, Trial trial, int sequence, int t) {
        for (String name : stream.inputs()) {
            Tensor values = trial.inputs.get(name);
            boolean perStep = Trial.FIELDS.get(name).rows() == Rows.STEPS;
            int row = perStep ? trial.packing.row(sequence, t) : sequence;
            for (int i = 0; i < values.width(); i++) {
                stream.input(name)[sequence * values.width() + i] = (float) values.data()[row * values.width() + i];
            }
        }
    }

    private static void step(Stream stream, Trial trial, int t) {
        for (int sequence = 0; sequence < trial.packing.parents(); sequence++) {
            feed(stream, trial, sequence, t);
        }
        stream.step();
    }

    /** The numbers of one step of a sequence. */
    private static float[] row(float[] values, int width, int row) {
        return Arrays.copyOfRange(values, row * width, (row + 1) * width);
    }

    private static void assertIs(Stream stream, Trial trial, Map<String, float[]> whole, int sequence, int t) {
        for (String name : values(trial)) {
            int width = trial.model.evaluation().output(name).type().shape().size();
            assertThat(stream.output(name)).hasSize(width * trial.packing.parents());
            assertThat(row(stream.output(name), width, sequence))
                    .as("%s of sequence %d at step %d", name, sequence, t)
                    .containsExactly(row(whole.get(name), width, trial.packing.row(sequence, t)), within(1e-6f));
        }
    }

    private static Map<String, float[]> whole(Trial trial) {
        return new LinkedHashMap<>(trial.compiled(trial.model.evaluation()));
    }

    @ParameterizedTest
    @MethodSource("models")
    void equalsAllAtOnce(String equations) {
        for (int sequences : new int[] {1, 3}) {
            Trial trial = trial(equations, false, sequences);
            Map<String, float[]> whole = whole(trial);
            Stream stream = stream(trial);
            for (int t = 0; t < STEPS; t++) {
                step(stream, trial, t);
                for (int sequence = 0; sequence < sequences; sequence++) {
                    assertIs(stream, trial, whole, sequence, t);
                }
            }
        }
    }

    @Test
    void statesThatAreCarriedBeginAtZero() {
        Trial trial = trial(models().get(0), true, 1);
        Map<String, float[]> whole = whole(trial);
        Stream stream = stream(trial);
        for (int t = 0; t < STEPS; t++) {
            step(stream, trial, t);
            assertIs(stream, trial, whole, 0, t);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void oneSequenceBeginsAgainWhileOthersGoOn(String equations) {
        Trial trial = trial(equations, false, 2);
        Map<String, float[]> whole = whole(trial);
        Stream stream = stream(trial);
        for (int t = 0; t < 20; t++) {
            step(stream, trial, t);
        }
        stream.reset(0);
        for (int t = 0; t < 20; t++) {
            feed(stream, trial, 0, t);
            feed(stream, trial, 1, 20 + t);
            stream.step();
            assertIs(stream, trial, whole, 0, t);
            assertIs(stream, trial, whole, 1, 20 + t);
        }
        stream.reset();
        step(stream, trial, 0);
        assertIs(stream, trial, whole, 0, 0);
        assertIs(stream, trial, whole, 1, 0);
    }

    @Test
    void streamsDoNotDisturbEachOther() {
        Trial trial = trial(models().get(0), false, 1);
        Map<String, float[]> whole = whole(trial);
        List<Stream> streams = List.of(stream(trial), stream(trial));
        int[] steps = new int[2];
        Random random = new Random(4);
        while (steps[0] < STEPS && steps[1] < STEPS) {
            int k = random.nextInt(2);
            step(streams.get(k), trial, steps[k]);
            assertIs(streams.get(k), trial, whole, 0, steps[k]++);
        }
    }

    @Test
    void whatLooksAheadIsFound() {
        Map<String, String> obstacles = new LinkedHashMap<>();
        obstacles.put("h: birnn(rnn(4), x)", "scan reversed");
        obstacles.put("h: mean_over_time(rnn(rnn(4), x))", "sum_over_time");
        obstacles.put("h: x * max_over_time(price)", "max_over_time");
        obstacles.put("h: last(x)", "last");
        obstacles.put("h: after(x)", "shift -1");
        obstacles.put("h: after(words)", "shift_index -1");
        obstacles.put("h: conv(x, to=2)", "shift -1");
        obstacles.put("h: reverse(x)", "reverse");
        obstacles.put("h: softmax_over_time(x)", "softmax_over_time");
        obstacles.put("h: x / length(x)", "length");
        obstacles.forEach((equation, op) -> {
            Graph graph = Trial.of("equations:\n  " + equation + "\n", 3).model.evaluation();
            assertThat(OneStep.obstacle(graph))
                    .hasValueSatisfying(node -> assertThat(node.op().name()).isEqualTo(op));
            assertThatThrownBy(() -> OneStep.of(graph)).isInstanceOf(IllegalArgumentException.class);
        });
    }

    @Test
    void namesAreTold() {
        Stream stream = stream(trial(models().get(1), false, 1));
        assertThat(stream.inputs()).containsExactlyInAnyOrder("x", "whole");
        assertThatThrownBy(() -> stream.input("words"))
                .hasMessageContaining("words")
                .hasMessageContaining("whole");
        assertThatThrownBy(() -> stream.output("value:k")).hasMessageContaining("value:k");
    }

    /**
     * Vectors are objects until the JIT compiler has seen the kernels often enough; in JDK 17, those that are not full remain
     * so, hence the round sizes.
     */
    @Test
    void aStepMakesLittleGarbageWhenWarm() throws InterruptedException {
        Stream stream = stream(trial("  h: rnn(lstm(64), embed(words, 16), layers=2)\n", false, 1));
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 3000 && least > 1000; round++) {
            long before = allocated();
            for (int i = 0; i < 100; i++) {
                stream.step();
            }
            least = Math.min(least, (allocated() - before) / 100);
            // Other tests' code stands in the JIT compiler's queue.
            Thread.sleep(20);
        }
        assertThat(least).as("bytes a step").isLessThan(1000);
    }

    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                ? threads.getThreadAllocatedBytes(Thread.currentThread().getId())
                : 0;
    }
}
