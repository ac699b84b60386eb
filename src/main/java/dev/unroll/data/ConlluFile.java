package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one file of the {@link ConlluReader} line by line. */
final class ConlluFile {
    /**
     * One sentence: per field its words and their positions in the file.
     *
     * @param line offset of its first line
     */
    record Sentence(int line, List<List<String>> words, List<List<Integer>> places) {}

    private final List<ConlluField> wanted;
    private final Source source;
    private final ConlluLines lines;
    private final Faults faults;
    private final List<Sentence> sentences = new ArrayList<>();
    private final Map<String, int[]> comments = new HashMap<>();
    private Sentence sentence;

    ConlluFile(List<ConlluField> wanted, Source source, Faults faults) {
        this.wanted = wanted;
        this.source = source;
        this.lines = new ConlluLines(source, wanted.stream().anyMatch(ConlluField::named), faults);
        this.faults = faults;
        sentence = begin(0);
    }

    List<Sentence> sentences() {
        for (ConlluLines.Line line : lines.read()) {
            line(line);
        }
        finish();
        return sentences;
    }

    /** How many lines separate documents; they are no sentences. */
    int documents() {
        return lines.documents();
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

    private void line(ConlluLines.Line line) {
        String text = source.text();
        if (line.count() > 0) {
            word(line);
        } else if (text.substring(line.from(), line.end()).isBlank()) {
            finish();
            sentence = begin(Math.min(text.length(), line.end() + 1));
        } else {
            int equals = text.indexOf('=', line.from());
            if (equals > 0 && equals < line.end()) {
                int[] place = trim(text, equals + 1, line.end());
                comments.put(text.substring(line.from() + 1, equals).strip(), place);
            }
        }
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

    private void word(ConlluLines.Line line) {
        if (lines.isUniversal() && !isWord(lines.text(line, 0))) {
            return;
        }
        boolean complete = true;
        for (ConlluField field : wanted) {
            boolean lacking = field.column() >= line.count();
            if (lacking
                    || field.column() >= 0 && lines.text(line, field.column()).isBlank()) {
                complete = false;
                String message = lacking
                        ? "field '%s' is column %d, but this line has %d"
                                .formatted(field.name(), field.column() + 1, line.count())
                        : "field '%s' is empty here".formatted(field.name());
                faults.add(Diagnostic.error(Codes.DATA_VALUE, message, lines.span(line)));
            }
        }
        for (int f = 0; complete && f < wanted.size(); f++) {
            int column = wanted.get(f).column();
            if (column >= 0) {
                String text = lines.text(line, column);
                int from = line.cells()[2 * column];
                check(wanted.get(f), text, from);
                sentence.words().get(f).add(wanted.get(f).read(text));
                sentence.places().get(f).add(line.cells()[2 * column]);
            }
        }
    }

    private void check(ConlluField field, String text, int from) {
        field.problem(text)
                .ifPresent(problem ->
                        faults.add(Diagnostic.error(Codes.DATA_VALUE, problem, source.span(from, from + text.length()))
                                .hint(
                                        problem.contains("missing")
                                                ? "correct the file, or give the field a default such as default: 0"
                                                : "correct the file, or read the field without type: number")));
    }

    /** Whether an id is a plain number: ranges and decimals are multiword tokens and empty nodes. */
    private static boolean isWord(String id) {
        return id.indexOf('-') < 0 && id.indexOf('.') < 0;
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
            Optional<String> absent = wanted.get(f).absent();
            if (place == null && absent.isPresent()) {
                sentence.words().get(f).add(absent.get());
                sentence.places().get(f).add(sentence.line());
                continue;
            }
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
            String text = source.text().substring(place[0], place[1]);
            check(wanted.get(f), text, place[0]);
            sentence.words().get(f).add(wanted.get(f).read(text));
            sentence.places().get(f).add(place[0]);
        }
        sentences.add(sentence);
        comments.clear();
        sentence = begin(source.text().length());
    }
}
