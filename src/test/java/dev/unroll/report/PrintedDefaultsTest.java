package dev.unroll.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.data.Readers;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Source;
import dev.unroll.spec.SpecKeys;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import dev.unroll.train.TrainSettings;
import dev.unroll.train.optimizer.Method;
import dev.unroll.train.optimizer.Optimizers;
import dev.unroll.train.optimizer.Schedules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every default that the reference and the schemas print is one that the reader takes. */
class PrintedDefaultsTest {
    static Stream<Named<Key<?>>> keys() {
        List<Named<Key<?>>> keys = new ArrayList<>();
        add("model", SpecKeys.MODEL.all(), keys);
        add("cell", SpecKeys.CELL.all(), keys);
        add("train", TrainSettings.KEYS.all(), keys);
        Readers.builtIn().all().forEach(reader -> add(reader.name(), reader.keys(), keys));
        Stream<Method<?>> methods =
                Stream.concat(Optimizers.builtIn().all().stream(), Schedules.builtIn().all().stream());
        methods.forEach(method -> add(method.callee().name(), method.callee().keys(), keys));
        return keys.stream();
    }

    private static void add(String above, List<Key<?>> some, List<Named<Key<?>>> keys) {
        for (Key<?> key : some) {
            keys.add(Named.of(above + "." + key.name(), key));
            below(above + "." + key.name(), key.value(), keys);
        }
    }

    private static void below(String above, Value<?> value, List<Named<Key<?>>> keys) {
        if (value instanceof Value.Section section) {
            add(above, section.keys().all(), keys);
        } else if (value instanceof Value.Entries entries) {
            below(above, entries.each(), keys);
        }
    }

    private static Settings settings(Key<?> key, String text) {
        Source source = new Source("reference.yaml", key.name() + ": " + text + "\n");
        return Settings.parse("", source).declare(Keys.of(key).all());
    }

    @ParameterizedTest
    @MethodSource("keys")
    <T> void isRead(Key<T> key) {
        key.defaultText().ifPresent(text -> {
            Settings settings = settings(key, text);
            Diagnostics diagnostics = new Diagnostics();
            if (key.value() instanceof Value.Call) {
                assertThat(settings.find(key)).as("a call that is known").isPresent();
                return;
            }
            assertThat(settings.find(key)).isEqualTo(key.defaultValue());
            settings.finish(diagnostics);
            assertThat(diagnostics.list()).isEmpty();
        });
    }
}
