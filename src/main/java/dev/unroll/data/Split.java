package dev.unroll.data;

import dev.unroll.api.PublicApi;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The parts of a data set: training, validation and test. */
@PublicApi
public enum Split {
    TRAIN,
    VALID,
    TEST;

    /** The name in specs, options and files: {@code train}, {@code valid}, {@code test}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names. */
    public static List<String> keys() {
        return Arrays.stream(values()).map(Split::key).toList();
    }
}
