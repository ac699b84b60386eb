package dev.unroll.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The columns of a series that a spec wants.
 *
 * @param inputs numbers that are read
 * @param targets numbers that are forecast
 * @param future numbers of the rows to forecast that are known beforehand
 * @param labels texts that are read
 * @param time the times of the rows
 * @param id which series a row belongs to
 */
record SeriesColumns(
        List<Grid.Wanted> inputs,
        List<Grid.Wanted> targets,
        List<Grid.Wanted> future,
        List<Label> labels,
        Optional<Grid.Wanted> time,
        Optional<Grid.Wanted> id) {
    /** A field of texts. */
    record Label(String name, Grid.Wanted column, Words words) {}

    /** The columns of numbers, each once. */
    List<Grid.Wanted> numbers() {
        Map<String, Grid.Wanted> columns = new LinkedHashMap<>();
        Stream.of(inputs, targets, future)
                .flatMap(List::stream)
                .forEach(column -> columns.putIfAbsent(column.name(), column));
        return List.copyOf(columns.values());
    }

    /** All columns: those of numbers, of labels, the time and the id. */
    List<Grid.Wanted> all() {
        return Stream.of(numbers().stream(), labels.stream().map(Label::column), time.stream(), id.stream())
                .flatMap(columns -> columns)
                .toList();
    }

    /** The places of some columns of numbers among all of them. */
    int[] places(List<Grid.Wanted> some) {
        List<String> names = numbers().stream().map(Grid.Wanted::name).toList();
        return some.stream().mapToInt(column -> names.indexOf(column.name())).toArray();
    }
}
