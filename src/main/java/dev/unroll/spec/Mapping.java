package dev.unroll.spec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A YAML mapping in the order written; its keys are different from each other. */
record Mapping(List<Entry> entries, Span span, Optional<String> label) implements Node {
    Mapping {
        entries = List.copyOf(entries);
    }

    /** One key and its value. */
    record Entry(Scalar key, Node value) {}

    static Mapping empty(Span span) {
        return new Mapping(List.of(), span, Optional.empty());
    }

    Optional<Entry> find(String key) {
        return entries.stream().filter(e -> e.key().value().equals(key)).findFirst();
    }

    Optional<Node> get(String key) {
        return find(key).map(Entry::value);
    }

    List<String> keys() {
        return entries.stream().map(e -> e.key().value()).toList();
    }

    /** This mapping with the entry in the place of the one with its key, or at the end. */
    Mapping with(Entry entry) {
        List<Entry> changed = new ArrayList<>(entries);
        int at = keys().indexOf(entry.key().value());
        if (at < 0) {
            changed.add(entry);
        } else {
            changed.set(at, new Entry(entries.get(at).key(), entry.value()));
        }
        return new Mapping(changed, span, label);
    }

    /** This mapping without a key. */
    Mapping without(String key) {
        return new Mapping(
                entries.stream().filter(e -> !e.key().value().equals(key)).toList(), span, label);
    }

    @Override
    public String kind() {
        return "a mapping";
    }
}
