package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Sentences with one word a line and columns separated by tabs or by spaces, a blank line after each: CoNLL-U, whose multiword
 * lines (ids such as 3-4) and empty nodes (8.1) are skipped, and similar formats with other columns. A file is CoNLL-U if the spec
 * gives columns by their names there, or if it has ten columns whose first one numbers the words. A comment {@code # intent = X} can label the sentence. The first field with a column is the input; its
 * vocabulary has an unknown entry unless the spec says otherwise. Format: universaldependencies.org/format.html.
 */
final class ConlluReader implements Reader {
    static final List<String> COLUMNS =
            List.of("id", "form", "lemma", "upos", "xpos", "feats", "head", "deprel", "deps", "misc");

    private static final Key<String> COLUMN = Key.text("column", "its column, by name in CoNLL-U or by number from 1")
            .examples(COLUMNS.toArray(String[]::new));
    private static final Key<String> COMMENT = Key.text(
                    "comment", "the key of a comment such as '# intent = X', which labels the sentence")
            .examples("intent");
    private static final Key<Settings> FIELDS = fields(
                    "columns and comments to read, by the name that equations use; the first column is the input",
                    Keys.of(COLUMN, COMMENT, Words.FIELD_VOCABULARY))
            .examples("{words: {column: form}, tags: {column: upos}}");

    static final Key<Integer> MAX_LENGTH = Key.integer(
            "max_length",
            "maximum length in training; longer sequences are cut; by default no limit",
            1,
            Integer.MAX_VALUE);

    /** Fields whose names the spec chooses, at least one. */
    static Key<Settings> fields(String about, Keys keys) {
        return Key.<Settings>of("fields", about, new Value.Entries(Value.Form.NAME, new Value.Section(keys), 1))
                .needed();
    }

    /**
     * A field as the spec declares it.
     *
     * @param column the 0-based column, or −1 if it comes from a comment
     * @param named whether the spec gives the column's name in CoNLL-U, not its number
     * @param comment the key of the comment, or empty
     */
    record Wanted(String name, int column, boolean named, String comment, Words words, Span span) {
        Rows rows() {
            return column < 0 ? Rows.BATCH : Rows.STEPS;
        }

        /** The source of its words: fields of one source have the same words. */
        List<Object> source() {
            return List.of(column, comment);
        }
    }

    @Override
    public String name() {
        return "conllu";
    }

    @Override
    public String about() {
        return "sentences with one word a line: CoNLL-U and other columns, for tagging";
    }

    @Override
    public List<Key<?>> keys() {
        return DataFile.keys(FIELDS, MAX_LENGTH);
    }

    @Override
    public Recipe configure(Settings settings) {
        Map<Split, DataFile> files = DataFile.splits(settings);
        List<Wanted> wanted = new ArrayList<>();
        settings.find(FIELDS).ifPresent(fields -> {
            for (Settings.Entry entry : fields.entries()) {
                boolean input = wanted.stream().allMatch(w -> w.rows() == Rows.BATCH);
                fields.section(entry).flatMap(f -> wanted(entry, f, input)).ifPresent(wanted::add);
            }
            if (wanted.stream().allMatch(w -> w.rows() == Rows.BATCH)
                    && wanted.size() == fields.entries().size()) {
                settings.error(FIELDS, "at least one field needs a column, which has the steps");
            }
        });
        int[] owners = Words.owners(
                wanted.stream().map(Wanted::name).toList(),
                wanted.stream().map(Wanted::source).toList(),
                wanted.stream().map(Wanted::words).toList(),
                settings);
        return new Sentences(files, List.copyOf(wanted), owners, longest(settings));
    }

    static OptionalInt longest(Settings settings) {
        Optional<Integer> longest = settings.find(MAX_LENGTH);
        return longest.isPresent() ? OptionalInt.of(longest.get()) : OptionalInt.empty();
    }

    private static Optional<Wanted> wanted(Settings.Entry entry, Settings field, boolean input) {
        Optional<String> column = field.find(COLUMN);
        Optional<String> comment = field.find(COMMENT);
        Words words = Words.ofField(field, input && field.has(COLUMN));
        if (column.isPresent() == comment.isPresent()) {
            String message = "field '%s' needs a column or a comment%s, such as {column: form}"
                    .formatted(entry.key(), column.isPresent() ? ", not both" : "");
            field.add(Diagnostic.error(Codes.MISSING_KEY, message, entry.keySpan()));
            return Optional.empty();
        }
        if (comment.isPresent()) {
            return Optional.of(new Wanted(entry.key(), -1, false, comment.get(), words, field.span(COMMENT)));
        }
        int number = COLUMNS.indexOf(column.get());
        boolean named = number >= 0;
        if (!named && column.get().matches("[1-9][0-9]?")) {
            number = Integer.parseInt(column.get()) - 1;
        }
        if (number < 0) {
            String message = "unknown column '" + column.get() + "'";
            String known = "columns: " + String.join(", ", COLUMNS) + ", or a number from 1";
            field.add(Diagnostic.error(Codes.UNKNOWN_COLUMN, message, field.span(COLUMN))
                    .hint(Suggest.question(column.get(), COLUMNS).orElse(known)));
            return Optional.empty();
        }
        return Optional.of(new Wanted(entry.key(), number, named, "", words, field.span(COLUMN)));
    }

    private record Sentences(Map<Split, DataFile> files, List<Wanted> wanted, int[] owners, OptionalInt longest)
            implements Recipe {
        @Override
        public List<Field> outline() {
            List<Field> fields = new ArrayList<>();
            for (Wanted field : wanted) {
                fields.add(Field.unknown(field.name(), field.rows(), owners[fields.size()]));
            }
            return fields;
        }

        @Override
        public Dataset read() {
            Faults faults = new Faults();
            Map<Split, Source> sources = new EnumMap<>(Split.class);
            files.forEach((split, file) -> file.read(faults).ifPresent(source -> sources.put(split, source)));
            Map<Split, List<ConlluFile.Sentence>> sentences = new EnumMap<>(Split.class);
            Map<String, Object> leftOut = new LinkedHashMap<>();
            sources.forEach((split, source) -> {
                ConlluFile file = new ConlluFile(wanted, source, faults);
                List<ConlluFile.Sentence> parsed = file.sentences();
                sentences.put(split, parsed);
                if (file.documents() > 0) {
                    leftOut.put(source.name(), file.documents());
                }
                if (parsed.isEmpty() && !faults.any()) {
                    Span span = files.get(split).span();
                    faults.add(Diagnostic.error(Codes.EMPTY_DATA, "'" + source.name() + "' has no sentences", span));
                }
            });
            faults.throwIfAny();
            List<Field> fields = new ArrayList<>();
            Map<Integer, Vocabulary> vocabularies = new HashMap<>();
            for (int f = 0; f < wanted.size(); f++) {
                Vocabulary vocabulary =
                        vocabularies.computeIfAbsent(owners[f], owner -> vocabulary(sentences.get(Split.TRAIN), owner));
                fields.add(Field.index(wanted.get(f).name(), wanted.get(f).rows(), vocabulary));
            }
            Map<Split, List<Example>> splits = new LinkedHashMap<>();
            sentences.forEach(
                    (split, list) -> splits.put(split, examples(split, list, fields, sources.get(split), faults)));
            faults.throwIfAny();
            Map<String, Object> facts = leftOut.isEmpty() ? Map.of() : Map.of(Dataset.DOCUMENT_LINES, leftOut);
            return new Dataset(Dataset.byName(fields), splits, OptionalInt.empty(), facts);
        }

        private Vocabulary vocabulary(List<ConlluFile.Sentence> sentences, int owner) {
            Words words = wanted.get(owner).words();
            Vocabulary.Counts counts = words.counts();
            List<?> sources = wanted.stream().map(Wanted::source).toList();
            for (int member : Words.counted(owners, sources, owner)) {
                sentences.forEach(s -> counts.addAll(s.words().get(member)));
            }
            return words.vocabulary(counts);
        }

        private List<Example> examples(
                Split split, List<ConlluFile.Sentence> sentences, List<Field> fields, Source source, Faults faults) {
            List<Example> examples = new ArrayList<>(sentences.size());
            for (ConlluFile.Sentence sentence : sentences) {
                int length = 0;
                Map<String, float[]> values = new HashMap<>();
                for (int f = 0; f < fields.size(); f++) {
                    List<String> words = sentence.words().get(f);
                    if (wanted.get(f).rows() == Rows.STEPS) {
                        if (split == Split.TRAIN && longest.isPresent() && words.size() > longest.getAsInt()) {
                            words = words.subList(0, longest.getAsInt());
                        }
                        length = words.size();
                    }
                    values.put(
                            fields.get(f).name(),
                            indices(words, sentence.places().get(f), fields.get(f), source, faults));
                }
                examples.add(new Example(length, values, Example.key(split, examples.size())));
            }
            return examples;
        }

        private static float[] indices(
                List<String> words, List<Integer> places, Field field, Source source, Faults faults) {
            Vocabulary vocabulary = field.vocabulary().orElseThrow();
            float[] indices = new float[words.size()];
            for (int i = 0; i < indices.length; i++) {
                OptionalInt index = vocabulary.index(words.get(i));
                if (index.isEmpty()) {
                    Span span = source.span(
                            places.get(i), places.get(i) + words.get(i).length());
                    faults.add(Words.unseen(field.name(), words.get(i), vocabulary, span));
                }
                indices[i] = index.orElse(0);
            }
            return indices;
        }

        /** Words between spaces, for the first field that has a row per word and all others of its column. */
        @Override
        public Example encode(String input, Map<String, Field> fields) {
            List<String> words = Unit.WORD.split(input);
            int column = wanted.stream()
                    .mapToInt(Wanted::column)
                    .filter(c -> c >= 0)
                    .findFirst()
                    .orElseThrow();
            Map<String, float[]> values = new HashMap<>();
            int length = 0;
            for (Wanted field : wanted) {
                if (field.column() == column) {
                    Example one = Words.example(words, fields.get(field.name()));
                    values.putAll(one.values());
                    length = one.length();
                }
            }
            return new Example(length, values, 0);
        }

        @Override
        public Set<String> extensions() {
            return Set.of("conllu", "conll");
        }

        /** The sentences of a file; unneeded columns may be missing. */
        @Override
        public List<Input.Row> inputs(Source source, String extension, Set<String> needed) {
            List<Wanted> some =
                    wanted.stream().filter(w -> needed.contains(w.name())).toList();
            Faults faults = new Faults();
            List<ConlluFile.Sentence> sentences = new ConlluFile(some, source, faults).sentences();
            faults.throwIfAny();
            List<Input.Row> rows = new ArrayList<>();
            for (ConlluFile.Sentence sentence : sentences) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int f = 0; f < some.size(); f++) {
                    List<String> words = sentence.words().get(f);
                    row.put(some.get(f).name(), some.get(f).column() < 0 ? words.get(0) : words);
                }
                rows.add(new Input.Row(row));
            }
            return rows;
        }
    }
}
