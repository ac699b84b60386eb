package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rows of a file of series.
 *
 * @param numbers per column of numbers its values, NaN where there is none
 * @param labels per field of texts its texts
 * @param clock the times of the rows
 * @param series per series the numbers of its rows, in the file's order, by its id; an empty id if there is one series
 */
record SeriesRows(Grid grid, double[][] numbers, List<List<String>> labels, Clock clock, Map<String, int[]> series) {
    /** Reads the cells of a grid with {@link SeriesColumns#all}. Errors are noted. */
    static SeriesRows of(Grid grid, SeriesColumns columns, Gaps gaps, Faults faults) {
        int rows = grid.rows().size();
        List<Grid.Wanted> wanted = columns.numbers();
        double[][] numbers = new double[wanted.size()][rows];
        List<List<String>> labels = columns.labels().stream()
                .<List<String>>map(label -> new ArrayList<>())
                .toList();
        Set<String> inputs = names(columns.inputs());
        Set<String> targets = names(columns.targets());
        Set<String> future = names(columns.future());
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < wanted.size(); c++) {
                String name = wanted.get(c).name();
                String hint = inputs.contains(name) && !gaps.areInputs()
                        ? "to read gaps as data, write missing: zero or missing: last"
                        : targets.contains(name) && !gaps.maskTargets()
                                ? "to mask missing targets, write missing_targets: mask"
                                : future.contains(name) ? "a column that is known beforehand has no gaps" : "";
                numbers[c][r] = number(grid, r, c, hint, faults);
            }
            for (int l = 0; l < labels.size(); l++) {
                int place = wanted.size() + l;
                String text = grid.text(r, place).strip();
                if (text.isEmpty() && !gaps.areInputs()) {
                    faults.add(Diagnostic.error(Codes.EMPTY_DATA, "the label is empty", grid.span(r, place))
                            .hint("to read gaps as the unknown label, write missing: zero or missing: last"));
                }
                labels.get(l).add(text.isEmpty() ? Vocabulary.UNKNOWN : text);
            }
        }
        int next = wanted.size() + labels.size();
        Clock clock = columns.time().isPresent() ? clock(grid, next, gaps, faults) : Clock.ofRows(rows);
        Map<String, int[]> series = series(
                grid,
                columns.id()
                        .map(id ->
                                next + columns.time().stream().mapToInt(t -> 1).sum()),
                faults);
        SeriesRows read = new SeriesRows(grid, numbers, labels, clock, series);
        if (columns.time().isPresent() && !faults.any()) {
            read.checkOrder(next, columns.id().isPresent(), faults);
        }
        return read;
    }

    private static Set<String> names(List<Grid.Wanted> columns) {
        return columns.stream().map(Grid.Wanted::name).collect(Collectors.toSet());
    }

    private static double number(Grid grid, int r, int c, String hint, Faults faults) {
        String cell = grid.text(r, c);
        Optional<Double> value = Numbers.finite(cell);
        boolean gap = Gaps.isGap(cell);
        if (value.isEmpty() && !(gap && hint.isEmpty())) {
            Diagnostic wrong = Diagnostic.error(Codes.DATA_VALUE, Numbers.problem(cell), grid.span(r, c));
            faults.add(gap ? wrong.hint(hint) : wrong);
        }
        return value.orElse(Double.NaN);
    }

    private static Clock clock(Grid grid, int place, Gaps gaps, Faults faults) {
        int rows = grid.rows().size();
        List<String> texts =
                IntStream.range(0, rows).mapToObj(r -> grid.text(r, place)).toList();
        Optional<Clock> clock = Clock.of(texts, gaps.unit());
        if (clock.isEmpty()) {
            boolean numbers = Numbers.finite(texts.get(0)).isPresent();
            int wrong = IntStream.range(0, rows)
                    .filter(r -> numbers
                            ? Numbers.finite(texts.get(r)).isEmpty()
                            : Times.date(texts.get(r)).isEmpty())
                    .findFirst()
                    .orElse(0);
            faults.add(Diagnostic.error(
                            Codes.DATA_VALUE,
                            numbers
                                    ? "'%s' is not a number, and the times before it are".formatted(texts.get(wrong))
                                    : "'%s' is not a time".formatted(texts.get(wrong)),
                            grid.span(wrong, place))
                    .hint("a time is " + Clock.WANTED));
        }
        return clock.orElseGet(() -> Clock.ofRows(rows));
    }

    private static Map<String, int[]> series(Grid grid, Optional<Integer> place, Faults faults) {
        Map<String, List<Integer>> rows = new LinkedHashMap<>();
        for (int r = 0; r < grid.rows().size(); r++) {
            String id = "";
            if (place.isPresent()) {
                id = grid.text(r, place.get()).strip();
                if (id.isEmpty()) {
                    faults.add(Diagnostic.error(
                            Codes.EMPTY_DATA, "this row has no id of a series", grid.span(r, place.get())));
                }
            }
            rows.computeIfAbsent(id, i -> new ArrayList<>()).add(r);
        }
        Map<String, int[]> series = new LinkedHashMap<>();
        rows.forEach((id, all) -> series.put(id, all.stream().mapToInt(r -> r).toArray()));
        return series;
    }

    private void checkOrder(int place, boolean hasIds, Faults faults) {
        for (int[] rows : series.values()) {
            for (int i = 1; i < rows.length; i++) {
                if (clock.times()[rows[i]] <= clock.times()[rows[i - 1]]) {
                    faults.add(
                            Diagnostic.error(
                                            Codes.DATA_VALUE,
                                            "the time '%s' does not come after '%s', the one before it"
                                                    .formatted(
                                                            grid.text(rows[i], place), grid.text(rows[i - 1], place)),
                                            grid.span(rows[i], place))
                                    .hint(
                                            hasIds
                                                    ? "sort the rows of each series by time"
                                                    : "sort the rows by time, or name the column that tells series apart with id"));
                    return;
                }
            }
        }
    }

    /** Some columns of numbers in some rows of a series. */
    double[][] numbers(int[] rows, int from, int to, int[] columns) {
        double[][] some = new double[to - from][columns.length];
        for (int r = from; r < to; r++) {
            for (int c = 0; c < columns.length; c++) {
                some[r - from][c] = numbers[columns[c]][rows[r]];
            }
        }
        return some;
    }

    /** The observed values of a column of numbers in some rows of all series. */
    double[] observed(int column, Stream<int[]> rows) {
        return rows.flatMapToInt(IntStream::of)
                .mapToDouble(r -> numbers[column][r])
                .filter(value -> !Double.isNaN(value))
                .toArray();
    }
}
