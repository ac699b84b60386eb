package dev.unroll.data;

import dev.unroll.spec.Settings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A generated problem of the literature. Example i of a part depends on the seed, the part and i alone, so that asking
 * for more examples leaves the others as they are.
 *
 * @param task reads the problem's own keys
 */
record TaskReader(String name, String about, Function<Settings, Task> task) implements Reader {
    static List<Reader> all() {
        return List.of(
                new TaskReader("adding", "generated: the sum of two marked numbers in a long sequence", AddingTask::of),
                new TaskReader("copy", "generated: repeat symbols after a long delay", CopyTask::of),
                new TaskReader("reber", "generated: strings of Reber's grammar, plain or embedded", ReberTask::of),
                new TaskReader("parity", "generated: is the number of ones odd?", ParityTask::of),
                new TaskReader("random", "generated: fields of any sizes, for measuring speed", RandomTask::of),
                new TaskReader(
                        "temporal_order", "generated: the order of two or three far apart symbols", OrderTask::of));
    }

    @Override
    public Recipe configure(Settings settings) {
        Map<Split, Integer> counts = new LinkedHashMap<>();
        counts.put(Split.TRAIN, settings.integer("train", 10_000, 1, 10_000_000));
        counts.put(Split.VALID, settings.integer("valid", 1_000, 1, 10_000_000));
        counts.put(Split.TEST, settings.integer("test", 1_000, 1, 10_000_000));
        long seed = settings.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE).orElse(1L);
        return new Generated(task.apply(settings), counts, seed);
    }

    private record Generated(Task task, Map<Split, Integer> counts, long seed) implements Recipe {
        @Override
        public List<Field> outline() {
            return task.fields();
        }

        @Override
        public Dataset read() {
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

        /** The names of the symbols one by one, with or without spaces; a problem of numbers takes no input. */
        @Override
        public Example encode(String input, Map<String, Field> fields) {
            Field first = fields.get(task.fields().get(0).name());
            return first.vocabulary().isEmpty()
                    ? Recipe.super.encode(input, fields)
                    : Words.example(Unit.CHAR.split(input.replaceAll("\\s", "")), first);
        }

        @Override
        public String join(List<String> entries) {
            return Unit.CHAR.join(entries);
        }
    }
}
