package dev.unroll.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.compile.Census.Work;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Graph;
import dev.unroll.model.Model;
import dev.unroll.plugin.Plugins;
import dev.unroll.train.Experiment;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the README says that the compiler does for the cells of the library, counted in their plans. */
class PromisesTest {
    private static final int UNITS = 8;
    private static final Work NOTHING = new Work(0, 0, 0, 0, 0);

    private static Model model(String equation, String end) {
        String spec = "model: promised\ndata: {reader: random, length: 5, fields: "
                + "{x: {features: 3}, y: {features: 8}, tags: {classes: 8}}}\n"
                + "equations:\n  h: " + equation + "\n" + end + "\n";
        Source source = new Source("promised.yaml", spec);
        return Experiment.load(source, List.of(), Plugins.installed(), new Diagnostics())
                .model();
    }

    private static Graph training(String equation) {
        return model(equation, "loss: squared_error(h, y)").training().orElseThrow();
    }

    private static Graph answering(String equation) {
        return model(equation, "predict: {h: h}").evaluation().only(Set.of("predict:h"));
    }

    /** What a hand-written kernel does: a product for all gates, and one pass over its numbers. */
    @ParameterizedTest
    @CsvSource({
        "rnn,            1, 1, 1, 1",
        "gru,            2, 2, 2, 3", // its reset gate parts the candidate from the gates
        "mgu,            2, 2, 2, 3",
        "lstm,           1, 1, 1, 1",
        "lstm_coupled,   1, 1, 1, 1",
        "lstm_peephole,  1, 1, 1, 1",
        "lstm_layernorm, 1, 2, 1, 4", // the mean of the context parts what is before it from what is after
    })
    void aStepIsFewProductsAndKernels(String cell, long products, long kernels, long productsBack, long kernelsBack) {
        Census plan = Census.of(training("rnn(" + cell + "(8), x)"));
        assertThat(plan.forward().products()).isEqualTo(products);
        assertThat(plan.forward().kernels()).isEqualTo(kernels);
        assertThat(plan.backward().products()).isEqualTo(productsBack);
        assertThat(plan.backward().kernels()).isEqualTo(kernelsBack);
        assertThat(plan.forward().applied() + plan.backward().applied()).isZero();
    }

    /** All gates' products with the input are one in front of the loop; backward, the data needs no gradient. */
    @ParameterizedTest
    @CsvSource({"rnn", "gru", "mgu", "lstm", "lstm_coupled", "lstm_peephole", "lstm_layernorm"})
    void theInputIsOneProductOutside(String cell) {
        String equation = "rnn(" + cell + "(8), x)";
        assertThat(Census.of(answering(equation)).outside().products()).isEqualTo(1);
        assertThat(Census.of(training(equation)).outside().products()).isEqualTo(1);
    }

    /** One for the weights of the input, one for each product of a step. */
    @ParameterizedTest
    @CsvSource({"rnn, 2", "gru, 3", "mgu, 3", "lstm, 2", "lstm_coupled, 2", "lstm_peephole, 2", "lstm_layernorm, 2"})
    void weightGradientsAreOneProductOverAllSteps(String cell, long contractions) {
        Census plan = Census.of(training("rnn(" + cell + "(8), x)"));
        assertThat(plan.outside().contractions()).isEqualTo(contractions);
        assertThat(plan.forward().contractions() + plan.backward().contractions())
                .isZero();
    }

    /** In units: what the steps leave for the gradients, and the gradients they leave for the weights. */
    @ParameterizedTest
    @CsvSource({
        "rnn,           2, 1", // h before and after
        "gru,           5, 3",
        "mgu,           4, 2",
        "lstm,          7, 4", // f, g, i, o, tanh(c'), and both states before; neither k nor j nor c' nor h'
        "lstm_coupled,  6, 3",
        "lstm_peephole, 8, 4",
    })
    void whatIsNotReadIsNotKept(String cell, int values, int gradients) {
        Census plan = Census.of(training("rnn(" + cell + "(8), x)"));
        assertThat(plan.forward().kept()).isEqualTo(values * UNITS);
        assertThat(plan.backward().kept()).isEqualTo(gradients * UNITS);
    }

    @Test
    void withoutGradientsTheAnswerAloneIsKept() {
        Census plan = Census.of(answering("rnn(lstm(8), x)"));
        assertThat(plan.forward()).isEqualTo(new Work(1, 0, 1, 0, UNITS));
        assertThat(plan.backward()).isEqualTo(NOTHING);
    }

    /** The input of each layer, and what the upper layer sends back to the lower. */
    @Test
    void layersAreLoopsOfTheirOwn() {
        Census plan = Census.of(training("rnn(lstm(8), x, layers=2)"));
        assertThat(plan.outside().products()).isEqualTo(3);
        assertThat(plan.forward().products()).isEqualTo(2);
        assertThat(plan.backward().products()).isEqualTo(2);
        assertThat(plan.outside().contractions()).isEqualTo(4);
    }

    @Test
    void bothDirectionsShareTheProductWithTheInput() {
        Census plan = Census.of(training("birnn(lstm(8), x, merge=sum)"));
        assertThat(plan.outside().products()).isEqualTo(1);
        assertThat(plan.outside().contractions()).isEqualTo(3);
    }

    @Test
    void aLossOfClassesIsComputedWithItsGradient() {
        Graph graph = model("rnn(lstm(8), x)", "loss: cross_entropy(h, tags)")
                .training()
                .orElseThrow();
        assertThat(Census.of(graph, Set.of("likelihood")).outside().applied()
                        - Census.of(graph).outside().applied())
                .isEqualTo(1);
    }

    /** A step of a stream: the input, the state, and one kernel. */
    @Test
    void aStreamedStepIsTwoProductsAndAKernel() {
        Graph step = OneStep.of(answering("rnn(lstm(8), x)")).graph();
        assertThat(Census.of(step)).isEqualTo(new Census(new Work(2, 0, 1, 0, 0), NOTHING, NOTHING));
    }

    /** What each pass is worth, so that the figures above are not those of a plan that came optimised. */
    @Test
    void withoutAPassMoreIsDone() {
        Graph graph = training("rnn(lstm(8), x)");
        assertThat(Census.of(graph, Set.of("hoist")).forward().products()).isEqualTo(2);
        assertThat(Census.of(graph, Set.of("hoist")).backward().contractions()).isEqualTo(2);
        assertThat(Census.of(graph, Set.of("merge")).forward().products()).isEqualTo(4);
        assertThat(Census.of(graph, Set.of("merge")).outside().contractions()).isEqualTo(8);
        assertThat(Census.of(graph, Set.of("bias")).outside().kernels())
                .isEqualTo(Census.of(graph).outside().kernels() + 1);
        assertThat(Census.of(graph, Set.of("simplify")).backward().kept()).isGreaterThan(4 * UNITS);
    }
}
