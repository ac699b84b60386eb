package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Dataset;
import dev.unroll.data.Example;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.model.Model;
import dev.unroll.model.Parameter;
import dev.unroll.run.Heap;
import dev.unroll.run.Room;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The memory that training needs: each weight with its best value, optimizer state and clipped gradient; and the
 * buffers of the training and evaluation programs, on their largest batches.
 *
 * @param parts what takes room, by name, estimated from the types alone
 * @param bytes of all of it
 * @param longest how many numbers the longest array has
 */
record Footprint(List<Part> parts, double bytes, double longest) {
    private static final int SHOWN = 3;
    /** The largest array that Java has, in numbers. */
    private static final long LONGEST = Integer.MAX_VALUE - 8;
    /** Arrays grow by an eighth when a batch is larger than those before. */
    private static final double GROWTH = 9.0 / 8;
    /** What the types alone say is right to this factor: where it could matter, the program is planned. */
    private static final double CARE = 16;

    /**
     * Something that takes room.
     *
     * @param what its name and shape
     * @param numbers how many numbers it keeps
     * @param longest how many its longest array has
     */
    record Part(String what, double numbers, double longest) {
        double bytes() {
            return Float.BYTES * numbers;
        }
    }

    /**
     * The largest batch.
     *
     * @param rows how many rows it has of each kind
     */
    private record Largest(Map<Rows, Double> rows) {
        static Largest of(TrainSettings settings, Dataset data) {
            List<Example> examples = data.examples(Split.TRAIN);
            Map<Rows, Double> rows = new HashMap<>();
            if (data.window().isPresent()) {
                double total = examples.stream().mapToDouble(Example::length).sum();
                double streams = Math.min(settings.batch(), Math.max(1, total));
                rows.put(Rows.BATCH, streams);
                rows.put(Rows.STEPS, Math.min(total, streams * data.window().getAsInt()));
                return new Largest(rows);
            }
            long batch = Math.min(settings.batch(), Math.max(1, examples.size()));
            rows.put(Rows.BATCH, (double) batch);
            axes(data).forEach(axis -> rows.put(axis, longest(examples, batch, axis)));
            return new Largest(rows);
        }

        private static Stream<Rows> axes(Dataset data) {
            return data.fields().values().stream()
                    .map(field -> field.type().rows())
                    .filter(Rows::isAxis)
                    .distinct();
        }

        private static double longest(List<Example> examples, long batch, Rows axis) {
            return examples.stream()
                    .map(example -> example.rows(axis))
                    .sorted(Comparator.reverseOrder())
                    .limit(batch)
                    .mapToDouble(length -> length)
                    .sum();
        }

        /** Of those in which a part is measured. */
        static Largest measuring(Dataset data, Split split) {
            List<Minibatch> all = Batches.measuring(data, split).once();
            Map<Rows, Double> rows = new HashMap<>();
            for (int i = 0;
                    i < (data.window().isPresent() && data.examples(split).size() == 1 ? 1 : all.size());
                    i++) {
                Axes axes = all.get(i).batch().axes();
                Stream.concat(Stream.of(Rows.BATCH), axes.axes().stream())
                        .forEach(kind -> rows.merge(kind, (double) axes.rows(kind), Math::max));
            }
            return new Largest(rows);
        }

        double steps() {
            return rows.values().stream().mapToDouble(count -> count).max().orElse(0);
        }

        Room room(Graph graph) {
            return Room.of(graph, kind -> rows.getOrDefault(kind, 0.0));
        }
    }

