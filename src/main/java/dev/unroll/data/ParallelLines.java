package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Files whose lines belong together: line i of each is a cell of row i.
 *
 * @param lines per file, where its lines are
 */
record ParallelLines(List<Lines> lines, List<Cell[]> rows) implements Columns {
    /** The files in the order of their columns. Errors are noted: files of different numbers of lines are one. */
    static Optional<Columns> read(List<DataFile> files, Faults faults) {
        List<Source> sources = new ArrayList<>();
        List<List<String>> texts = new ArrayList<>();
        for (DataFile file : files) {
            file.read(faults).ifPresent(source -> {
                sources.add(source);
                texts.add(source.text().lines().toList());
            });
        }
        if (sources.size() < files.size()) {
            return Optional.empty();
        }
        int count = texts.get(0).size();
        for (int f = 1; f < texts.size(); f++) {
            if (texts.get(f).size() != count) {
                String message = "'%s' has %s, '%s' has %d"
                        .formatted(
                                sources.get(0).name(),
                                count == 1 ? "1 line" : count + " lines",
                                sources.get(f).name(),
                                texts.get(f).size());
                faults.add(
                        Diagnostic.error(Codes.DATA_VALUE, message, files.get(f).span())
                                .hint("line i of one file belongs to line i of the other"));
                return Optional.empty();
            }
        }
        List<Cell[]> rows = new ArrayList<>(count);
        for (int r = 0; r < count; r++) {
            int row = r;
            rows.add(texts.stream().map(text -> new Cell.Text(text.get(row))).toArray(Cell[]::new));
        }
        return Optional.of(new ParallelLines(sources.stream().map(Lines::of).toList(), rows));
    }

    @Override
    public Span span(int row, int i) {
        return lines.get(i).span(row + 1);
    }
}
