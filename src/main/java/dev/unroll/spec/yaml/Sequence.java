package dev.unroll.spec.yaml;

import dev.unroll.diagnostic.Span;
import java.util.List;
import java.util.Optional;

/** A YAML list. */
public record Sequence(List<Node> items, Span span, Optional<String> label) implements Node {
    public Sequence {
        items = List.copyOf(items);
    }

    @Override
    public String kind() {
        return "a list";
    }
}
