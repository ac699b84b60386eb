package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Running text whose next character or word is to be predicted. With {@code carry}, the text is walked through in
 * windows with the state carried from one to the next (truncated backpropagation through time); without, each window is
 * an example of its own. A file may have several documents; the state is zero where one begins. As words, the end of a line is the word {@code <eos>}.
 */
final class TextReader implements Reader {
    private static final String LINE_END = "<eos>";

    private static final Key<Integer> WINDOW = Key.integer(
                    "window", "steps per window, the length of truncated backpropagation", 1, 1_000_000)
            .defaultValue(50);
    private static final Key<Boolean> CARRY = Key.flag(
                    "carry", "carry the state from window to window; otherwise windows are independent")
            .defaultValue(true);
    private static final Key<String> DOCUMENTS = Key.choice(
                    "documents",
                    "what a document is, at whose beginning the state is zero: the whole file, a line, the lines between blank lines,"
                            + " or those between lines with the text of 'mark'",
                    List.of("file", "line", "blank_line", "mark"))
            .defaultValue("file");
    private static final Key<String> MARK = Key.text(
                    "mark", "the line between documents, which is not read; with 'documents: mark'")
            .examples("---");
    private static final Key<String> TEXT = field("text", "name of the field with the steps");
    private static final Key<String> NEXT = field("next", "name of the field with the next step");
    private static final Key<Settings> FIELDS = Key.section("fields", "names of the two fields", Keys.of(TEXT, NEXT))
            .examples("{text: words, next: following}");

    static final Key<String> UNIT =
            Key.choice("unit", "unit of a step", Unit.KEYS).defaultValue("char");

    /** A key that names a field, by default itself. */
    static Key<String> field(String name, String about) {
        return Key.of(name, about, new Value.Name()).defaultValue(name);
    }

    @Override
    public String name() {
        return "text";
    }

    @Override
    public String about() {
        return "running text, for predicting the next character or word";
    }

    @Override
    public List<Key<?>> keys() {
        return DataFile.keys(UNIT, WINDOW, CARRY, DOCUMENTS, MARK, Words.VOCABULARY, FIELDS);
    }

    @Override
    public Recipe configure(Settings settings) {
        Map<Split, DataFile> files = DataFile.splits(settings);
        Unit unit = Unit.of(settings.get(UNIT)).orElseThrow();
        Settings names = settings.section(FIELDS);
        String text = names.get(TEXT);
        String next = names.get(NEXT);
        if (text.equals(next)) {
            settings.error(FIELDS, "the fields need two different names");
        }
        int window = settings.get(WINDOW);
        boolean carry = settings.get(CARRY);
        String documents = settings.get(DOCUMENTS);
        Optional<String> mark = settings.find(MARK);
        if (mark.isPresent() != documents.equals("mark")) {
            settings.error(
                    mark.isPresent() ? MARK : DOCUMENTS,
                    mark.isPresent()
                            ? "a 'mark' separates documents only with documents: mark"
                            : "documents: mark needs 'mark', the line between documents");
        }
        return new Running(
                files, unit, window, carry, documents, mark.orElse(""), Words.of(settings, true), text, next);
    }

