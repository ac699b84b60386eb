package dev.unroll.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestTest {
    private static final List<String> KNOWN =
            List.of("sigmoid", "softmax", "log_softmax", "tanh", "h", "batch", "epochs", "min", "max", "mean");

    @ParameterizedTest
    @CsvSource({
        "sigmod, sigmoid",
        "simgoid, sigmoid",
        "SIGMOID, sigmoid",
        "bach, batch",
        "tahn, tanh",
        "epoch, epochs",
        "miin, min",
        "maen, mean"
    })
    void findsTheWordMeant(String word, String meant) {
        assertThat(Suggest.nearest(word, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"q", "zebra", "learning_rate"})
    void findsNothingFarAway(String word) {
        assertThat(Suggest.nearest(word, KNOWN)).isEmpty();
    }
}
