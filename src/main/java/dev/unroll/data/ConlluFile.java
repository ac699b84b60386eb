package dev.unroll.data;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.Source;
import dev.unroll.spec.Span;
import dev.unroll.spec.Suggest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Goes through one file of the {@link ConlluReader} line by line. */
final class ConlluFile {
    /**
     * One sentence: per field its words and where in the file each stands.
     *
     * @param line offset of its first line
     */
    record Sentence(int line, List<List<String>> words, List<List<Integer>> places) {}

    private final List<ConlluReader.Wanted> wanted;
    private final Source source;
    private final Faults faults;
    private final List<Sentence> sentences = new ArrayList<>();
    private final Map<String, int[]> comments = new HashMap<>();
    private Sentence sentence;

    ConlluFile(List<ConlluReader.Wanted> wanted, Source source, Faults faults) {
        this.wanted = wanted;
        this.source = source;
        this.faults = faults;
        sentence = begin(0);
    }

    List<Sentence> sentences() {
        String text = source.text();
        for (int from = 0; from < text.length(); ) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            int visible = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
            line(text, from, visible);
            from = end + 1;
        }
        finish();
        return sentences;
    }

    private Sentence begin(int line) {
        List<List<String>> words = new ArrayList<>();
        List<List<Integer>> places = new ArrayList<>();
        for (int f = 0; f < wanted.size(); f++) {
            words.add(new ArrayList<>());
            places.add(new ArrayList<>());
        }
        return new Sentence(line, words, places);
    }

    private boolean started() {
        for (int f = 0; f < wanted.size(); f++) {
            if (!sentence.words().get(f).isEmpty()) {
                return true;
            }
        }
        return false;
    }

    private void line(String text, int from, int end) {
        if (text.substring(from, end).isBlank()) {
            finish();
            sentence = begin(end + 1);
        } else if (text.charAt(from) == '#' && isComment(text, from, end)) {
            int equals = text.indexOf('=', from);
            if (equals > 0 && equals < end) {
                int[] place = trim(text, equals + 1, end);
                comments.put(text.substring(from + 1, equals).strip(), place);
            }
        } else {
            word(text, from, end);
        }
    }

    /** A line such as {@code #<tab>SYM} is a word: the mark itself, or a hash tag. */
    private static boolean isComment(String text, int from, int end) {
        int tab = text.indexOf('\t', from);
        return tab < 0 || tab >= end || from + 1 < end && text.charAt(from + 1) == ' ';
    }

    private static int[] trim(String text, int from, int to) {
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return new int[] {from, to};
    }

    private void word(String text, int from, int end) {
        int[] cells = cells(text, from, end);
        int columns = cells.length / 2;
        boolean universal = columns == ConlluReader.COLUMNS.size();
        if (universal && !isWord(text, cells[0], cells[1])) {
            return;
        }
        boolean complete = true;
        for (ConlluReader.Wanted field : wanted) {
            if (field.column() >= columns || field.column() >= 0 && empty(cells, field.column())) {
                complete = false;
                String message = field.column() >= columns
                        ? "field '%s' is column %d, but this line has %d"
                                .formatted(field.name(), field.column() + 1, columns)
                        : "field '%s' is empty here".formatted(field.name());
                faults.add(Diagnostic.error(Codes.DATA_VALUE, message, source.span(from, end)));
            }
        }
        for (int f = 0; complete && f < wanted.size(); f++) {
            int column = wanted.get(f).column();
            if (column >= 0) {
                sentence.words().get(f).add(text.substring(cells[2 * column], cells[2 * column + 1]));
                sentence.places().get(f).add(cells[2 * column]);
            }
        }
    }

    private static boolean empty(int[] cells, int column) {
        return cells[2 * column] == cells[2 * column + 1];
    }

    /** Whether an id is a plain number: ranges and decimals are multiword tokens and empty nodes. */
    private static boolean isWord(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text.charAt(i) == '-' || text.charAt(i) == '.') {
                return false;
            }
        }
        return true;
    }

    /** Start and end of each cell. */
    private static int[] cells(String text, int from, int end) {
        int tab = text.indexOf('\t', from);
        char separator = tab >= 0 && tab < end ? '\t' : ' ';
        int count = 1;
        for (int i = from; i < end; i++) {
            count += text.charAt(i) == separator ? 1 : 0;
        }
        int[] cells = new int[2 * count];
        int cell = 0;
        cells[0] = from;
        for (int i = from; i < end; i++) {
            if (text.charAt(i) == separator) {
                cells[2 * cell + 1] = i;
                cells[2 * ++cell] = i + 1;
            }
        }
        cells[2 * cell + 1] = end;
        return cells;
    }

    private void finish() {
        if (!started()) {
            return;
        }
        for (int f = 0; f < wanted.size(); f++) {
            if (wanted.get(f).column() >= 0) {
                continue;
            }
            String key = wanted.get(f).comment();
            int[] place = comments.get(key);
            if (place == null) {
                int end = source.text().indexOf('\n', sentence.line());
                Span span = source.span(sentence.line(), end < 0 ? source.text().length() : end);
                String message = "this sentence has no comment '# %s = …' for the field '%s'";
                faults.add(Diagnostic.error(
                                Codes.DATA_VALUE,
                                message.formatted(key, wanted.get(f).name()),
                                span)
                        .hint(Suggest.question(key, comments.keySet())));
                continue;
            }
            sentence.words().get(f).add(source.text().substring(place[0], place[1]));
            sentence.places().get(f).add(place[0]);
        }
        sentences.add(sentence);
        comments.clear();
        sentence = begin(source.text().length());
    }
}
