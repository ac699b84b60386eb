package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Rows of a CSV, TSV or JSON-lines file: one text column, whose characters or words are the steps, and any number of
 * label and number columns.
 */
final class TableReader implements Reader {
    private enum Kind {
        TEXT,
        LABEL,
        NUMBER;

        static final List<String> KEYS = List.of("text", "label", "number");
    }

    private static final Key<String> FORMAT =
            Key.choice("format", "format of the files; by default from the file name's extension", Grid.Format.KEYS);
    private static final Key<Boolean> HEADER = Key.flag(
                    "header", "whether the first line of a CSV or TSV has the names of the columns")
            .defaultValue(true);
    private static final Key<String> COLUMN = Key.text(
                    "column", "its column, by name or by number from 1; by default the field's name")
            .examples("2");
    private static final Key<String> TYPE =
            Key.choice("type", "content of the column", Kind.KEYS).defaultValue("text");
    private static final Key<Boolean> STANDARDISE = Key.flag(
                    "standardise", "scale numbers to mean 0 and variance 1 by the training part")
            .defaultValue(false);
    private static final Key<Settings> FIELDS = ConlluReader.fields(
                    "columns to read, by the name that equations use; one of them is the text",
                    Keys.by(TYPE, List.of(COLUMN), byType()))
            .examples("{text: {column: body, unit: char}, kind: {type: label}}");

    private static Map<String, List<Key<?>>> byType() {
        Map<String, List<Key<?>>> keys = new LinkedHashMap<>();
        keys.put("text", List.of(TextReader.UNIT, Words.FIELD_VOCABULARY));
        keys.put("label", List.of(Words.FIELD_VOCABULARY));
        keys.put("number", List.of(STANDARDISE));
        return keys;
    }

    private record Column(String name, Kind kind, Grid.Wanted wanted, Unit unit, Words words, boolean standardise) {
        /** The source of its words: fields of one source have the same words. */
        List<Object> source() {
            return List.of(wanted.name(), kind, unit);
        }
    }

    @Override
    public String name() {
        return "table";
    }

    @Override
    public String about() {
        return "rows of CSV, TSV or JSON lines: a text with labels or numbers";
    }

    @Override
    public List<Key<?>> keys() {
        return DataFile.keys(FORMAT, HEADER, FIELDS, ConlluReader.MAX_LENGTH);
    }

