package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Rows of a CSV, TSV or JSON-lines file: text columns, whose characters or words are the steps of an axis each, and any number
 * of label and number columns, with a value per row of the file or, on an axis, per step.
 */
final class TableReader implements Reader {
    private static final Key<String> FORMAT =
            Key.choice("format", "format of the files; by default from the file name's extension", Grid.Format.KEYS);
    private static final Key<Boolean> HEADER = Key.flag(
                    "header", "whether the first line of a CSV or TSV has the names of the columns")
            .defaultValue(true);
    private static final Key<String> COLUMN = Key.text(
                    "column", "its column, by name or by number from 1; by default the field's name")
            .examples("2");
    private static final Key<String> TYPE =
            Key.choice("type", "content of the column", TableColumn.Kind.KEYS).defaultValue("text");
    private static final Key<Boolean> STANDARDISE = Key.flag(
                    "standardise", "scale numbers to mean 0 and variance 1 by the training part")
            .defaultValue(false);
    private static final Key<Integer> FEATURES = Key.integer(
                    "features", "numbers per row: in JSON lines a list of so many", 1, 1_000_000)
            .defaultValue(1);
    private static final Key<String> TEXT_AXIS = Key.of(
            "axis",
            "the axis of the steps; by default one of the field's name: columns that name the same axis are aligned",
            new Value.Name());
    private static final Key<String> AXIS = Key.<String>of(
                    "axis",
                    "the axis on which the column has a value per step, such as the text column's name; by default it has one"
                            + " value per row of the file",
                    new Value.Name())
            .examples("words");
    private static final Key<Settings> FIELDS = fields(
                    "columns to read, by the name that equations use; at least one is a text or has an axis", COLUMN)
            .examples(
                    "{text: {column: body, unit: char}, kind: {type: label}}",
                    "{words: {unit: word}, tags: {type: label, axis: words}}",
                    "{word: {column: 1}, phonemes: {column: 2, unit: word}}");

    /** @param others keys that a column of any type has */
    static Key<Settings> fields(String about, Key<?>... others) {
        return ConlluReader.fields(about, Keys.by(TYPE, List.of(others), byType()));
    }

    private static Map<String, List<Key<?>>> byType() {
        Map<String, List<Key<?>>> keys = new LinkedHashMap<>();
        keys.put("text", List.of(TEXT_AXIS, TextReader.UNIT, Words.FIELD_VOCABULARY));
        keys.put("label", List.of(AXIS, Words.FIELD_VOCABULARY));
        keys.put("number", List.of(AXIS, FEATURES, STANDARDISE));
        return keys;
    }

    @Override
    public String name() {
        return "table";
    }

    @Override
    public String about() {
        return "rows of CSV, TSV or JSON lines: texts with labels or numbers";
    }

    @Override
    public List<Key<?>> keys() {
        return DataFile.keys(FORMAT, HEADER, FIELDS, ConlluReader.MAX_LENGTH);
    }

    @Override
    public Recipe configure(Settings settings) {
        Map<Split, DataFile> files = DataFile.splits(settings);
        Optional<String> format = settings.find(FORMAT);
        List<TableColumn> columns = columns(settings, FIELDS);
        OptionalInt longest = ConlluReader.longest(settings);
        Optional<Grid.Format> chosen = format.map(f -> Grid.Format.valueOf(f.toUpperCase(Locale.ROOT)));
        if (!settings.has(FORMAT)) {
            files.values().stream()
                    .filter(f -> !Grid.Format.KEYS.contains(f.extension()))
                    .findFirst()
                    .ifPresent(f -> settings.add(Diagnostic.error(
                                    Codes.WRONG_VALUE,
                                    "'" + f.name() + "' has an unknown file name extension",
                                    f.span())
                            .hint("add format: csv, tsv or jsonl")));
        }
        boolean header = header(settings, files, chosen);
        return new Table(
                parts(files, chosen, header, columns),
                Set.copyOf(Grid.Format.KEYS),
                header,
                columns,
                owners(columns, settings),
                longest);
    }

