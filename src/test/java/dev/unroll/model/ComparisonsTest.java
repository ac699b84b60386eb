package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.graph.Rows;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Two fields have three numbers a row, {@code y} and {@code whole}: the type of an answer does not tell them apart. */
final class ComparisonsTest {
    private static Map<String, Optional<String>> targets(String spec) {
        return Trial.model(spec, false).answers().stream()
                .collect(Collectors.toMap(Model.Answer::name, Model.Answer::target));
    }

    @Test
    void eachHeadPredictsTheFieldThatItIsComparedWith() {
        assertThat(targets("""
                        equations:
                          h: rnn(gru(5), x)
                          a: affine(h, to=3)
                          b: affine(last(h), last(a), to=3)
                        loss: {one: "squared_error(a, y)", two: "0.5 * squared_error(b, whole)"}
                        predict: {p: tanh(a), q: b, whole: a}
                        """))
                .isEqualTo(Map.of("p", Optional.of("y"), "q", Optional.of("whole"), "whole", Optional.of("whole")));
    }

    @Test
    void aMetricTellsWhereTheLossDoesNot() {
        assertThat(targets("""
                        equations: {a: "affine(last(x), to=3)"}
                        loss: mean(a * a)
                        metrics: {m: "mean_squared_error(a, whole)"}
                        predict: {p: a}
                        """)).containsEntry("p", Optional.of("whole"));
    }

    @Test
    void anEquationThatIsAFieldStandsForIt() {
        assertThat(targets("""
                        equations: {right: y, a: "affine(x, to=3)"}
                        loss: squared_error(a, right)
                        predict: {p: a}
                        """)).containsEntry("p", Optional.of("y"));
    }

    @Test
    void withoutAComparisonTheOnlyFieldOfTheTypeIsIt() {
        assertThat(targets("""
                        equations: {a: "affine(x, to=3)", c: "affine(x, to=4)"}
                        predict: {many: a, one: argmax(c)}
                        """)).isEqualTo(Map.of("many", Optional.empty(), "one", Optional.of("tags")));
    }

    @Test
    void anObjectiveNamesTheScoresOfItsCrossEntropy() {
        assertThat(Trial.model("""
                        equations: {s: "affine(x, to=tags)"}
                        loss: {a: "0.5 * cross_entropy(s, tags, where=tags != 0)", b: "cross_entropy(affine(x, to=tags), tags)"}
                        """, false).objectives())
                .containsExactly(
                        new Model.Objective("a", true, Rows.STEPS, Optional.of("tags"), Optional.of("s")),
                        new Model.Objective("b", false, Rows.STEPS, Optional.of("tags"), Optional.empty()));
    }
}
