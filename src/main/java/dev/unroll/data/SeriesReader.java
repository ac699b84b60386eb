package dev.unroll.data;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Json;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Rows;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import dev.unroll.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A table of numbers in order of time, for forecasting: from {@code window} rows of the inputs to the next {@code
 * horizon} rows of the targets. All columns are standardised by the training rows. The forecast rows lie wholly
 * in their part; the window before them may extend into the previous part, as in the loader of Zhou et al. 2021 (Informer)
 * does.
 */
final class SeriesReader implements Reader {
    @Override
    public String name() {
        return "series";
    }

    @Override
    public String about() {
        return "columns of numbers in order of time (CSV), for forecasting";
    }

    private static final Key<Path> FILE = DataFile.file("file", "the CSV file with all rows, in order of time")
            .needed();
    private static final Key<List<String>> TARGETS =
            columns("targets", "columns to forecast").needed();
    private static final Key<List<String>> INPUTS = columns("inputs", "columns to read; by default the targets");
    private static final Key<Integer> WINDOW =
            Key.integer("window", "number of rows that are read", 1, 1_000_000).defaultValue(96);
    private static final Key<Integer> HORIZON = Key.integer("horizon", "number of rows that are forecast", 1, 1_000_000)
            .defaultValue(24);
    private static final Key<Integer> STRIDE = Key.integer(
                    "stride", "rows between the starts of successive examples", 1, 1_000_000)
            .defaultValue(1);
    private static final Key<Boolean> STANDARDISE = Key.flag(
                    "standardise", "scale columns to mean 0 and variance 1 by their training rows")
            .defaultValue(true);
    private static final Map<Split, Key<List<Double>>> PARTS = Map.of(
            Split.TRAIN, part(Split.TRAIN, 0.7).needed(),
            Split.VALID, part(Split.VALID, 0.1),
            Split.TEST, part(Split.TEST, 0.2));
    private static final Key<Settings> SPLIT = Key.section(
                    "split",
                    "the rows of each part: shares of all rows, or the first row and the one after the last",
                    Keys.of(PARTS.get(Split.TRAIN), PARTS.get(Split.VALID), PARTS.get(Split.TEST)))
            .examples("{train: 0.7, valid: 0.1, test: 0.2}", "{train: [0, 8640], valid: [8640, 11520]}");
    private static final Key<String> INPUT_NAME = TextReader.field("inputs", "name of the field that is read");
    private static final Key<String> TARGET_NAME = TextReader.field("target", "name of the field that is forecast");
    private static final Key<Settings> FIELDS =
            Key.section("fields", "names of the two fields", Keys.of(INPUT_NAME, TARGET_NAME));

    private static Key<List<String>> columns(String name, String about) {
        return Key.of(name, about, new Value.Texts(List.of()));
    }

    private static Key<List<Double>> part(Split part, double share) {
        return Key.<List<Double>>of(part.key(), "rows of the part '" + part.key() + "'", new Value.Part())
                .defaultValue(List.of(share));
    }

    /** From a row up to, but not including, another: row numbers, or shares of all rows. */
    private record Part(double from, double to, boolean shares, Span span) {}

    @Override
    public List<Key<?>> keys() {
        return List.of(FILE, TARGETS, INPUTS, WINDOW, HORIZON, STRIDE, STANDARDISE, SPLIT, FIELDS);
    }

    @Override
    public Recipe configure(Settings settings) {
        Optional<DataFile> file = DataFile.of(settings, FILE);
        settings.find(TARGETS).ifPresent(t -> settings.get(INPUTS, t));
        List<Grid.Wanted> targets = wanted(settings, TARGETS);
        List<Grid.Wanted> inputs = settings.has(INPUTS) ? wanted(settings, INPUTS) : targets;
        Settings names = settings.section(FIELDS);
        String input = names.get(INPUT_NAME);
        String target = names.get(TARGET_NAME);
        if (input.equals(target)) {
            settings.error(FIELDS, "the fields need two different names");
        }
        return new Series(
                file,
                targets,
                inputs,
                settings.get(WINDOW),
                settings.get(HORIZON),
                settings.get(STRIDE),
                settings.get(STANDARDISE),
                parts(settings),
                input,
                target);
    }

    private static List<Grid.Wanted> wanted(Settings settings, Key<List<String>> key) {
        return settings.texts(key).stream()
                .map(t -> new Grid.Wanted(t.value(), t.span()))
                .toList();
    }