    /** @param free the bytes that Java may still use */
    static Footprint of(Model model, TrainSettings settings, Dataset data, double free) {
        Largest batch = Largest.of(settings, data);
        boolean clips = settings.clip().isPresent() || settings.clipValue().isPresent();
        int copies = 2 + settings.optimizer().states().size() + (clips ? 1 : 0);
        // The program's own: a gradient, and a packed weight.
        int all = copies + 2;
        List<Part> parts = new ArrayList<>();
        for (Parameter p : model.parameters()) {
            String what = "'%s' %s with its gradients and optimizer states".formatted(p.name(), p.shape());
            parts.add(new Part(what, (double) all * p.shape().size(), p.shape().size()));
        }
        double size = Float.BYTES * (double) model.size();
        double longest = parts.stream().mapToDouble(Part::longest).max().orElse(0);
        model.training().ifPresent(graph -> parts.addAll(values(graph, batch)));
        double rough = parts.stream().mapToDouble(Part::bytes).sum();
        if (rough * CARE < free
                || rough > CARE * free
                || longest > LONGEST
                || model.training().isEmpty()) {
            return new Footprint(parts, rough, longest);
        }
        List<Room> rooms = new ArrayList<>(List.of(batch.room(model.training().get())));
        Set<String> measured = model.evaluation().outputs().keySet().stream()
                .filter(name -> !name.matches("(value|predict|probability):.*"))
                .collect(Collectors.toSet());
        Stream.of(Split.VALID, Split.TEST)
                .filter(data::has)
                .map(split -> Largest.measuring(data, split))
                .max(Comparator.comparingDouble(Largest::steps))
                .ifPresent(most -> rooms.add(most.room(model.evaluation().only(measured))));
        double buffers = rooms.stream().mapToDouble(Room::bytes).sum();
        double most = rooms.stream().mapToDouble(Room::longest).max().orElse(0);
        return new Footprint(parts, copies * size + GROWTH * buffers, Math.max(longest, GROWTH * most));
    }

    /** What the forward pass keeps of each named value for the backward pass. */
    private static List<Part> values(Graph graph, Largest batch) {
        List<Part> parts = new ArrayList<>();
        for (Node node : graph.order()) {
            // What is emitted or computed by a product is kept; the arithmetic between is fused or computed again.
            boolean kept = node.op() instanceof Scan.Read && Scan.result(node).kind() == Scan.Kind.STACKED
                    || node.op().name().startsWith("matmul");
            Rows kind = node.type().rows();
            double rows = batch.rows().getOrDefault(kind, 0.0);
            if (kept && rows > 0) {
                int width = node.type().shape().size();
                String name = node.name().isEmpty() ? "a value" : "'" + node.name() + "'";
                String what = "%s with %.0f rows of %d numbers".formatted(name, rows, width);
                parts.add(new Part(what, rows * width, rows * width));
            }
        }
        return parts;
    }

    /** The error if Java cannot hold it. */
    Optional<Diagnostic> problem(Span span) {
        if (fits(Heap.free())) {
            return Optional.empty();
        }
        System.gc(); // what reading the data has left behind is no reason to refuse
        double free = Heap.free();
        return fits(free) ? Optional.empty() : Optional.of(problem(free, span));
    }

    private boolean fits(double free) {
        return bytes <= free && longest <= LONGEST;
    }

    /** The error if it does not fit. @param free the bytes that Java may still use */
    Diagnostic problem(double free, Span span) {
        String largest = parts.stream()
                .sorted(Comparator.comparingDouble(Part::bytes).reversed())
                .limit(SHOWN)
                .map(part -> part.what() + " (" + gigabytes(part.bytes()) + ")")
                .collect(Collectors.joining("; "));
        String message = longest > LONGEST
                ? "training needs an array of %.0f numbers, but the limit of Java is %d".formatted(longest, LONGEST)
                : "training needs about %s of memory, but Java may use only %s"
                        .formatted(gigabytes(bytes), gigabytes(free));
        String more = longest > LONGEST
                ? ""
                : "; with enough memory, set UNROLL_JAVA_OPTS=-Xmx%.0fg".formatted(Math.ceil(1.6 * bytes / 1e9));
        String hint =
                "the largest are " + largest + ". Reduce the model, the batch or the length of the sequences" + more;
        return Diagnostic.error(Codes.TOO_MUCH_MEMORY, message, span).hint(hint);
    }

    private static String gigabytes(double bytes) {
        return String.format(Locale.ROOT, bytes < 1e8 ? "%.3f GB" : bytes < 1e10 ? "%.2f GB" : "%.0f GB", bytes / 1e9);
    }
}
