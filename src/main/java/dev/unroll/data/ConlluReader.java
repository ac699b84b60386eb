package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

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
    private static final Key<String> TYPE = Key.choice(
                    "type", "content of the column or comment", List.of("text", "number"))
            .defaultValue("text");
    private static final Key<Double> DEFAULT = Key.number(
            "default",
            "the number where the column has '_' or the comment is absent; by default that is an error",
            -Float.MAX_VALUE,
            Float.MAX_VALUE);
    private static final Key<Boolean> STANDARDISE = Key.flag(
                    "standardise", "scale numbers to mean 0 and variance 1 by the training part")
            .defaultValue(false);
    private static final Key<Boolean> CHARS = Key.flag(
                    "chars", "a row for each character of each word, on the axis chars within words")
            .defaultValue(false);
    private static final Key<Settings> FIELDS = fields(
                    "columns and comments to read, by the name that equations use; the first column of words is the input",
                    Keys.by(TYPE, List.of(COLUMN, COMMENT), byType()))
            .examples(
                    "{words: {column: form}, tags: {column: upos}}",
                    "{words: {column: form}, letters: {column: form, chars: true}, tags: {column: upos}}",
                    "{words: {column: 1}, score: {column: 2, type: number}}");

    private static Map<String, List<Key<?>>> byType() {
        Map<String, List<Key<?>>> keys = new LinkedHashMap<>();
        keys.put("text", List.of(CHARS, Words.FIELD_VOCABULARY));
        keys.put("number", List.of(DEFAULT, STANDARDISE));
        return keys;
    }

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
        List<ConlluField> wanted = new ArrayList<>();
        settings.find(FIELDS).ifPresent(fields -> {
            for (Settings.Entry entry : fields.entries()) {
                boolean input = wanted.stream().allMatch(w -> w.rows() == Rows.BATCH || w.isNumber());
                fields.section(entry).flatMap(f -> wanted(entry, f, input)).ifPresent(wanted::add);
            }
            if (wanted.stream().allMatch(w -> w.rows() == Rows.BATCH)
                    && wanted.size() == fields.entries().size()) {
                settings.error(FIELDS, "at least one field needs a column, which has the steps");
            }
        });
        int[] owners = Words.owners(
                wanted.stream().map(w -> w.isNumber() ? "" : w.name()).toList(),
                wanted.stream().map(ConlluField::source).toList(),
                wanted.stream().map(ConlluField::words).toList(),
                settings);
        return new Sentences(files, List.copyOf(wanted), owners, longest(settings));
    }

    static OptionalInt longest(Settings settings) {
        Optional<Integer> longest = settings.find(MAX_LENGTH);
        return longest.isPresent() ? OptionalInt.of(longest.get()) : OptionalInt.empty();
    }

    private static Optional<ConlluField> wanted(Settings.Entry entry, Settings field, boolean input) {
        Optional<String> column = field.find(COLUMN);
        Optional<String> comment = field.find(COMMENT);
        boolean number = field.get(TYPE).equals("number");
        Optional<ConlluField.Scale> scale = number
                ? Optional.of(new ConlluField.Scale(field.find(DEFAULT), field.get(STANDARDISE)))
                : Optional.empty();
        boolean chars = !number && field.get(CHARS);
        Words words = number
                ? new Words(1, false, false, Optional.empty())
                : Words.ofField(field, field.has(COLUMN) && (input || chars));
        if (column.isPresent() == comment.isPresent()) {
            String message = "field '%s' needs a column or a comment%s, such as {column: form}"
                    .formatted(entry.key(), column.isPresent() ? ", not both" : "");
            field.add(Diagnostic.error(Codes.MISSING_KEY, message, entry.keySpan()));
            return Optional.empty();
        }
        if (comment.isPresent() && chars) {
            field.error(CHARS, "only words have characters: 'chars' goes with 'column'");
        }
        if (comment.isPresent()) {
            return Optional.of(new ConlluField(entry.key(), -1, false, comment.get(), false, words, scale));
        }
        int index = COLUMNS.indexOf(column.get());
        boolean named = index >= 0;
        if (!named && column.get().matches("[1-9][0-9]?")) {
            index = Integer.parseInt(column.get()) - 1;
        }
        if (index < 0) {
            String message = "unknown column '" + column.get() + "'";
            String known = "columns: " + String.join(", ", COLUMNS) + ", or a number from 1";
            field.add(Diagnostic.error(Codes.UNKNOWN_COLUMN, message, field.span(COLUMN))
                    .hint(Suggest.question(column.get(), COLUMNS).orElse(known)));
            return Optional.empty();
        }
        return Optional.of(new ConlluField(entry.key(), index, named, "", chars, words, scale));
    }
}
