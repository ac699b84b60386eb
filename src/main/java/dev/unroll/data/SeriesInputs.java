package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** New windows for a model of series. */
record SeriesInputs(Series series) {
    /**
     * The last window of each series of a file, for forecasting the rows after it; with columns that are known beforehand,
     * the file's last rows are those to forecast.
     */
    List<Input.Row> of(Source source, Set<String> needed) {
        SeriesColumns columns = series.columns();
        SeriesWindows windows = series.windows();
        boolean future =
                needed.contains(series.names().future()) && !columns.future().isEmpty();
        Faults faults = new Faults();
        List<Input.Row> all = Grid.all(source, Grid.Format.CSV, true, wanted(needed, future), faults);
        faults.throwIfAny();
        Map<String, List<Input.Row>> bySeries = new LinkedHashMap<>();
        for (Input.Row row : all) {
            String id = columns.id().map(column -> cell(row, column).strip()).orElse("");
            bySeries.computeIfAbsent(id, i -> new ArrayList<>()).add(row);
        }
        List<Input.Row> inputs = new ArrayList<>();
        bySeries.forEach((id, rows) -> {
            int end = rows.size() - (future ? windows.horizon() : 0);
            if (end < windows.window()) {
                String which = id.isEmpty() ? "" : " of '" + id + "'";
                throw new InvalidInput(Diagnostic.error(
                        Codes.INPUT,
                        "'%s' has %d rows%s%s, and the model reads %d"
                                .formatted(
                                        source.name(),
                                        Math.max(0, end),
                                        which,
                                        future ? " before those to forecast" : "",
                                        windows.window())));
            }
            inputs.add(input(
                    id, rows.subList(end - windows.window(), end), rows.subList(end, rows.size()), needed, faults));
        });
        faults.throwIfAny();
        return inputs;
    }

    private List<Grid.Wanted> wanted(Set<String> needed, boolean future) {
        SeriesColumns columns = series.columns();
        List<Grid.Wanted> wanted = new ArrayList<>(columns.inputs());
        columns.labels().stream()
                .filter(label -> needed.contains(label.name()))
                .forEach(label -> wanted.add(label.column()));
        columns.id().ifPresent(wanted::add);
        if (!ofTime(needed).isEmpty()) {
            wanted.add(columns.time().orElseThrow());
        }
        if (future) {
            wanted.addAll(columns.future());
        }
        return wanted;
    }

    /** The needed fields that follow from the times of the rows. */
    private List<String> ofTime(Set<String> needed) {
        List<String> names = new ArrayList<>();
        series.calendar().forEach(part -> names.add(part.name()));
        if (series.gaps().areInputs() && series.columns().time().isPresent()) {
            names.add(series.names().since());
        }
        return names.stream().filter(needed::contains).toList();
    }

    private Input.Row input(
            String id, List<Input.Row> seen, List<Input.Row> future, Set<String> needed, Faults faults) {
        SeriesColumns columns = series.columns();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(
                series.names().inputs(),
                numbers(seen, columns.inputs(), series.gaps().areInputs(), faults));
        for (SeriesColumns.Label label : columns.labels()) {
            if (needed.contains(label.name())) {
                values.put(
                        label.column().name(),
                        seen.stream()
                                .map(row -> cell(row, label.column()).strip())
                                .map(text -> text.isEmpty() ? Vocabulary.UNKNOWN : text)
                                .toList());
            }
        }
        if (!ofTime(needed).isEmpty()) {
            Grid.Wanted time = columns.time().orElseThrow();
            values.put(time.name(), seen.stream().map(row -> cell(row, time)).toList());
        }
        columns.id().ifPresent(column -> values.put(column.name(), id));
        if (!future.isEmpty()) {
            values.put(series.names().future(), numbers(future, columns.future(), false, faults));
        }
        return new Input.Row(values, times(seen, future), seen.get(0).place());
    }

    private List<String> times(List<Input.Row> seen, List<Input.Row> future) {
        Optional<Grid.Wanted> time = series.columns().time();
        boolean given = time.isPresent() && hasColumn(seen.get(0), time.get());
        if (given && !future.isEmpty()) {
            return future.stream().map(row -> cell(row, time.get())).toList();
        }
        List<Map<String, Object>> rows = seen.stream()
                .map(row -> given ? Map.<String, Object>of(time.get().name(), cell(row, time.get())) : row.values())
                .toList();
        return Times.after(rows, series.windows().horizon());
    }

