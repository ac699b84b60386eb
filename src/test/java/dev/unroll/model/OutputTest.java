package dev.unroll.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class OutputTest {
    @Test
    void anOutputIsOfOneKindAndTellsWhoseItIs() {
        for (Output kind : Output.values()) {
            for (String of : new String[] {"", "h.1.forward.c'"}) {
                String output = kind.of(of);
                assertThat(Arrays.stream(Output.values()).filter(k -> k.is(output)))
                        .as(output)
                        .containsExactly(kind);
                assertThat(kind.owner(output)).isEqualTo(of);
            }
        }
    }

    @Test
    void theNamesOfTheJavaInterfaceStay() {
        assertThat(Output.ANSWER.of("kind")).isEqualTo("predict:kind");
        assertThat(Output.VALUE.of("h")).isEqualTo("value:h");
        assertThat(Output.LOSS.whole()).isEqualTo("loss");
        assertThat(Output.LOSSES.of("tags")).isEqualTo("losses:tags");
        assertThat(Output.argument("accuracy", 1)).isEqualTo("metric:accuracy:1");
        assertThat(Output.weights("accuracy")).isEqualTo("metric:accuracy:weights");
    }
}
