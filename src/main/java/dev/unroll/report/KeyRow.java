package dev.unroll.report;

import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A key as a reference lists it.
 *
 * @param path its name, prefixed by the keys that contain it: {@code stop.patience}, {@code fields.NAME.column}
 * @param defaultValue what holds if it is left out, an empty text if that is nothing; nothing if it must be given
 * @param about what it means, and among which words it chooses
 */
public record KeyRow(String path, Optional<String> defaultValue, String about) {
    /** These keys, each followed by its nested keys. */
    public static List<KeyRow> of(List<Key<?>> keys) {
        List<KeyRow> rows = new ArrayList<>();
        keys.forEach(key -> add(key, "", rows));
        return rows;
    }

    private static void add(Key<?> key, String above, List<KeyRow> rows) {
        String path = above + key.name();
        Optional<String> defaultValue = key.required()
                ? Optional.empty()
                : Optional.of(key.defaultText().orElse(""));
        String words =
                key.value() instanceof Value.Choice choice && choice.words().size() < 20
                        ? ": " + String.join(", ", choice.words())
                        : "";
        rows.add(new KeyRow(path, defaultValue, key.about() + words));
        below(key.value(), path + ".", rows);
    }

    private static void below(Value<?> value, String above, List<KeyRow> rows) {
        Optional<Keys> keys = Optional.empty();
        if (value instanceof Value.Section section) {
            keys = Optional.of(section.keys());
        } else if (value instanceof Value.Weight weight) {
            keys = Optional.of(weight.keys());
        } else if (value instanceof Value.Terms terms) {
            below(terms.terms(), above, rows);
        } else if (value instanceof Value.Entries entries) {
            below(entries.each(), above + "NAME.", rows);
        }
        keys.ifPresent(all -> all.all().forEach(key -> add(key, above, rows)));
    }
}
