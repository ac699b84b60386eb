package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of a file of sentences, cut into cells by rules that hold for the whole file: whether cells are separated by tabs or
 * by runs of spaces, how many a row has, and whether it is CoNLL-U, whose first column numbers the words. The majority of rows decides
 * the rule; any other row is an error at its line.
 */
final class ConlluLines {
    /** The first cell of a line that separates documents in the files of CoNLL-2003. */
    static final String DOCUMENT = "-DOCSTART-";

    private static final Pattern ID = Pattern.compile("([0-9]{1,9})(?:([-.])([0-9]{1,9}))?");
    private static final Pattern CELL = Pattern.compile("[^ ]+");

    /**
     * A line.
     *
     * @param from its first character
     * @param end behind its last one
     * @param cells start and end of each cell; empty for a blank line or a comment
     */
    record Line(int from, int end, int[] cells) {
        int count() {
            return cells.length / 2;
        }
    }

    private final Source source;
    private final boolean named;
    private final Faults faults;
    private final List<Line> lines = new ArrayList<>();
    private boolean tabs;
    private boolean universal;
    private int columns;
    private int documents;

    /** @param named whether the spec names columns as CoNLL-U calls them, so that the file must be that */
    ConlluLines(Source source, boolean named, Faults faults) {
        this.source = source;
        this.named = named;
        this.faults = faults;
    }

    /** All lines except those that separate documents; rows that violate the rules have no cells. */
    List<Line> read() {
        List<Line> rows = rows();
        tabs = 2 * rows.stream().filter(this::hasTab).count() > rows.size();
        List<Line> cut = rows.stream().map(this::cut).toList();
        columns = named ? ConlluReader.COLUMNS.size() : usual(cut);
        universal = named || columns == ConlluReader.COLUMNS.size() && areMostlyNumbered(cut);
        int next = 0;
        int previous = 0;
        List<Line> checked = new ArrayList<>();
        for (Line line : lines) {
            boolean row = next < rows.size() && rows.get(next) == line;
            Line read = row ? cut.get(next++) : line;
            boolean comment = row && isComment(read);
            if (!row || comment) {
                checked.add(new Line(line.from(), line.end(), new int[0]));
                previous = row ? previous : 0;
            } else if (text(read, 0).equals(DOCUMENT)) {
                documents++;
            } else if (fits(read)) {
                previous = universal ? number(read, previous) : 0;
                checked.add(read);
            }
        }
        return checked;
    }

    /** Whether the first column numbers the words. */
    boolean isUniversal() {
        return universal;
    }

    /** The number of lines that separate documents. */
    int documents() {
        return documents;
    }

    /** The non-empty lines, including comments. */
    private List<Line> rows() {
        List<Line> rows = new ArrayList<>();
        String text = source.text();
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            int visible = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
            Line line = new Line(from, visible, new int[0]);
            lines.add(line);
            if (!text.substring(from, visible).isBlank()) {
                rows.add(line);
            }
            from = end + 1;
        }
        return rows;
    }

    private boolean hasTab(Line line) {
        int tab = source.text().indexOf('\t', line.from());
        return tab >= 0 && tab < line.end();
    }

    private Line cut(Line line) {
        List<Integer> cells = new ArrayList<>();
        if (tabs) {
            cells.add(line.from());
            for (int i = line.from(); i < line.end(); i++) {
                if (source.text().charAt(i) == '\t') {
                    cells.add(i);
                    cells.add(i + 1);
                }
            }
            cells.add(line.end());
        } else {
            Matcher cell = CELL.matcher(source.text()).region(line.from(), line.end());
            while (cell.find()) {
                cells.add(cell.start());
                cells.add(cell.end());
            }
        }
        return new Line(line.from(), line.end(), cells.stream().mapToInt(i -> i).toArray());
    }

    /** The number of cells that most rows have. */
    private int usual(List<Line> rows) {
        int[] counts = new int[1 + rows.stream().mapToInt(Line::count).max().orElse(0)];
        int usual = 0;
        for (Line row : rows) {
            if (!startsWithMark(row) && !text(row, 0).equals(DOCUMENT) && ++counts[row.count()] > counts[usual]) {
                usual = row.count();
            }
        }
        return usual;
    }

    private boolean areMostlyNumbered(List<Line> rows) {
        List<Line> words = rows.stream().filter(row -> !startsWithMark(row)).toList();
        return 2
                        * words.stream()
                                .filter(row -> ID.matcher(text(row, 0)).matches())
                                .count()
                > words.size();
    }

    private boolean startsWithMark(Line line) {
        return source.text().charAt(line.from()) == '#';
    }

    /** In other files than CoNLL-U, a row such as {@code #<tab>SYM} is a word: the mark itself, or a hash tag. */
    private boolean isComment(Line line) {
        if (!startsWithMark(line)) {
            return false;
        }
        boolean spaced = line.from() + 1 < line.end() && source.text().charAt(line.from() + 1) == ' ';
        if (universal || tabs && (spaced || line.count() == 1 && columns > 1)) {
            return true;
        }
        return !tabs
                && (line.count() != columns
                        || source.text().substring(line.from(), line.end()).contains(" = "));
    }

    private boolean fits(Line line) {
        if (line.count() == columns && !(hasTab(line) && !tabs)) {
            return true;
        }
        String message = hasTab(line) != tabs && (tabs ? columns > 1 : true)
                ? "this row is separated by %s, the others by %s"
                        .formatted(tabs ? "spaces" : "tabs", tabs ? "tabs" : "spaces")
                : "this row has %s, %s"
                        .formatted(counted(line.count()), named ? "CoNLL-U has 10" : "the others have " + columns);
        faults.add(Diagnostic.error(Codes.DATA_VALUE, message, span(line))
                .hint(
                        named && line.count() == 1 + columns
                                ? "remove the surplus tab"
                                : "an empty cell is written as '_'"));
        return false;
    }

    static String counted(int columns) {
        return columns == 1 ? "1 column" : columns + " columns";
    }

    /** Checks an id, and gives the number of the last word so far: ids count the words of a sentence from 1. */
    private int number(Line line, int previous) {
        String id = text(line, 0);
        Matcher matcher = ID.matcher(id);
        String problem = "";
        int number = previous;
        if (!matcher.matches()) {
            problem = "'" + id + "' is not the number of a word";
        } else if (matcher.group(2) == null) {
            number = Integer.parseInt(matcher.group(1));
            problem = number == previous + 1 ? "" : "word " + number + " follows word " + previous;
        } else if (matcher.group(2).equals("-")) {
            boolean right = Integer.parseInt(matcher.group(1)) == previous + 1
                    && Integer.parseInt(matcher.group(3)) >= previous + 1;
            problem = right ? "" : "the words " + id + " do not begin after word " + previous;
        } else if (Integer.parseInt(matcher.group(1)) != previous) {
            problem = "the empty node " + id + " does not follow word " + matcher.group(1);
        }
        if (!problem.isEmpty()) {
            faults.add(
                    Diagnostic.error(Codes.DATA_VALUE, problem, source.span(line.cells()[0], line.cells()[1]))
                            .hint(
                                    "CoNLL-U numbers the words of a sentence 1, 2, 3; 2-3 is a multiword token, 8.1 an empty node"));
        }
        return number;
    }

    String text(Line line, int cell) {
        return source.text().substring(line.cells()[2 * cell], line.cells()[2 * cell + 1]);
    }

    Span span(Line line) {
        return source.span(line.from(), line.end());
    }
}
