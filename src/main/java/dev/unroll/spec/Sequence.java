package dev.unroll.spec;

import java.util.List;
import java.util.Optional;

/** A YAML list. */
record Sequence(List<Node> items, Span span, Optional<String> label) implements Node {
    Sequence {
        items = List.copyOf(items);
    }

    @Override
    public String kind() {
        return "a list";
    }
}