    private static Map<Split, Columns.Part> parts(
            Map<Split, DataFile> files, Optional<Grid.Format> format, boolean header, List<TableColumn> columns) {
        List<Grid.Wanted> wanted = columns.stream().map(TableColumn::wanted).toList();
        Map<Split, Columns.Part> parts = new LinkedHashMap<>();
        files.forEach((split, file) -> parts.put(
                split,
                faults -> file.read(faults).map(source -> {
                    Grid.Format kind = format.orElseGet(
                            () -> Grid.Format.valueOf(file.extension().toUpperCase(Locale.ROOT)));
                    Grid grid = Grid.read(source, kind, header, wanted, faults);
                    if (grid.rows().isEmpty() && !faults.any()) {
                        faults.add(Diagnostic.error(
                                Codes.EMPTY_DATA, "'" + source.name() + "' has no rows to use", file.span()));
                    }
                    return grid;
                })));
        return parts;
    }

    static int[] owners(List<TableColumn> columns, Settings settings) {
        return Words.owners(
                columns.stream().map(c -> c.isNumber() ? "" : c.name()).toList(),
                columns.stream().map(TableColumn::source).toList(),
                columns.stream().map(TableColumn::words).toList(),
                settings);
    }

    /** The columns that a spec declares under a key made by {@link #fields}; those that are wrong are left out. */
    static List<TableColumn> columns(Settings settings, Key<Settings> key) {
        List<TableColumn> columns = new ArrayList<>();
        settings.find(key).ifPresent(fields -> {
            boolean complete = true;
            for (Settings.Entry entry : fields.entries()) {
                Optional<Settings> field = fields.section(entry);
                field.ifPresent(f -> columns.add(column(entry, f)));
                complete &= field.isPresent();
            }
            if (complete) {
                checkAxes(columns, settings, settings.keySpan(key));
            }
        });
        return List.copyOf(columns);
    }

    private static void checkAxes(List<TableColumn> columns, Settings settings, Span place) {
        if (columns.stream().noneMatch(TableColumn::stepwise)) {
            settings.add(Diagnostic.error(
                            Codes.WRONG_VALUE,
                            "the data needs a text column, whose characters or words are the steps, and has none",
                            place)
                    .hint("give one column type: text, or columns with a value per step the same axis"));
        }
        List<String> texts = columns.stream()
                .filter(c -> c.kind() == TableColumn.Kind.TEXT)
                .flatMap(c -> c.axis().stream())
                .distinct()
                .toList();
        columns.stream().flatMap(c -> c.axis().stream()).distinct().forEach(axis -> {
            if (Rows.of(axis) != Rows.axis(axis)) {
                settings.add(Diagnostic.error(Codes.WRONG_VALUE, "an axis cannot be called '" + axis + "'", place)
                        .hint("name another with axis: NAME"));
            }
            // An axis needs no text; a name close to that of a text's axis is more likely misspelt.
            Optional<String> near = texts.contains(axis) ? Optional.empty() : Suggest.question(axis, texts);
            near.ifPresent(question ->
                    settings.add(Diagnostic.error(Codes.WRONG_VALUE, "no text has the axis '" + axis + "'", place)
                            .hint(question)));
        });
    }

    private static boolean header(Settings settings, Map<Split, DataFile> files, Optional<Grid.Format> format) {
        boolean named = !files.isEmpty()
                && files.values().stream()
                        .allMatch(f -> format.map(Grid.Format.JSONL::equals)
                                .orElse(f.extension().equals("jsonl")));
        if (named && settings.has(HEADER)) {
            settings.error(HEADER, "JSON lines have no header: every object names its columns");
        }
        return named || settings.get(HEADER);
    }

    private static TableColumn column(Settings.Entry entry, Settings field) {
        TableColumn.Kind kind = TableColumn.Kind.of(field.get(TYPE));
        boolean named = field.declares(COLUMN);
        Grid.Wanted wanted = new Grid.Wanted(
                named ? field.get(COLUMN, entry.key()) : entry.key(),
                named && field.has(COLUMN) ? field.span(COLUMN) : entry.keySpan());
        Optional<String> axis =
                kind == TableColumn.Kind.TEXT ? Optional.of(field.get(TEXT_AXIS, entry.key())) : field.find(AXIS);
        Unit unit = Unit.CHAR;
        Words words = new Words(1, false, false, Optional.empty());
        int features = 1;
        boolean standardise = false;
        switch (kind) {
            case TEXT -> {
                unit = Unit.of(field.get(TextReader.UNIT)).orElseThrow();
                words = Words.ofField(field, true);
            }
            case LABEL -> words = Words.ofField(field, false);
            case NUMBER -> {
                features = field.get(FEATURES);
                standardise = field.get(STANDARDISE);
            }
        }
        return new TableColumn(entry.key(), kind, wanted, axis, unit, words, features, standardise);
    }
}