    private static List<Object> numbers(
            List<Input.Row> rows, List<Grid.Wanted> columns, boolean mayMiss, Faults faults) {
        List<Object> numbers = new ArrayList<>();
        for (Input.Row row : rows) {
            List<Object> cells = new ArrayList<>();
            for (Grid.Wanted column : columns) {
                String cell = cell(row, column);
                boolean gap = mayMiss && Gaps.isGap(cell);
                if (!gap && Numbers.finite(cell).isEmpty()) {
                    String message = "'%s': %s".formatted(column.name(), Numbers.problem(cell));
                    faults.add(
                            Diagnostic.error(Codes.INPUT, message, row.place().orElseThrow()));
                }
                cells.add(gap ? null : cell);
            }
            numbers.add(cells);
        }
        return numbers;
    }

    private static boolean hasColumn(Input.Row row, Grid.Wanted column) {
        return row.values().containsKey(column.name());
    }

    /** A column by its name, or by its number from 1. */
    private static String cell(Input.Row row, Grid.Wanted column) {
        Object cell = hasColumn(row, column)
                ? row.values().get(column.name())
                : List.copyOf(row.values().values()).get(Integer.parseInt(column.name()) - 1);
        return String.valueOf(cell);
    }

    /** A row with the fields that follow from others: those of gaps and of times. */
    Map<String, Object> derived(Map<String, Object> given, Map<String, Field> fields, Set<String> needed) {
        SeriesNames names = series.names();
        Map<String, Object> row = new LinkedHashMap<>(given);
        List<String> missing =
                ofTime(needed).stream().filter(name -> !row.containsKey(name)).toList();
        Optional<Clock> clock = missing.isEmpty() ? Optional.empty() : Optional.of(clock(row, missing.get(0)));
        clock.ifPresent(times -> series.calendar().stream()
                .filter(part -> missing.contains(part.name()))
                .forEach(part -> row.put(part.name(), part.written(times.dates()))));
        Optional<double[][]> rows = series.gaps().areInputs() && row.get(names.inputs()) instanceof List<?> list
                ? rows(list, series.columns().inputs().size())
                : Optional.empty();
        rows.ifPresent(numbers -> {
            boolean known = clock.isPresent() && clock.get().times().length == numbers.length;
            double[] times = (known ? clock.get() : Clock.ofRows(numbers.length)).times();
            Gaps.Filled filled = series.gaps().fill(numbers, times, SeriesExamples.zero(fields.get(names.inputs())));
            row.put(names.inputs(), list(filled.values()));
            row.putIfAbsent(names.mask(), list(filled.mask()));
            row.putIfAbsent(names.since(), list(filled.since()));
        });
        boolean flat = !series.columns().future().isEmpty() && !series.windows().axis();
        if (flat && row.get(names.future()) instanceof List<?> list) {
            row.put(
                    names.future(),
                    list.stream()
                            .flatMap(item -> item instanceof List<?> several ? several.stream() : Stream.of(item))
                            .toList());
        }
        return row;
    }

    private Clock clock(Map<String, Object> row, String field) {
        String column = series.columns().time().orElseThrow().name();
        int window = series.windows().window();
        List<String> times = row.get(column) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
        Optional<Clock> clock =
                times.size() == window ? Clock.of(times, series.gaps().unit()) : Optional.empty();
        boolean dates = series.calendar().stream().anyMatch(part -> part.name().equals(field));
        boolean right = clock.isPresent() && !(dates && clock.get().dates().isEmpty());
        for (int i = 1; right && i < window; i++) {
            right = clock.get().times()[i] > clock.get().times()[i - 1];
        }
        if (!right) {
            throw new InvalidInput(Diagnostic.error(
                            Codes.INPUT,
                            "the input needs '%s', from which '%s' follows: %d times, each after the one before"
                                    .formatted(column, field, window))
                    .hint("a time is " + Clock.WANTED));
        }
        return clock.get();
    }

    /** The numbers of rows, NaN in gaps; nothing if something is wrong with them, which the encoder reports. */
    private static Optional<double[][]> rows(List<?> list, int width) {
        double[][] rows = new double[list.size()][width];
        for (int r = 0; r < rows.length; r++) {
            List<?> row = list.get(r) instanceof List<?> several ? several : Arrays.asList(list.get(r));
            if (row.size() != width) {
                return Optional.empty();
            }
            for (int c = 0; c < width; c++) {
                Object cell = row.get(c);
                boolean gap = cell == null || cell instanceof String text && Gaps.isGap(text);
                Optional<Double> number = gap ? Optional.of(Double.NaN) : Numbers.finite(String.valueOf(cell));
                if (number.isEmpty()) {
                    return Optional.empty();
                }
                rows[r][c] = number.get();
            }
        }
        return rows.length == 0 ? Optional.empty() : Optional.of(rows);
    }

    private static List<Object> list(double[][] rows) {
        return Arrays.stream(rows)
                .<Object>map(row -> Arrays.stream(row).boxed().toList())
                .toList();
    }
}
