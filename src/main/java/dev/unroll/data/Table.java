package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Rows;
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
import java.util.stream.IntStream;

/**
 * What the {@link TableReader} and the {@link ParallelReader} read.
 *
 * @param extensions what files with all columns can be, for new inputs
 * @param header whether such files have the names of the columns
 * @param owners per column, the column that owns its vocabulary
 * @param longest the number of steps at which training sequences are cut
 */
record Table(
        Map<Split, Columns.Part> parts,
        Set<String> extensions,
        boolean header,
        List<TableColumn> columns,
        int[] owners,
        OptionalInt longest)
        implements Recipe {

    @Override
    public List<Field> outline() {
        List<Field> fields = new ArrayList<>();
        for (TableColumn column : columns) {
            fields.add(
                    column.isNumber()
                            ? Field.real(column.name(), column.rows(), column.shape())
                            : Field.unknown(column.name(), column.rows(), owners[fields.size()]));
        }
        return fields;
    }

    @Override
    public Dataset read() {
        Faults faults = new Faults();
        Map<Split, Columns> grids = new EnumMap<>(Split.class);
        parts.forEach((split, part) -> part.read(faults).ifPresent(columns -> {
            grids.put(split, columns);
            check(columns, faults);
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

    private List<String> cells(Columns grid, int r, int c) {
        return columns.get(c).read(grid.rows().get(r)[c], (code, problem) -> {});
    }

    private void check(Columns grid, Faults faults) {
        for (int r = 0; r < grid.rows().size(); r++) {
            int row = r;
            Map<String, Integer> first = new HashMap<>();
            for (int c = 0; c < columns.size(); c++) {
                int place = c;
                TableColumn column = columns.get(c);
                List<String> cells = column.read(
                        grid.rows().get(r)[c],
                        (code, problem) -> faults.add(Diagnostic.error(code, problem, grid.span(row, place))));
                if (column.stepwise() && !cells.isEmpty()) {
                    int before = first.computeIfAbsent(column.axis().orElseThrow(), axis -> place);
                    int steps = cells.size() / column.features();
                    int others =
                            cells(grid, r, before).size() / columns.get(before).features();
                    if (steps != others) {
                        faults.add(Diagnostic.error(
                                        Codes.DATA_VALUE,
                                        "'%s' has %s here, '%s' has %d"
                                                .formatted(
                                                        column.name(),
                                                        steps == 1 ? "1 step" : steps + " steps",
                                                        columns.get(before).name(),
                                                        others),
                                        grid.span(r, c))
                                .hint("columns on the axis '%s' need one value for each step"
                                        .formatted(column.axis().orElseThrow())));
                    }
                }
            }
        }
    }

    /** @param vocabularies those that there are already, by the column that owns them */
    private Field field(Columns grid, int c, Map<Integer, Vocabulary> vocabularies) {
        TableColumn column = columns.get(c);
        if (!column.isNumber()) {
            return Field.index(
                    column.name(),
                    column.rows(),
                    vocabularies.computeIfAbsent(owners[c], owner -> vocabulary(grid, owner)));
        }
        Optional<Standardisation> scaling =
                column.standardise() ? Optional.of(scaling(grid, c, column.features())) : Optional.empty();
        return Field.real(column.name(), column.rows(), column.shape(), scaling);
    }

    private Standardisation scaling(Columns grid, int c, int features) {
        double[] all = IntStream.range(0, grid.rows().size())
                .boxed()
                .flatMapToDouble(r -> cells(grid, r, c).stream().mapToDouble(Table::number))
                .toArray();
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        for (int f = 0; f < features; f++) {
            double[] one = new double[all.length / features];
            for (int i = 0; i < one.length; i++) {
                one[i] = all[i * features + f];
            }
            Standardisation scale = Standardisation.of(one);
            means.addAll(scale.mean());
            deviations.addAll(scale.deviation());
        }
        return new Standardisation(means, deviations);
    }

    private Vocabulary vocabulary(Columns grid, int owner) {
        Words words = columns.get(owner).words();
        Vocabulary.Counts counts = words.counts();
        List<?> sources = columns.stream().map(TableColumn::source).toList();
        for (int member : Words.counted(owners, sources, owner)) {
            for (int r = 0; r < grid.rows().size(); r++) {
                counts.addAll(cells(grid, r, member));
            }
        }
        return words.vocabulary(counts);
    }

    private static double number(String cell) {
        return Numbers.finite(cell).orElseThrow();
    }

    private List<Example> examples(Split split, Columns grid, List<Field> fields, Faults faults) {
        List<Example> examples = new ArrayList<>(grid.rows().size());
        for (int r = 0; r < grid.rows().size(); r++) {
            Map<Rows, int[]> lengths = new HashMap<>();
            Map<String, float[]> values = new HashMap<>();
            for (int c = 0; c < columns.size(); c++) {
                TableColumn column = columns.get(c);
                List<String> cells = cells(grid, r, c);
                if (column.stepwise()) {
                    int steps = cells.size() / column.features();
                    int length = split == Split.TRAIN ? Math.min(steps, longest.orElse(steps)) : steps;
                    cells = cells.subList(0, length * column.features());
                    lengths.put(column.rows(), new int[] {length});
                }
                values.put(column.name(), values(cells, fields.get(c), grid, r, c, faults));
            }
            examples.add(new Example(lengths, values, Example.key(split, r)));
        }
        return examples;
    }

    private static float[] values(List<String> cells, Field field, Columns grid, int r, int c, Faults faults) {
        float[] values = new float[cells.size()];
        for (int i = 0; i < values.length; i++) {
            String cell = cells.get(i);
            if (field.vocabulary().isEmpty()) {
                int feature = i % field.width();
                values[i] = field.standardisation()
                        .map(s -> s.scale(feature, number(cell)))
                        .orElseGet(() -> (float) number(cell));
                continue;
            }
            Vocabulary vocabulary = field.vocabulary().get();
            OptionalInt index = vocabulary.index(cell);
            if (index.isEmpty()) {
                faults.add(Words.unseen(field.name(), cell, vocabulary, grid.span(r, c)));
            }
            values[i] = index.orElse(0);
        }
        return values;
    }

    /** The text of the first text column, for it and all others of that column. */
    @Override
    public Example encode(String input, Map<String, Field> fields) {
        TableColumn text = text().orElseThrow(() -> new InvalidInput(
                Diagnostic.error(Codes.INPUT, "this data has no text column, and takes no text as input")
                        .hint("write a JSON object with its columns")));
        Map<String, float[]> values = new HashMap<>();
        Map<Rows, int[]> lengths = new HashMap<>();
        for (TableColumn column : columns) {
            if (column.source().equals(text.source())) {
                Example one = Words.example(column.split(input), fields.get(column.name()));
                values.putAll(one.values());
                lengths.putAll(one.lengths());
            }
        }
        return new Example(lengths, values, 0);
    }

    private Optional<TableColumn> text() {
        return columns.stream().filter(c -> c.kind() == TableColumn.Kind.TEXT).findFirst();
    }

    private Optional<TableColumn> of(String field) {
        return columns.stream().filter(c -> c.name().equals(field)).findFirst();
    }

    @Override
    public String column(String field) {
        return header ? of(field).map(c -> c.wanted().name()).orElse(field) : field;
    }

    /** Columns that have no names in the files have those of their fields. */
    @Override
    public Map<String, Object> derived(Map<String, Object> row, Map<String, Field> fields, Set<String> needed) {
        Map<String, Object> named = new LinkedHashMap<>(row);
        for (TableColumn column : columns) {
            if (!header && row.containsKey(column.wanted().name())) {
                named.putIfAbsent(column.name(), row.get(column.wanted().name()));
            }
        }
        return named;
    }

    @Override
    public List<String> split(String field, String text) {
        return of(field).or(this::text).map(c -> c.split(text)).orElseGet(() -> Unit.WORD.split(text));
    }

    @Override
    public List<Input.Row> inputs(Source source, String extension, Set<String> needed) {
        Grid.Format format = Grid.Format.valueOf(extension.toUpperCase(Locale.ROOT));
        List<Grid.Wanted> wanted = columns.stream()
                .filter(c -> needed.contains(c.name()))
                .map(TableColumn::wanted)
                .toList();
        Faults faults = new Faults();
        List<Input.Row> rows = Grid.all(source, format, header, wanted, faults);
        faults.throwIfAny();
        return rows;
    }

    @Override
    public String join(List<String> entries) {
        return text().map(TableColumn::unit).orElse(Unit.WORD).join(entries);
    }
}