    @Override
    public Recipe configure(Settings settings) {
        Map<Split, DataFile> files = DataFile.splits(settings);
        Optional<String> format = settings.find(FORMAT);
        List<Column> columns = new ArrayList<>();
        settings.find(FIELDS).ifPresent(fields -> {
            boolean complete = true;
            for (Settings.Entry entry : fields.entries()) {
                Optional<Settings> field = fields.section(entry);
                field.ifPresent(f -> columns.add(column(entry, f)));
                complete &= field.isPresent();
            }
            long texts = columns.stream().filter(c -> c.kind() == Kind.TEXT).count();
            if (complete && texts != 1) {
                fields.add(Diagnostic.error(
                                Codes.WRONG_VALUE,
                                "a table needs one text column, whose characters or words are the steps; this one has "
                                        + texts,
                                settings.keySpan(FIELDS))
                        .hint("mark the others with type: label or type: number"));
            }
        });
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
        int[] owners = Words.owners(
                columns.stream()
                        .map(c -> c.kind() == Kind.NUMBER ? "" : c.name())
                        .toList(),
                columns.stream().map(Column::source).toList(),
                columns.stream().map(Column::words).toList(),
                settings);
        return new Table(files, chosen, header(settings, files, chosen), List.copyOf(columns), owners, longest);
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

    private static Column column(Settings.Entry entry, Settings field) {
        String column = field.get(COLUMN, entry.key());
        String kind = field.get(TYPE);
        Grid.Wanted wanted = new Grid.Wanted(column, field.has(COLUMN) ? field.span(COLUMN) : entry.keySpan());
        Unit unit = Unit.CHAR;
        Words words = new Words(1, false, false, Optional.empty());
        boolean standardise = false;
        switch (kind) {
            case "text" -> {
                unit = Unit.of(field.get(TextReader.UNIT)).orElseThrow();
                words = Words.ofField(field, true);
            }
            case "label" -> words = Words.ofField(field, false);
            default -> standardise = field.get(STANDARDISE);
        }
        return new Column(entry.key(), Kind.valueOf(kind.toUpperCase(Locale.ROOT)), wanted, unit, words, standardise);
    }

    private record Table(
            Map<Split, DataFile> files,
            Optional<Grid.Format> format,
            boolean header,
            List<Column> columns,
            int[] owners,
            OptionalInt longest)
            implements Recipe {

        @Override
        public List<Field> outline() {
            List<Field> fields = new ArrayList<>();
            for (Column column : columns) {
                fields.add(
                        switch (column.kind()) {
                            case TEXT -> Field.unknown(column.name(), Rows.STEPS, owners[fields.size()]);
                            case LABEL -> Field.unknown(column.name(), Rows.BATCH, owners[fields.size()]);
                            case NUMBER -> Field.real(column.name(), Rows.BATCH, Shape.of(1));
                        });
            }
            return fields;
        }

        @Override
        public Dataset read() {
            Faults faults = new Faults();
            Map<Split, Grid> grids = new EnumMap<>(Split.class);
            List<Grid.Wanted> wanted = columns.stream().map(Column::wanted).toList();
            files.forEach((split, file) -> file.read(faults).ifPresent(source -> {
                Grid grid = Grid.read(source, format(file), header, wanted, faults);
                grids.put(split, grid);
                check(grid, faults);
                if (grid.rows().isEmpty() && !faults.any()) {
                    faults.add(Diagnostic.error(
                            Codes.EMPTY_DATA, "'" + source.name() + "' has no rows to use", file.span()));
                }
            }));
            faults.throwIfAny();
            List<Field> fields = new ArrayList<>();
            Map<Integer, Vocabulary> vocabularies = new HashMap<>();
            for (int c = 0; c < columns.size(); c++) {
                fields.add(field(grids.get(Split.TRAIN), c, vocabularies));
            }
            Map<Split, List<Example>> splits = new LinkedHashMap<>();
            grids.forEach((split, grid) -> splits.put(split, examples(split, grid, fields, faults)));
            faults.throwIfAny();
            return Dataset.of(fields, splits);
        }

        private Grid.Format format(DataFile file) {
            return format.orElseGet(() -> Grid.Format.valueOf(file.extension().toUpperCase(Locale.ROOT)));
        }

        private void check(Grid grid, Faults faults) {
            for (int r = 0; r < grid.rows().size(); r++) {
                for (int c = 0; c < columns.size(); c++) {
                    String cell = grid.rows().get(r)[c];
                    Kind kind = columns.get(c).kind();
                    if (kind == Kind.NUMBER && Numbers.finite(cell).isEmpty()) {
                        faults.add(Diagnostic.error(Codes.DATA_VALUE, Numbers.problem(cell), grid.span(r, c)));
                    } else if (kind != Kind.NUMBER && cell.isBlank()) {
                        String message =
                                kind == Kind.TEXT ? "the text is empty: a sequence needs a step" : "the label is empty";
                        faults.add(Diagnostic.error(Codes.EMPTY_DATA, message, grid.span(r, c)));
                    }
                }
            }
        }

        /** @param vocabularies those that there are already, by the field that owns them */
        private Field field(Grid grid, int c, Map<Integer, Vocabulary> vocabularies) {
            Column column = columns.get(c);
            if (column.kind() == Kind.NUMBER) {
                double[] values =
                        grid.rows().stream().mapToDouble(r -> number(r[c])).toArray();
                return Field.real(
                        column.name(),
                        Rows.BATCH,
                        Shape.of(1),
                        column.standardise() ? Optional.of(Standardisation.of(values)) : Optional.empty());
            }
            Rows rows = column.kind() == Kind.TEXT ? Rows.STEPS : Rows.BATCH;
            return Field.index(
                    column.name(), rows, vocabularies.computeIfAbsent(owners[c], owner -> vocabulary(grid, owner)));
        }

        private Vocabulary vocabulary(Grid grid, int owner) {
            Words words = columns.get(owner).words();
            Vocabulary.Counts counts = words.counts();
            List<?> sources = columns.stream().map(Column::source).toList();
            Words.counted(owners, sources, owner).forEach(member -> count(grid, member, counts));
            return words.vocabulary(counts);
        }

        private void count(Grid grid, int c, Vocabulary.Counts counts) {
            for (String[] row : grid.rows()) {
                if (columns.get(c).kind() == Kind.TEXT) {
                    counts.addAll(columns.get(c).unit().split(row[c]));
                } else {
                    counts.add(row[c].strip());
                }
            }
        }

        private static double number(String cell) {
            return Numbers.finite(cell).orElseThrow();
        }

        private List<Example> examples(Split split, Grid grid, List<Field> fields, Faults faults) {
            List<Example> examples = new ArrayList<>(grid.rows().size());
            for (int r = 0; r < grid.rows().size(); r++) {
                int length = 1;
                Map<String, float[]> values = new HashMap<>();
                for (int c = 0; c < columns.size(); c++) {
                    Field field = fields.get(c);
                    String cell = grid.rows().get(r)[c];
                    if (columns.get(c).kind() == Kind.NUMBER) {
                        values.put(field.name(), new float[] {scaled(field, number(cell))});
                        continue;
                    }
                    List<String> words = List.of(cell.strip());
                    if (columns.get(c).kind() == Kind.TEXT) {
                        words = columns.get(c).unit().split(cell);
                        if (split == Split.TRAIN && longest.isPresent() && words.size() > longest.getAsInt()) {
                            words = words.subList(0, longest.getAsInt());
                        }
                        length = words.size();
                    }
                    Vocabulary vocabulary = field.vocabulary().orElseThrow();
                    float[] indices = new float[words.size()];
                    for (int i = 0; i < indices.length; i++) {
                        OptionalInt index = vocabulary.index(words.get(i));
                        if (index.isEmpty()) {
                            faults.add(Words.unseen(field.name(), words.get(i), vocabulary, grid.span(r, c)));
                        }
                        indices[i] = index.orElse(0);
                    }
                    values.put(field.name(), indices);
                }
                examples.add(new Example(length, values, Example.key(split, r)));
            }
            return examples;
        }

        private static float scaled(Field field, double value) {
            return field.standardisation().map(s -> s.scale(0, value)).orElse((float) value);
        }

        /** The text of the text column. */
        @Override
        public Example encode(String input, Map<String, Field> fields) {
            Column text = text();
            return Words.example(text.unit().split(input), fields.get(text.name()));
        }

        private Column text() {
            return columns.stream()
                    .filter(c -> c.kind() == Kind.TEXT)
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public String column(String field) {
            return columns.stream()
                    .filter(c -> c.name().equals(field))
                    .findFirst()
                    .map(c -> c.wanted().name())
                    .orElse(field);
        }

        @Override
        public List<String> split(String field, String text) {
            return text().unit().split(text);
        }

        @Override
        public Set<String> extensions() {
            return Set.copyOf(Grid.Format.KEYS);
        }

        @Override
        public List<Input.Row> inputs(Source source, String extension, Set<String> needed) {
            Grid.Format format = Grid.Format.valueOf(extension.toUpperCase(Locale.ROOT));
            List<Grid.Wanted> wanted = columns.stream()
                    .filter(c -> needed.contains(c.name()))
                    .map(Column::wanted)
                    .toList();
            Faults faults = new Faults();
            List<Map<String, Object>> rows = Grid.all(source, format, header, wanted, faults);
            faults.throwIfAny();
            return rows.stream().map(row -> new Input.Row(row)).toList();
        }

        @Override
        public String join(List<String> entries) {
            return text().unit().join(entries);
        }
    }
}