    private static Map<Split, Part> parts(Settings settings) {
        Map<Split, Part> parts = new LinkedHashMap<>();
        Settings split = settings.section(SPLIT);
        double before = 0;
        for (Split part : Split.values()) {
            Key<List<Double>> key = PARTS.get(part);
            Optional<List<Double>> rows = settings.has(SPLIT) ? split.find(key) : Optional.of(split.get(key));
            Optional<Part> read = rows.isPresent() ? part(split, key, rows.get(), before) : Optional.empty();
            read.ifPresent(p -> parts.put(part, p));
            before = read.map(Part::to).orElse(before);
        }
        return parts;
    }

    private static Optional<Part> part(Settings split, Key<List<Double>> key, List<Double> rows, double before) {
        if (rows.size() == 2) {
            return Optional.of(new Part(rows.get(0), rows.get(1), false, split.span(key)));
        }
        double share = rows.get(0);
        if (share == 0 || before + share > 1 + 1e-9) {
            split.error(key, "the shares of the parts must be above 0 and sum to at most 1");
            return Optional.empty();
        }
        return Optional.of(new Part(before, before + share, true, split.span(key)));
    }

    private record Series(
            Optional<DataFile> file,
            List<Grid.Wanted> targets,
            List<Grid.Wanted> inputs,
            int window,
            int horizon,
            int stride,
            boolean standardise,
            Map<Split, Part> parts,
            String inputName,
            String targetName)
            implements Recipe {
        @Override
        public List<Field> outline() {
            return fields(Optional.empty(), Optional.empty());
        }

        private List<Field> fields(Optional<Standardisation> ofInputs, Optional<Standardisation> ofTarget) {
            Shape target = Shape.of(Math.multiplyExact(horizon, Math.max(1, targets.size())));
            return List.of(
                    Field.real(inputName, Rows.STEPS, Shape.of(Math.max(1, inputs.size())), ofInputs),
                    Field.real(targetName, Rows.BATCH, target, ofTarget));
        }

        /** Every column that is used, once. */
        private List<Grid.Wanted> columns() {
            Map<String, Grid.Wanted> columns = new LinkedHashMap<>();
            inputs.forEach(c -> columns.putIfAbsent(c.name(), c));
            targets.forEach(c -> columns.putIfAbsent(c.name(), c));
            return List.copyOf(columns.values());
        }

        private static int[] positions(List<Grid.Wanted> some, List<Grid.Wanted> columns) {
            List<String> names = columns.stream().map(Grid.Wanted::name).toList();
            return some.stream().mapToInt(c -> names.indexOf(c.name())).toArray();
        }

        @Override
        public Dataset read() {
            Faults faults = new Faults();
            DataFile data = file.orElseThrow();
            List<Grid.Wanted> columns = columns();
            double[][] series = data.read(faults)
                    .map(s -> numbers(Grid.read(s, Grid.Format.CSV, true, columns, faults), columns.size(), faults))
                    .orElse(new double[0][]);
            faults.throwIfAny();
            int rows = series[0].length;
            Map<Split, int[]> borders = new LinkedHashMap<>();
            parts.forEach((split, part) -> borders.put(split, borders(split, part, rows, faults)));
            faults.throwIfAny();
            int[] train = borders.get(Split.TRAIN);
            List<Standardisation> scales = new ArrayList<>();
            for (double[] column : series) {
                scales.add(
                        standardise
                                ? Standardisation.of(Arrays.copyOfRange(column, train[0], train[1]))
                                : new Standardisation(List.of(0.0), List.of(1.0)));
            }
            int[] in = positions(inputs, columns);
            int[] out = positions(targets, columns);
            float[] inputRows = rows(series, scales, in);
            float[] targetRows = rows(series, scales, out);
            Map<Split, List<Example>> splits = new LinkedHashMap<>();
            borders.forEach((split, border) -> splits.put(split, examples(split, border, inputRows, targetRows)));
            return Dataset.of(fields(scaling(scales, in, 1, inputs), scaling(scales, out, horizon, targets)), splits);
        }

        /** Some columns, scaled, row by row. */
        private static float[] rows(double[][] series, List<Standardisation> scales, int[] columns) {
            int count = series[0].length;
            float[] rows = new float[count * columns.length];
            for (int c = 0; c < columns.length; c++) {
                Standardisation scale = scales.get(columns[c]);
                for (int r = 0; r < count; r++) {
                    rows[r * columns.length + c] = scale.scale(0, series[columns[c]][r]);
                }
            }
            return rows;
        }

        private Optional<Standardisation> scaling(
                List<Standardisation> scales, int[] columns, int repeat, List<Grid.Wanted> wanted) {
            if (!standardise) {
                return Optional.empty();
            }
            List<Double> means = new ArrayList<>();
            List<Double> deviations = new ArrayList<>();
            List<String> names = new ArrayList<>();
            for (int i = 0; i < repeat; i++) {
                wanted.forEach(column -> names.add(column.name()));
                for (int column : columns) {
                    means.addAll(scales.get(column).mean());
                    deviations.addAll(scales.get(column).deviation());
                }
            }
            return Optional.of(new Standardisation(means, deviations, names));
        }

        private static double[][] numbers(Grid grid, int columns, Faults faults) {
            double[][] series = new double[columns][grid.rows().size()];
            for (int r = 0; r < grid.rows().size(); r++) {
                for (int c = 0; c < columns; c++) {
                    String cell = grid.text(r, c);
                    Optional<Double> value = Numbers.finite(cell);
                    if (value.isEmpty()) {
                        faults.add(Diagnostic.error(Codes.DATA_VALUE, Numbers.problem(cell), grid.span(r, c)));
                    }
                    series[c][r] = value.orElse(0.0);
                }
            }
            return series;
        }

        private int[] borders(Split split, Part part, int rows, Faults faults) {
            int from = (int) (part.shares() ? Math.round(part.from() * rows) : part.from());
            int to = (int) (part.shares() ? Math.round(part.to() * rows) : Math.min(part.to(), Integer.MAX_VALUE));
            int first = first(split, from);
            if (to > rows) {
                faults.add(Diagnostic.error(Codes.WRONG_VALUE, "the file has only " + rows + " rows", part.span()));
            } else if (to - first < horizon) {
                String message = "the part '%s' has rows %d to %d: too few for a window of %d and a horizon of %d"
                        .formatted(split.key(), from, to, window, horizon);
                faults.add(Diagnostic.error(Codes.EMPTY_DATA, message, part.span()));
            }
            return new int[] {from, to};
        }

        /** The first row to forecast: the training part begins with its own first window, the others may look back. */
        private int first(Split split, int from) {
            return split == Split.TRAIN ? from + window : Math.max(from, window);
        }

        private List<Example> examples(Split split, int[] border, float[] inputRows, float[] targetRows) {
            List<Example> examples = new ArrayList<>();
            int in = inputs.size();
            int out = targets.size();
            for (int at = first(split, border[0]); at + horizon <= border[1]; at += stride) {
                float[] seen = Arrays.copyOfRange(inputRows, (at - window) * in, at * in);
                float[] target = Arrays.copyOfRange(targetRows, at * out, (at + horizon) * out);
                Map<String, float[]> values = Map.of(inputName, seen, targetName, target);
                examples.add(new Example(window, values, Example.key(split, examples.size())));
            }
            return examples;
        }

        /** A JSON list of rows, each a list of the inputs in the unit of the data: {@code [[1.5, 2], [1.7, 2.1]]}. */
        @Override
        public Example encode(String input, Map<String, Field> fields) {
            try {
                List<Object> rows = Json.read(input, new TypeReference<List<Object>>() {});
                return new Encoder(this, fields, Set.of(inputName))
                        .encode(new Input.Row(Map.of(inputName, rows)))
                        .example();
            } catch (Json.Malformed e) {
                throw new InvalidInput(
                        Diagnostic.error(Codes.INPUT, "the input is not a JSON list of rows: " + e.getMessage())
                                .hint("write " + window + " rows, such as [[1.5, 2], [1.7, 2.1], ...]"));
            }
        }

        @Override
        public OptionalInt steps(String field) {
            return field.equals(inputName) ? OptionalInt.of(window) : OptionalInt.empty();
        }

        @Override
        public List<String> columns(String field) {
            return field.equals(targetName)
                    ? targets.stream().map(Grid.Wanted::name).toList()
                    : List.of();
        }

        @Override
        public Set<String> extensions() {
            return Set.of("csv");
        }

        /** The last window of a file, for forecasting the rows after it. */
        @Override
        public List<Input.Row> inputs(Source source, String extension, Set<String> needed) {
            Faults faults = new Faults();
            List<Map<String, Object>> all = Grid.all(source, Grid.Format.CSV, true, inputs, faults).stream()
                    .map(Input.Row::values)
                    .toList();
            faults.throwIfAny();
            if (all.size() < window) {
                throw new InvalidInput(Diagnostic.error(
                        Codes.INPUT,
                        "'%s' has %d rows, and the model reads %d".formatted(source.name(), all.size(), window)));
            }
            List<Map<String, Object>> last = all.subList(all.size() - window, all.size());
            List<Object> rows = new ArrayList<>();
            for (Map<String, Object> row : last) {
                rows.add(inputs.stream().map(c -> cell(row, c.name())).toList());
            }
            return List.of(new Input.Row(Map.of(inputName, rows), Times.after(last, horizon), Optional.empty()));
        }

        /** A column by its name, or by its number from 1. */
        private static Object cell(Map<String, Object> row, String column) {
            return row.containsKey(column)
                    ? row.get(column)
                    : List.copyOf(row.values()).get(Integer.parseInt(column) - 1);
        }
    }
}
