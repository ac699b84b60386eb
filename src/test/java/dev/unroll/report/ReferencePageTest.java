package dev.unroll.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.spec.Golden;
import dev.unroll.spec.key.Key;
import dev.unroll.train.TrainSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code docs/reference.md} says what the code says. */
class ReferencePageTest {
    @Test
    void isFresh() throws IOException {
        Golden.compare(ReferencePage.text(), Path.of("docs/reference.md"));
    }

    @Test
    void keysBelowOthersHaveTheirPaths() {
        List<Key<?>> keys = TrainSettings.KEYS.all();
        assertThat(KeyRow.of(keys))
                .extracting(KeyRow::path)
                .contains("optimizer", "stop", "stop.watch", "stop.patience");
        assertThat(ReferencePage.text()).contains("| `fields.NAME.column` |", "| `U102` |", "### `lstm(units)`");
    }
}
