package dev.unroll.data;

import dev.unroll.api.PublicApi;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.List;

/**
 * A kind of data that specs use by name: {@code data: {reader: NAME, ...}}. The whole interface that a new format
 * needs; the built-in ones use it without privilege. Stateless.
 */
@PublicApi
public interface Reader {
    /** The name in specs. */
    String name();

    /** A line that describes it, for lists. */
    String about();

    /** Its keys; no others can be read. */
    List<Key<?>> keys();

    /**
     * Reads this reader's keys but no data. Every error is noted in the settings, never thrown; the
     * caller calls {@link Settings#finish} and reads no data if there were any.
     */
    Recipe configure(Settings settings);
}
