package dev.unroll.data;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Json;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Rows;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What the {@link SeriesReader} reads.
 *
 * @param owners per field of texts, the one that owns its vocabulary
 * @param unitSpan where the spec gives the unit of times, if it does
 */
record Series(
        Optional<DataFile> file,
        SeriesColumns columns,
        int[] owners,
        List<Calendar> calendar,
        Gaps gaps,
        SeriesWindows windows,
        boolean standardise,
        Optional<Span> unitSpan,
        SeriesParts parts,
        SeriesNames names)
        implements Recipe {
    @Override
    public List<Field> outline() {
        List<Field> indices = new ArrayList<>();
        for (SeriesColumns.Label label : columns.labels()) {
            indices.add(Field.unknown(label.name(), Rows.STEPS, owners[indices.size()]));
        }
        columns.id().ifPresent(id -> indices.add(Field.unknown(names.id(), Rows.BATCH, indices.size())));
        return fields(indices, some -> Optional.empty());
    }

    private interface Scaling {
        Optional<Standardisation> of(Repeated columns);
    }

    /** Some columns, in each of so many rows. */
    private record Repeated(List<Grid.Wanted> columns, int times) {}

    private List<Field> fields(List<Field> indices, Scaling scaling) {
        List<Field> fields = new ArrayList<>();
        Shape inputs = Shape.of(Math.max(1, columns.inputs().size()));
        Rows ahead = windows.ahead();
        int together = windows.together();
        Shape target = Shape.of(
                Math.multiplyExact(together, Math.max(1, columns.targets().size())));
        fields.add(Field.real(names.inputs(), Rows.STEPS, inputs, scaling.of(new Repeated(columns.inputs(), 1))));
        fields.add(Field.real(names.target(), ahead, target, scaling.of(new Repeated(columns.targets(), together))));
        if (gaps.areInputs()) {
            fields.add(Field.real(names.mask(), Rows.STEPS, inputs));
            fields.add(Field.real(names.since(), Rows.STEPS, inputs));
        }
        if (gaps.maskTargets()) {
            fields.add(Field.real(names.targetMask(), ahead, target));
        }
        if (!columns.future().isEmpty()) {
            Shape future =
                    Shape.of(Math.multiplyExact(together, columns.future().size()));
            fields.add(Field.real(names.future(), ahead, future, scaling.of(new Repeated(columns.future(), together))));
        }
        calendar.forEach(part -> fields.add(part.field()));
        fields.addAll(indices);
        return fields;
    }

    @Override
    public Dataset read() {
        Faults faults = new Faults();
        Optional<SeriesRows> found = file.orElseThrow()
                .read(faults)
                .map(source -> SeriesRows.of(
                        Grid.read(source, Grid.Format.CSV, true, columns.all(), faults), columns, gaps, faults));
        faults.throwIfAny();
        SeriesRows rows = found.orElseThrow();
        checkClock(rows.clock(), faults);
        List<Standardisation> scales = scales(rows, faults);
        faults.throwIfAny();
        List<Field> indices = indices(rows);
        List<Field> fields = fields(indices, some -> scaling(scales, some));
        SeriesExamples examples = new SeriesExamples(this, rows, Dataset.byName(fields));
        Map<Split, List<Example>> splits = new LinkedHashMap<>();
        Set<String> skipped = new LinkedHashSet<>();
        parts.parts().keySet().forEach(split -> splits.put(split, examples.of(split, skipped, faults)));
        faults.throwIfAny();
        Map<String, Object> facts = skipped.isEmpty() ? Map.of() : Map.of(Dataset.SHORT_SERIES, List.copyOf(skipped));
        return new Dataset(Dataset.byName(fields), splits, OptionalInt.empty(), facts);
    }

    private void checkClock(Clock clock, Faults faults) {
        if (!calendar.isEmpty() && clock.dates().isEmpty()) {
            Span span = columns.time().orElseThrow().span();
            faults.add(
                    Diagnostic.error(Codes.WRONG_VALUE, "'calendar' needs dates, and these times are numbers", span));
        } else if (unitSpan.isPresent() && clock.dates().isEmpty()) {
            faults.add(
                    Diagnostic.error(Codes.WRONG_VALUE, "these times are numbers, which have no unit", unitSpan.get())
                            .hint("remove 'time_unit'"));
        }
    }

    private Stream<int[]> training(SeriesRows rows) {
        return rows.series().values().stream().map(series -> {
            SeriesParts.Border border = parts.border(Split.TRAIN, series.length);
            int to = Math.min(border.to(), series.length);
            return Arrays.copyOfRange(series, Math.min(border.from(), to), to);
        });
    }

    private List<Standardisation> scales(SeriesRows rows, Faults faults) {
        List<Standardisation> scales = new ArrayList<>();
        for (Grid.Wanted column : columns.numbers()) {
            double[] observed = rows.observed(scales.size(), training(rows));
            if (observed.length == 0 && standardise) {
                String message = "'%s' has no value in the training part".formatted(column.name());
                faults.add(Diagnostic.error(Codes.EMPTY_DATA, message, column.span())
                        .hint("leave the column out, or write standardise: false"));
            }
            scales.add(
                    standardise && observed.length > 0
                            ? Standardisation.of(observed)
                            : new Standardisation(List.of(0.0), List.of(1.0)));
        }
        return scales;
    }

    private Optional<Standardisation> scaling(List<Standardisation> scales, Repeated some) {
        if (!standardise) {
            return Optional.empty();
        }
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        List<String> called = new ArrayList<>();
        for (int i = 0; i < some.times(); i++) {
            some.columns().forEach(column -> called.add(column.name()));
            for (int column : columns.places(some.columns())) {
                means.addAll(scales.get(column).mean());
                deviations.addAll(scales.get(column).deviation());
            }
        }
        return Optional.of(new Standardisation(means, deviations, called));
    }

    private List<Field> indices(SeriesRows rows) {
        List<Field> fields = new ArrayList<>();
        Map<Integer, Vocabulary> vocabularies = new HashMap<>();
        List<?> sources =
                columns.labels().stream().map(label -> label.column().name()).toList();
        for (int f = 0; f < owners.length; f++) {
            Vocabulary vocabulary = vocabularies.computeIfAbsent(owners[f], owner -> {
                Words words = columns.labels().get(owner).words();
                Vocabulary.Counts counts = words.counts();
                for (int member : Words.counted(owners, sources, owner)) {
                    training(rows)
                            .flatMapToInt(Arrays::stream)
                            .forEach(r -> counts.add(rows.labels().get(member).get(r)));
                }
                return words.vocabulary(counts);
            });
            fields.add(Field.index(columns.labels().get(f).name(), Rows.STEPS, vocabulary));
        }
        if (columns.id().isPresent()) {
            Vocabulary.Counts counts = new Vocabulary.Counts(false);
            counts.addAll(rows.series().keySet());
            fields.add(Field.index(names.id(), Rows.BATCH, counts.vocabulary(1, true)));
        }
        return fields;
    }

    /** A JSON list of rows, each a list of the inputs in the unit of the data: {@code [[1.5, 2], [1.7, null]]}. */
    @Override
    public Example encode(String input, Map<String, Field> fields) {
        try {
            List<Object> rows = Json.read(input, new TypeReference<List<Object>>() {});
            Set<String> known = gaps.areInputs()
                    ? columns.time().isPresent()
                            ? Set.of(names.inputs(), names.mask())
                            : Set.of(names.inputs(), names.mask(), names.since())
                    : Set.of(names.inputs());
            return new Encoder(this, fields, known)
                    .encode(new Input.Row(Map.of(names.inputs(), rows)))
                    .example();
        } catch (Json.Malformed e) {
            throw new InvalidInput(
                    Diagnostic.error(Codes.INPUT, "the input is not a JSON list of rows: " + e.getMessage())
                            .hint("write " + windows.window() + " rows, such as [[1.5, 2], [1.7, 2.1], ...]"));
        }
    }

    @Override
    public Map<String, Object> derived(Map<String, Object> row, Map<String, Field> fields, Set<String> needed) {
        return new SeriesInputs(this).derived(row, fields, needed);
    }

    @Override
    public List<Input.Row> inputs(Source source, String extension, Set<String> needed) {
        return new SeriesInputs(this).of(source, needed);
    }

    @Override
    public String column(String field) {
        return columns.labels().stream()
                .filter(label -> label.name().equals(field))
                .map(label -> label.column().name())
                .findFirst()
                .orElseGet(() -> field.equals(names.id())
                        ? columns.id().map(Grid.Wanted::name).orElse(field)
                        : field);
    }

    /** Fields with a row per row of the window. */
    private boolean isWindow(String field) {
        return field.equals(names.inputs())
                || gaps.areInputs() && (field.equals(names.mask()) || field.equals(names.since()))
                || calendar.stream().anyMatch(part -> part.name().equals(field))
                || columns.labels().stream().anyMatch(label -> label.name().equals(field));
    }

    /** Fields with a row per row to forecast. */
    private boolean isAhead(String field) {
        return windows.axis()
                && (field.equals(names.target())
                        || gaps.maskTargets() && field.equals(names.targetMask())
                        || !columns.future().isEmpty() && field.equals(names.future()));
    }

    @Override
    public OptionalInt steps(String field) {
        return isWindow(field)
                ? OptionalInt.of(windows.window())
                : isAhead(field) ? OptionalInt.of(windows.horizon()) : OptionalInt.empty();
    }

    @Override
    public List<String> columns(String field) {
        return field.equals(names.target())
                ? columns.targets().stream().map(Grid.Wanted::name).toList()
                : List.of();
    }

    @Override
    public Set<String> extensions() {
        return Set.of("csv");
    }
}