    private record Running(
            Map<Split, DataFile> files,
            Unit unit,
            int window,
            boolean carry,
            String documents,
            String mark,
            Words words,
            String text,
            String next)
            implements Recipe {
        @Override
        public List<Field> outline() {
            return List.of(Field.unknown(text, Rows.STEPS, 0), Field.unknown(next, Rows.STEPS, 0));
        }

        @Override
        public Dataset read() {
            Faults faults = new Faults();
            Map<Split, List<List<String>>> steps = new EnumMap<>(Split.class);
            files.forEach((split, file) -> file.read(faults).ifPresent(source -> {
                List<List<String>> read = documents(source.text()).stream()
                        .map(this::all)
                        .filter(document -> document.size() > 1)
                        .toList();
                if (read.isEmpty()) {
                    faults.add(Diagnostic.error(
                            Codes.EMPTY_DATA, "'" + file.name() + "' has nothing to predict", file.span()));
                }
                steps.put(split, read);
            }));
            faults.throwIfAny();
            Vocabulary.Counts counts = words.counts();
            steps.get(Split.TRAIN).forEach(counts::addAll);
            Vocabulary vocabulary = words.vocabulary(counts);
            Field field = Field.index(text, Rows.STEPS, vocabulary);
            Map<Split, List<Example>> splits = new LinkedHashMap<>();
            steps.forEach((split, list) -> {
                List<Example> examples = new ArrayList<>();
                list.forEach(document -> cut(split, indices(document, vocabulary, files.get(split), faults), examples));
                splits.put(split, examples);
            });
            faults.throwIfAny();
            List<Field> fields = List.of(field, Field.index(next, Rows.STEPS, vocabulary));
            OptionalInt walk = carry ? OptionalInt.of(window) : OptionalInt.empty();
            return new Dataset(Dataset.byName(fields), splits, walk, Map.of());
        }

        /** The texts of the documents; one of lines ends with a line end. */
        private List<String> documents(String text) {
            if (documents.equals("file")) {
                return List.of(text);
            }
            List<String> found = new ArrayList<>();
            StringBuilder document = new StringBuilder();
            for (String line : (Iterable<String>) text.lines()::iterator) {
                boolean between = documents.equals("mark") ? line.strip().equals(mark.strip()) : line.isBlank();
                if (!between) {
                    document.append(line).append('\n');
                }
                if (between || documents.equals("line")) {
                    found.add(document.toString());
                    document.setLength(0);
                }
            }
            found.add(document.toString());
            return found;
        }

        private List<String> all(String text) {
            if (unit == Unit.CHAR) {
                return unit.split(text);
            }
            List<String> steps = new ArrayList<>();
            text.lines().forEach(line -> {
                steps.addAll(unit.split(line));
                steps.add(LINE_END);
            });
            return steps;
        }

        private float[] indices(List<String> steps, Vocabulary vocabulary, DataFile file, Faults faults) {
            float[] indices = new float[steps.size()];
            for (int i = 0; i < indices.length; i++) {
                String step = steps.get(i);
                OptionalInt index = vocabulary.index(step);
                if (index.isPresent()) {
                    indices[i] = index.getAsInt();
                } else {
                    Source source = file.read(faults).orElseThrow();
                    int at = Math.max(0, source.text().indexOf(step));
                    faults.add(Words.unseen(text, step, vocabulary, source.span(at, at + step.length())));
                }
            }
            return indices;
        }

        private void cut(Split split, float[] indices, List<Example> examples) {
            int total = indices.length - 1;
            int length = carry ? total : window;
            for (int from = 0; from < total; from += length) {
                int to = Math.min(total, from + length);
                float[] now = Arrays.copyOfRange(indices, from, to);
                float[] then = Arrays.copyOfRange(indices, from + 1, to + 1);
                examples.add(
                        new Example(now.length, Map.of(text, now, next, then), Example.key(split, examples.size())));
            }
        }

        @Override
        public Example encode(String input, Map<String, Field> fields) {
            return Words.example(split(text, input), fields.get(text));
        }

        @Override
        public List<String> split(String field, String input) {
            List<String> steps = new ArrayList<>();
            if (unit == Unit.CHAR) {
                steps.addAll(unit.split(input));
            } else {
                String[] lines = input.split("\n", -1);
                for (int i = 0; i < lines.length; i++) {
                    steps.addAll(unit.split(lines[i]));
                    if (i < lines.length - 1) {
                        steps.add(LINE_END);
                    }
                }
            }
            return steps;
        }

        @Override
        public String join(List<String> entries) {
            if (unit == Unit.CHAR) {
                return unit.join(entries);
            }
            StringBuilder text = new StringBuilder();
            boolean inLine = false;
            for (String entry : entries) {
                boolean ends = entry.equals(LINE_END);
                text.append(ends ? "\n" : inLine ? " " + entry : entry);
                inLine = !ends;
            }
            return text.toString();
        }
    }
}
