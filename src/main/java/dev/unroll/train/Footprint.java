package dev.unroll.train;

import dev.unroll.data.Dataset;
import dev.unroll.data.Example;
import dev.unroll.data.Split;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.model.Model;
import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.Span;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What training needs of the memory, estimated from the types alone: each weight with its gradient, the optimizer's state, the best
 * weights and the packed operands, and the values of the largest batch that the backward pass keeps.
 *
 * @param parts what takes room
 */
record Footprint(List<Part> parts) {
    private static final int SHOWN = 3;
    /** The largest array that Java has, in numbers. */
    private static final long LONGEST = Integer.MAX_VALUE - 8;

    /**
     * Something that takes room.
     *
     * @param what its name and shape
     * @param bytes of all of it
     * @param longest how many numbers its longest array has
     */
    record Part(String what, double bytes, double longest) {}

    static Footprint of(Model model, TrainSettings settings, Dataset data) {
        // The weight itself, its gradient, the best one, a packed copy, and what the optimizer remembers.
        int copies = 4 + settings.optimizer().states().size();
        List<Part> parts = new ArrayList<>();
        model.parameters()
                .forEach(p -> parts.add(new Part(
                        "the weights '%s' %s with what training keeps of them".formatted(p.name(), p.shape()),
                        (double) Float.BYTES * copies * p.shape().size(),
                        p.shape().size())));
        model.training().ifPresent(graph -> parts.addAll(values(graph, settings, data)));
        return new Footprint(parts);
    }

    /** What the forward pass keeps of each named value for the backward pass, in the largest batch. */
    private static List<Part> values(Graph graph, TrainSettings settings, Dataset data) {
        List<Example> examples = data.examples(Split.TRAIN);
        double batch = Math.min(settings.batch(), Math.max(1, examples.size()));
        double steps = data.window().isPresent()
                ? (double) settings.batch() * data.window().getAsInt()
                : examples.stream()
                        .map(Example::length)
                        .sorted(Comparator.reverseOrder())
                        .limit((long) batch)
                        .mapToDouble(length -> length)
                        .sum();
        List<Part> parts = new ArrayList<>();
        for (Node node : graph.order()) {
            // What is emitted or computed by a product is kept; the arithmetic between is fused or computed again.
            boolean kept = node.op() instanceof Scan.Emit || node.op().name().startsWith("matmul");
            double rows = node.type().rows() == Rows.STEPS ? steps : node.type().rows() == Rows.BATCH ? batch : 0;
            if (kept && rows > 0) {
                double numbers = rows * node.type().shape().size();
                String what = "%s of %.0f rows of %d numbers in the largest batch"
                        .formatted(
                                node.name().isEmpty() ? "a value" : "'" + node.name() + "'",
                                rows,
                                node.type().shape().size());
                parts.add(new Part(what, Float.BYTES * numbers, numbers));
            }
        }
        return parts;
    }

    double bytes() {
        return parts.stream().mapToDouble(Part::bytes).sum();
    }

    /** What to say if it does not fit into the memory that Java may still use. */
    Optional<Diagnostic> problem(Span span) {
        Runtime runtime = Runtime.getRuntime();
        double free = runtime.maxMemory() - (double) (runtime.totalMemory() - runtime.freeMemory());
        boolean tooLong = parts.stream().anyMatch(part -> part.longest() > LONGEST);
        if (bytes() <= free && !tooLong) {
            return Optional.empty();
        }
        String largest = parts.stream()
                .sorted(Comparator.comparingDouble(Part::bytes).reversed())
                .limit(SHOWN)
                .map(part -> part.what() + " (" + gigabytes(part.bytes()) + ")")
                .collect(Collectors.joining("; "));
        String message = "training needs about %s of memory, and Java has %s left"
                .formatted(gigabytes(bytes()), gigabytes(free));
        String hint = "the largest are " + largest + ". A smaller model, batch or sequence needs less;"
                + " UNROLL_JAVA_OPTS=-Xmx20g lets Java use 20 GB";
        return Optional.of(
                Diagnostic.error(Codes.TOO_MUCH_MEMORY, message, span).hint(hint));
    }

    private static String gigabytes(double bytes) {
        return String.format(Locale.ROOT, bytes < 1e8 ? "%.3f GB" : "%.1f GB", bytes / 1e9);
    }
}
