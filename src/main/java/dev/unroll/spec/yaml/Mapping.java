package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A YAML mapping in the order written; its keys are different from each other. */
public record Mapping(List<Entry> entries, Span span, Optional<String> label) implements Node {
    public Mapping {
        entries = List.copyOf(entries);
    }

    /** One key and its value. */
    public record Entry(Scalar key, Node value) {}

    public static Mapping empty(Span span) {
        return new Mapping(List.of(), span, Optional.empty());
    }

    public Optional<Entry> find(String key) {
        return entries.stream().filter(e -> e.key().value().equals(key)).findFirst();
    }

    public Optional<Node> get(String key) {
        return find(key).map(Entry::value);
    }

    public List<String> keys() {
        return entries.stream().map(e -> e.key().value()).toList();
    }

    /** This mapping with the entry in the place of the one with its key, or at the end. */
    public Mapping with(Entry entry) {
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
    public Mapping without(String key) {
        return new Mapping(
                entries.stream().filter(e -> !e.key().value().equals(key)).toList(), span, label);
    }

    @Override
    public String kind() {
        return "a mapping";
    }
}
