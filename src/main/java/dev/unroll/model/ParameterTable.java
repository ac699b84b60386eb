package dev.unroll.model;

import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The trained parameters of a model, in the order in which its equations need them. */
final class ParameterTable implements WeightOwner {
    private record Entry(Term term, Initialiser initialiser) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    @Override
    public Term add(String path, List<Width> shape, Initialiser initialiser, Span span) {
        String free = path;
        for (int i = 2; entries.containsKey(free); i++) {
            free = path + "." + i;
        }
        String name = free;
        Term[] self = new Term[1];
        self[0] = Term.real(Rows.NONE, shape, span, () -> Node.of(new Leaf.Parameter(name, self[0].resolved())));
        entries.put(name, new Entry(self[0], initialiser));
        return self[0];
    }

    /** All of them, once all widths are known. */
    List<Parameter> parameters() {
        List<Parameter> parameters = new ArrayList<>();
        entries.forEach((name, entry) -> parameters.add(
                new Parameter(name, entry.term().resolved(), entry.term().sizes(), entry.initialiser())));
        return parameters;
    }

    int count() {
        return entries.size();
    }

    /** How many numbers they have together, as far as widths are known; more than a {@code long} holds, perhaps. */
    double size() {
        return entries.values().stream().mapToDouble(e -> e.term().features()).sum();
    }

    /** The one with the most numbers. */
    Term largest() {
        return entries.values().stream()
                .map(Entry::term)
                .max(Comparator.comparingDouble(Term::features))
                .orElseThrow();
    }

    Map<String, Node> nodes() {
        Map<String, Node> nodes = new LinkedHashMap<>();
        entries.forEach((name, entry) -> nodes.put(name, entry.term().node()));
        return nodes;
    }

    /** Whether all widths are known. */
    boolean isResolved() {
        return entries.values().stream().allMatch(entry -> entry.term().type().isKnown());
    }
}
