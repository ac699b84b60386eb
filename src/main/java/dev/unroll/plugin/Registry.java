package dev.unroll.plugin;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Suggest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The named entries of one kind, and where each came from. Those of Unroll and those of plug-ins are added the
 * same way, and none can take the name of another.
 *
 * @param <T> the type of the entries
 */
public final class Registry<T> {
    /** The origin of what comes with Unroll. */
    public static final String UNROLL = "Unroll";

    private final String kind;
    private final Map<String, Entry<T>> byName = new LinkedHashMap<>();

    /** The entry of a name. */
    public record Entry<T>(String name, T value, String origin) {
        /** Whether it comes from a plug-in. */
        public boolean isAdded() {
            return !origin.equals(UNROLL);
        }
    }

    /** @param kind what to call one of them in messages */
    public Registry(String kind) {
        this.kind = kind;
    }

    /** Adds one that comes with Unroll. */
    public void add(String name, T value) {
        add(name, value, UNROLL);
    }

    /** Adds one. @throws InvalidInput if the name is taken */
    public void add(String name, T value, String origin) {
        Entry<T> other = byName.putIfAbsent(name, new Entry<>(name, value, origin));
        if (other != null) {
            throw new InvalidInput(Diagnostic.error(
                            Codes.PLUGIN,
                            "duplicate " + kind + " '" + name + "': defined by " + origin + " and by " + other.origin())
                    .hint("names in use: " + listing()));
        }
    }

    /** The entry of a name. */
    public Optional<T> find(String name) {
        return Optional.ofNullable(byName.get(name)).map(Entry::value);
    }

    /** All, in the order in which they were added. */
    public List<Entry<T>> entries() {
        return List.copyOf(byName.values());
    }

    /** All values, in the same order. */
    public List<T> values() {
        return byName.values().stream().map(Entry::value).toList();
    }

    /** All names, in the same order. */
    public Set<String> names() {
        return Collections.unmodifiableSet(byName.keySet());
    }

    /** All names in a line; those that were added with their origin. */
    public String listing() {
        return byName.values().stream()
                .map(entry -> entry.isAdded() ? entry.name() + " (" + entry.origin() + ")" : entry.name())
                .collect(Collectors.joining(", "));
    }

    /** The hint for an unknown name: the nearest known one, or all of them. */
    public String hint(String unknown) {
        return Suggest.question(unknown, byName.keySet()).orElseGet(() -> "known: " + listing());
    }
}
