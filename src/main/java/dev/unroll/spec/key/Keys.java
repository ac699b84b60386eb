package dev.unroll.spec.key;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys of a mapping. What else it has may depend on a choice, as the keys of {@code data} depend on its reader.
 *
 * @param shared keys that are always there
 * @param choice the key that decides; one of the shared
 * @param chosen per word of the choice, the further keys, in an order that is kept
 */
public record Keys(List<Key<?>> shared, Optional<Key<String>> choice, Map<String, List<Key<?>>> chosen) {
    public Keys {
        shared = List.copyOf(shared);
        chosen = Collections.unmodifiableMap(new LinkedHashMap<>(chosen));
    }

    /** Keys that depend on nothing. */
    public static Keys of(Key<?>... keys) {
        return new Keys(List.of(keys), Optional.empty(), Map.of());
    }

    /** Keys of which some depend on a choice. */
    public static Keys by(Key<String> choice, List<Key<?>> others, Map<String, List<Key<?>>> chosen) {
        List<Key<?>> shared = new ArrayList<>(List.of(choice));
        shared.addAll(others);
        return new Keys(shared, Optional.of(choice), chosen);
    }

    /** All keys that there can be. */
    public List<Key<?>> all() {
        return Stream.concat(shared.stream(), chosen.values().stream().flatMap(List::stream))
                .distinct()
                .<Key<?>>map(k -> k)
                .toList();
    }

    /** The names of all keys, in order. */
    public List<String> names() {
        return all().stream().map(Key::name).distinct().toList();
    }
}
