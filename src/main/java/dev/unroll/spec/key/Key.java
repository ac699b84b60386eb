package dev.unroll.spec.key;

import dev.unroll.api.PublicApi;
import dev.unroll.spec.expr.Numerals;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A key of a mapping, or an argument of a call, declared once: {@link Settings} reads by it, and the schema and the
 * reference are written from it.
 *
 * @param name as specs write it
 * @param about what it means, in one line that begins small and ends without a full stop
 * @param value what it may hold
 * @param defaultValue its value if absent; empty if there is none or it depends on other keys, as {@code about} explains
 * @param required whether it must be there
 * @param examples values that are worth showing, as specs write them
 * @param <T> what it is read as
 */
@PublicApi
public record Key<T>(
        String name, String about, Value<T> value, Optional<T> defaultValue, boolean required, List<String> examples) {
    public Key {
        examples = List.copyOf(examples);
    }

    /** A key that need not be there, without a default. */
    public static <T> Key<T> of(String name, String about, Value<T> value) {
        return new Key<>(name, about, value, Optional.empty(), false, List.of());
    }

    /** Any text. */
    public static Key<String> text(String name, String about) {
        return of(name, about, new Value.Text());
    }

    /** One of some words. */
    public static Key<String> choice(String name, String about, List<String> words) {
        return of(name, about, new Value.Choice(words));
    }

    /** A whole number within bounds. */
    public static Key<Integer> integer(String name, String about, int min, int max) {
        return of(name, about, new Value.Int(min, max));
    }

    /** Any whole number of 64 bits, such as a seed. */
    public static Key<Long> whole(String name, String about) {
        return of(name, about, new Value.Whole(Long.MIN_VALUE, Long.MAX_VALUE));
    }

    /** A number within bounds; infinite ones bound nothing. */
    public static Key<Double> number(String name, String about, double min, double max) {
        return of(name, about, new Value.Real(min, max));
    }

    /** A time such as {@code 90s}. */
    public static Key<Duration> duration(String name, String about) {
        return of(name, about, new Value.Duration());
    }

    /** {@code true} or {@code false}. */
    public static Key<Boolean> flag(String name, String about) {
        return of(name, about, new Value.Flag());
    }

    /** A mapping with nested keys; see {@link Settings#section}. */
    public static Key<Settings> section(String name, String about, Keys keys) {
        return of(name, about, new Value.Section(keys));
    }

    /** The same key with a default. */
    public Key<T> defaultValue(T defaultValue) {
        return new Key<>(name, about, value, Optional.of(defaultValue), required, examples);
    }

    /** The same key, which must be there. */
    public Key<T> needed() {
        return new Key<>(name, about, value, defaultValue, true, examples);
    }

    /** The same key with examples. */
    public Key<T> examples(String... shown) {
        return new Key<>(name, about, value, defaultValue, required, List.of(shown));
    }

    /** Its default as specs write it. */
    public Optional<String> defaultText() {
        return value instanceof Value.Call call ? Optional.of(call.defaultValue()) : defaultValue.map(Numerals::text);
    }

    @Override
    public String toString() {
        return name;
    }
}
