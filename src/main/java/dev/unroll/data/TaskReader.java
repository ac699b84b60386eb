package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.graph.Rows;
import dev.unroll.run.Heap;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A generated problem of the literature. Example i of a part depends on the seed, the part and i alone, so that asking
 * for more examples leaves the others as they are.
 *
 * @param own the problem's own keys
 * @param task reads those
 */
record TaskReader(String name, String about, List<Key<?>> own, Function<Settings, Task> task) implements Reader {
    static final Key<Long> SEED =
            Key.whole("seed", "seed of the random numbers").defaultValue(1L);
    private static final Map<Split, Key<Integer>> COUNTS = Map.of(
            Split.TRAIN, count(Split.TRAIN, 10_000),
            Split.VALID, count(Split.VALID, 1_000),
            Split.TEST, count(Split.TEST, 1_000));

    static List<Reader> all() {
        return List.of(
                new TaskReader(
                        "adding",
                        "generated: the sum of two marked numbers in a long sequence",
                        AddingTask.KEYS,
                        AddingTask::of),
                new TaskReader("copy", "generated: repeat symbols after a long delay", CopyTask.KEYS, CopyTask::of),
                new TaskReader(
                        "reber",
                        "generated: strings of Reber's grammar, plain or embedded",
                        ReberTask.KEYS,
                        ReberTask::of),
                new TaskReader("parity", "generated: the parity of a string of bits", ParityTask.KEYS, ParityTask::of),
                new TaskReader(
                        "random",
                        "generated: fields of any sizes, for measuring speed",
                        RandomTask.KEYS,
                        RandomTask::of),
                new TaskReader(
                        "temporal_order",
                        "generated: the order of two or three distant symbols",
                        OrderTask.KEYS,
                        OrderTask::of));
    }

    /** The number of examples of a part. */
    static Key<Integer> count(Split part, int defaultValue) {
        return Key.integer(part.key(), "examples in the part '" + part.key() + "'", 1, 10_000_000)
                .defaultValue(defaultValue);
    }

    /** The length of sequences, if the task has that key. */
    static Key<Integer> length(int defaultValue, int least) {
        return Key.integer("length", "number of steps of a sequence", least, 1_000_000)
                .defaultValue(defaultValue);
    }

    @Override
    public List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>(own);
        for (Split split : Split.values()) {
            keys.add(COUNTS.get(split));
        }
        keys.add(SEED);
        return keys;
    }

    @Override
    public Recipe configure(Settings settings) {
        Map<Split, Integer> counts = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            counts.put(split, settings.get(COUNTS.get(split)));
        }
        return new Generated(task.apply(settings), counts, settings.get(SEED));
    }

    /** The memory of an example besides its numbers. */
    private static final double EXAMPLE_BYTES = 250;

    private record Generated(Task task, Map<Split, Integer> counts, long seed) implements Recipe {
        @Override
        public List<Field> outline() {
            return task.fields();
        }

        @Override
        public Dataset read() {
            requireRoom();
            Map<Split, List<Example>> splits = new LinkedHashMap<>();
            counts.forEach((split, count) -> {
                List<Example> examples = new ArrayList<>(count);
                for (int i = 0; i < count; i++) {
                    examples.add(task.make(Draws.of(seed, split.ordinal(), i), Example.key(split, i)));
                }
                splits.put(split, examples);
            });
            return Dataset.of(task.fields(), splits);
        }

        /** All examples are made at once, and they are alike in size. */
        private void requireRoom() {
            double all = counts.values().stream().mapToDouble(count -> count).sum();
            Example first = task.make(Draws.of(seed, 0, 0), Example.key(Split.TRAIN, 0));
            double each = EXAMPLE_BYTES
                    + first.values().values().stream()
                            .mapToDouble(values -> (double) Float.BYTES * values.length)
                            .sum();
            double free = Heap.free();
            if (all * each > free) {
                String message = "%.0f examples need about %.1f GB of memory, and Java has room for %.1f GB"
                        .formatted(all, all * each / 1e9, free / 1e9);
                throw new InvalidInput(Diagnostic.error(Codes.TOO_MUCH_MEMORY, message)
                        .hint("reduce their number (data.train, data.valid, data.test) or length;"
                                + " UNROLL_JAVA_OPTS=-Xmx8g gives Java 8 GB"));
            }
        }

        /** The names of the symbols one by one, with or without spaces; a problem of numbers takes no input. */
        @Override
        public Example encode(String input, Map<String, Field> fields) {
            Field first = fields.get(task.fields().get(0).name());
            boolean within = first.type().rows().depth() > Rows.STEPS.depth();
            return first.vocabulary().isEmpty() || within
                    ? Recipe.super.encode(input, fields)
                    : Words.example(Unit.CHAR.split(input.replaceAll("\\s", "")), first);
        }

        @Override
        public List<String> split(String field, String text) {
            return Unit.CHAR.split(text.replaceAll("\\s", ""));
        }

        @Override
        public String join(List<String> entries) {
            return Unit.CHAR.join(entries);
        }
    }
}
