package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.plugin.Plugins;
import dev.unroll.train.metric.Metrics;
import dev.unroll.train.optimizer.Optimizers;
import dev.unroll.train.optimizer.Schedules;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** All that comes with Unroll keeps the contract of its kind; which there are is asked of the registries. */
class OwedTest {
    static List<Named<Owed>> all() {
        return Owed.all(Plugins.none()).stream()
                .map(o -> Named.of(o.kind() + " " + o.name(), o))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("all")
    void keepsItsContract(Owed owed) {
        assertThat(owed.check().get()).isEmpty();
        assertThat(owed.isAdded()).isFalse();
    }

    @Test
    void everyKindIsThere() {
        assertThat(all().stream()
                        .map(named -> named.getPayload().kind())
                        .collect(Collectors.groupingBy(k -> k, Collectors.counting())))
                .containsEntry("initialiser", 5L)
                .containsEntry("optimizer", (long) Optimizers.builtIn().all().size())
                .containsEntry("schedule", (long) Schedules.builtIn().all().size())
                .containsEntry("metric", (long) Metrics.builtIn().all().size())
                .containsKey("reader");
    }
}
