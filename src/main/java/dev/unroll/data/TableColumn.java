package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.graph.Rows;
import dev.unroll.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * A column of a table as the spec declares it.
 *
 * @param axis the axis on which it has a row per step; empty if it has one row per sequence
 * @param unit how a text is cut into steps
 * @param words the vocabulary of texts and labels
 * @param features numbers per row
 * @param standardise whether numbers are scaled
 */
record TableColumn(
        String name,
        Kind kind,
        Grid.Wanted wanted,
        Optional<String> axis,
        Unit unit,
        Words words,
        int features,
        boolean standardise) {
    enum Kind {
        TEXT,
        LABEL,
        NUMBER;

        static final List<String> KEYS = List.of("text", "label", "number");

        static Kind of(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT));
        }
    }

    boolean stepwise() {
        return axis.isPresent();
    }

    Rows rows() {
        return axis.map(Rows::axis).orElse(Rows.BATCH);
    }

    Shape shape() {
        return Shape.of(features);
    }

    boolean isNumber() {
        return kind == Kind.NUMBER;
    }

    /** The source of its words: fields of one source have the same words. */
    List<Object> source() {
        return List.of(wanted.name(), kind, unit, stepwise());
    }

    /** The steps of a text in its cell: a label or a number is a word between spaces. */
    List<String> split(String text) {
        return (kind == Kind.TEXT ? unit : Unit.WORD).split(text);
    }

    /**
     * The words or numbers of a cell, row by row; none if something is wrong with it, which is reported.
     *
     * @param problem gets the code and the message of what is wrong, at most once
     */
    List<String> read(Cell cell, BiConsumer<String, String> problem) {
        return isNumber() ? numbers(cell, problem) : words(cell, problem);
    }

    private List<String> words(Cell cell, BiConsumer<String, String> problem) {
        if (cell instanceof Cell.Items && !stepwise()) {
            problem.accept(
                    Codes.DATA_VALUE,
                    "'%s' is a list: give the field an axis, such as that of the text, to read a label per step"
                            .formatted(name));
            return List.of();
        }
        Optional<List<String>> listed = cell.texts();
        if (cell instanceof Cell.Items && listed.isEmpty()) {
            problem.accept(Codes.DATA_VALUE, "'%s' must be a list of texts, and a list is in it".formatted(name));
            return List.of();
        }
        List<String> words = listed.orElseGet(() -> {
            String text = ((Cell.Text) cell).text();
            return text.isBlank() ? List.of() : stepwise() ? split(text) : List.of(text);
        });
        if (words.isEmpty()) {
            problem.accept(
                    Codes.EMPTY_DATA,
                    kind == Kind.TEXT ? "the text is empty: a sequence needs a step" : "the label is empty");
            return List.of();
        }
        List<String> read = new ArrayList<>(words.size());
        for (String word : words) {
            if (listed.isPresent() && word.isBlank() && !(kind == Kind.TEXT && unit == Unit.CHAR && !word.isEmpty())) {
                problem.accept(Codes.EMPTY_DATA, "step %d of '%s' is empty".formatted(read.size() + 1, name));
                return List.of();
            }
            read.add(kind == Kind.TEXT ? word : word.strip());
        }
        return read;
    }

    private List<String> numbers(Cell cell, BiConsumer<String, String> problem) {
        List<String> read = new ArrayList<>();
        int row = 0;
        for (Optional<List<String>> found : rows(cell)) {
            row++;
            String place = stepwise() ? "step " + row + " of '" + name + "'" : "'" + name + "'";
            if (found.isEmpty()) {
                problem.accept(Codes.DATA_VALUE, place + " has a list in place of a number");
                return List.of();
            }
            List<String> numbers = found.get();
            if (numbers.size() != features) {
                problem.accept(
                        Codes.DATA_VALUE,
                        "%s has %s, and the field has features: %d"
                                .formatted(
                                        place,
                                        numbers.size() == 1 ? "1 number" : numbers.size() + " numbers",
                                        features));
                return List.of();
            }
            for (String number : numbers) {
                if (Numbers.finite(number).isEmpty()) {
                    problem.accept(Codes.DATA_VALUE, Numbers.problem(number));
                    return List.of();
                }
                read.add(number);
            }
        }
        if (read.isEmpty()) {
            problem.accept(Codes.DATA_VALUE, "a number is missing");
        }
        return read;
    }

    /** The numbers of each row, however many there are; nothing for a row with a list within. */
    private List<Optional<List<String>>> rows(Cell cell) {
        if (cell instanceof Cell.Text text) {
            List<String> numbers = stepwise() || features > 1 ? split(text.text()) : List.of(text.text());
            return stepwise() && features == 1
                    ? numbers.stream()
                            .map(number -> Optional.of(List.of(number)))
                            .toList()
                    : List.of(Optional.of(numbers));
        }
        List<Cell> rows = stepwise() ? ((Cell.Items) cell).items() : List.of(cell);
        return rows.stream()
                .map(row -> row instanceof Cell.Text text ? Optional.of(List.of(text.text())) : row.texts())
                .toList();
    }
}
