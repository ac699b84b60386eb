package dev.unroll.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {
    @ParameterizedTest
    @CsvSource({
        "2016-07-01 00:00:00; 2016-07-01 01:00:00; 2016-07-01 02:00:00, 2016-07-01 03:00:00; 2016-07-01 04:00:00",
        "2016-07-01T23:30; 2016-07-01T23:45, 2016-07-02T00:00; 2016-07-02T00:15",
        "2024-02-27; 2024-02-28, 2024-02-29; 2024-03-01",
        "2023-11-01; 2023-12-01; 2024-01-01, 2024-02-01; 2024-03-01",
        "2024-02-01; 2024-02-02; 2024-02-09, +1; +2",
        "monday; tuesday, +1; +2"
    })
    void goOnAsTheyDid(String given, String expected) {
        List<Map<String, Object>> rows = Arrays.stream(given.split("; "))
                .map(time -> Map.<String, Object>of("v", "1.5", "date", time))
                .collect(Collectors.toList());
        assertThat(Times.after(rows, 2)).containsExactly(expected.split("; "));
    }
}
