package dev.unroll.data;

import com.fasterxml.jackson.databind.JsonNode;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Json;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The wanted columns of a CSV, TSV or JSON-lines file.
 *
 * @param source the file
 * @param format what it is
 * @param wanted the columns that were asked for
 * @param rows per row the wanted cells, in the order they were asked for
 * @param lines per row the 1-based line it begins on
 * @param columns the 0-based column of each wanted cell; empty for JSON lines
 * @param places where the file's lines are
 */
record Grid(
        Source source,
        Format format,
        List<Wanted> wanted,
        List<Cell[]> rows,
        List<Integer> lines,
        List<Integer> columns,
        Lines places)
        implements Columns {
    /** Separated by commas with quotes (RFC 4180), by tabs without, or one JSON object a line. */
    enum Format {
        CSV,
        TSV,
        JSONL;

        static final List<String> KEYS = List.of("csv", "tsv", "jsonl");
    }

    /**
     * A column that is wanted.
     *
     * @param name its name in the header or in the objects, or its number from 1
     * @param span where the spec says so
     */
    record Wanted(String name, Span span) {}

    /** Reads a file. Errors are noted; invalid rows are left out. */
    static Grid read(Source source, Format format, boolean header, List<Wanted> wanted, Faults faults) {
        Grid grid = new Grid(
                source, format, wanted, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), Lines.of(source));
        if (format == Format.JSONL) {
            grid.readJson(faults);
        } else {
            grid.readCells(format == Format.CSV ? grid.csv(faults) : grid.tsv(), header, faults);
        }
        return grid;
    }

    /**
     * All columns of a file, by their names or, without a header, their numbers; the wanted ones must exist. Errors are
     * noted.
     */
    static List<Input.Row> all(Source source, Format format, boolean header, List<Wanted> wanted, Faults faults) {
        Grid grid = read(source, format, header, wanted, faults);
        return format == Format.JSONL ? grid.objects() : grid.named(header);
    }

    private List<Input.Row> objects() {
        List<Input.Row> objects = new ArrayList<>();
        List<String> text = source.text().lines().toList();
        for (int line : lines) {
            objects.add(((Input.Row) Input.parse(text.get(line - 1))).at(places.span(line)));
        }
        return objects;
    }

    private List<Input.Row> named(boolean header) {
        List<Row> found = format == Format.CSV ? csv(new Faults()) : tsv();
        Set<Integer> good = Set.copyOf(lines);
        List<Input.Row> all = new ArrayList<>();
        for (Row row : found) {
            if (good.contains(row.line())) {
                Map<String, Object> named = new LinkedHashMap<>();
                for (int i = 0; i < row.cells().size(); i++) {
                    String name = header ? found.get(0).cells().get(i).strip() : Integer.toString(i + 1);
                    named.put(
                            name.isEmpty() ? Integer.toString(i + 1) : name,
                            row.cells().get(i));
                }
                all.add(new Input.Row(named).at(places.span(row.line())));
            }
        }
        return all;
    }

    /** A row with the line it begins on. */
    private record Row(int line, List<String> cells) {}

    private List<Row> csv(Faults faults) {
        List<Row> found = new ArrayList<>();
        // Rows of another length are kept, to be reported all at once with their lines.
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .skipEmptyLines(true)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .ofCsvRecord(source.text())) {
            for (Iterator<CsvRecord> records = reader.iterator(); records.hasNext(); ) {
                CsvRecord next = records.next();
                found.add(new Row((int) next.getStartingLineNumber(), next.getFields()));
            }
        } catch (CsvParseException e) {
            int line = found.isEmpty() ? 1 : found.get(found.size() - 1).line() + 1;
            faults.add(Diagnostic.error(
                    Codes.DATA_VALUE,
                    "this is not CSV: " + (e.getCause() == null ? e : e.getCause()).getMessage(),
                    places.span(line)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private List<Row> tsv() {
        List<Row> found = new ArrayList<>();
        int number = 0;
        for (String line : (Iterable<String>) source.text().lines()::iterator) {
            number++;
            if (!line.isEmpty()) {
                found.add(new Row(number, Arrays.asList(line.split("\t", -1))));
            }
        }
        return found;
    }

    private void readCells(List<Row> found, boolean header, Faults faults) {
        if (found.isEmpty()) {
            return;
        }
        Row first = found.get(0);
        boolean all = !header || namesAreDistinct(first, faults);
        for (Wanted column : wanted) {
            Optional<Integer> index = column(column.name(), first.cells(), header);
            index.ifPresent(columns::add);
            if (index.isEmpty()) {
                all = false;
                faults.add(unknownColumn(column, first, header));
            }
        }
        if (!all) {
            return;
        }
        for (Row row : header ? found.subList(1, found.size()) : found) {
            if (row.cells().size() != first.cells().size()) {
                String message = "this row has %s, the first has %d"
                        .formatted(
                                ConlluLines.counted(row.cells().size()),
                                first.cells().size());
                faults.add(Diagnostic.error(Codes.DATA_VALUE, message, places.span(row.line())));
                continue;
            }
            rows.add(
                    columns.stream().map(c -> new Cell.Text(row.cells().get(c))).toArray(Cell[]::new));
            lines.add(row.line());
        }
    }

    private boolean namesAreDistinct(Row first, Faults faults) {
        Map<String, Integer> seen = new HashMap<>();
        boolean distinct = true;
        for (int i = 0; i < first.cells().size(); i++) {
            String name = first.cells().get(i).strip();
            Integer before = seen.putIfAbsent(name, i + 1);
            if (before != null && !name.isEmpty()) {
                distinct = false;
                String message = "two columns are called '%s': %d and %d".formatted(name, before, i + 1);
                faults.add(Diagnostic.error(Codes.DATA_VALUE, message, places.span(first.line()))
                        .hint("rename one of the columns"));
            }
        }
        return distinct;
    }

    private static Optional<Integer> column(String name, List<String> first, boolean header) {
        if (header) {
            for (int i = 0; i < first.size(); i++) {
                if (first.get(i).strip().equals(name)) {
                    return Optional.of(i);
                }
            }
        }
        if (name.matches("[1-9][0-9]{0,4}") && Integer.parseInt(name) <= first.size()) {
            return Optional.of(Integer.parseInt(name) - 1);
        }
        return Optional.empty();
    }

    private Diagnostic unknownColumn(Wanted column, Row first, boolean header) {
        String message = "'%s' has no column '%s'".formatted(source.name(), column.name());
        List<String> names = first.cells().stream().map(String::strip).toList();
        String known = header
                ? "its columns: " + String.join(", ", names)
                : "it has " + ConlluLines.counted(names.size()) + ": give its number from 1, or set header: true";
        return Diagnostic.error(Codes.UNKNOWN_COLUMN, message, column.span())
                .hint(header ? Suggest.question(column.name(), names).orElse(known) : known);
    }

    private void readJson(Faults faults) {
        int number = 0;
        for (String line : (Iterable<String>) source.text().lines()::iterator) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            try {
                JsonNode object = Json.tree(line);
                Optional<Cell[]> cells = object.isObject() ? cells(object, number, faults) : Optional.empty();
                if (!object.isObject()) {
                    faults.add(Diagnostic.error(Codes.DATA_VALUE, "this is not a JSON object", places.span(number)));
                }
                if (cells.isPresent()) {
                    rows.add(cells.get());
                    lines.add(number);
                }
            } catch (Json.Malformed e) {
                faults.add(e.at(Codes.DATA_VALUE, source, places.span(number).start()));
            }
        }
    }

    private Optional<Cell[]> cells(JsonNode object, int line, Faults faults) {
        Cell[] cells = new Cell[wanted.size()];
        for (int i = 0; i < cells.length; i++) {
            JsonNode value = object.path(wanted.get(i).name());
            Optional<Cell> cell = Cell.of(value);
            if (cell.isEmpty()) {
                List<String> known = new ArrayList<>();
                object.fieldNames().forEachRemaining(known::add);
                String name = wanted.get(i).name();
                String message = value.isMissingNode()
                        ? "this object has no '" + name + "'"
                        : "'" + name + "' must be a text, a number or a list of these";
                faults.add(Diagnostic.error(
                                value.isMissingNode() ? Codes.UNKNOWN_COLUMN : Codes.DATA_VALUE,
                                message,
                                places.span(line))
                        .hint(value.isMissingNode() ? Suggest.question(name, known) : Optional.empty()));
                return Optional.empty();
            }
            cells[i] = cell.get();
        }
        return Optional.of(cells);
    }

    /** The whole line if the place in it is unknown. */
    @Override
    public Span span(int row, int i) {
        Span line = places.span(lines.get(row));
        if (format == Format.JSONL) {
            String value = rows.get(row)[i] instanceof Cell.Text text
                    ? text.text()
                    : "\"" + wanted.get(i).name() + "\"";
            int at = line.excerpt().lastIndexOf(value);
            return at < 0 ? line : source.span(line.start() + at, line.start() + at + value.length());
        }
        char separator = format == Format.CSV ? ',' : '\t';
        int at = line.start();
        boolean quoted = false;
        int column = columns.get(i);
        for (; column > 0 && at < line.end(); at++) {
            char c = source.text().charAt(at);
            quoted ^= c == '"' && format == Format.CSV;
            column -= c == separator && !quoted ? 1 : 0;
        }
        int end = at;
        for (; end < line.end() && (quoted || source.text().charAt(end) != separator); end++) {
            quoted ^= source.text().charAt(end) == '"' && format == Format.CSV;
        }
        return source.span(at, end);
    }

    /** The text of wanted cell {@code i} of a row of CSV or TSV. */
    String text(int row, int i) {
        return ((Cell.Text) rows.get(row)[i]).text();
    }
}
