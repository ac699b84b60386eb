package dev.unroll.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The evaluation of a model on a part of the data: its metrics, its confusions, and its worst and best examples.
 * Serialised by Jackson as part of {@code findings.json}.
 *
 * @param metrics the loss and the metrics
 * @param classes per answer that is a class, how it compares with the truth
 * @param numbers per answer that is numbers, how it compares with the truth
 * @param worst examples with the highest loss, the worst first
 * @param best examples with the lowest loss, the best first
 */
public record Findings(
        @JsonProperty("metrics") Map<String, Double> metrics,
        @JsonProperty("classes") List<Classes> classes,
        @JsonProperty("numbers") List<Numbers> numbers,
        @JsonProperty("worst") List<Shown> worst,
        @JsonProperty("best") List<Shown> best) {
    public Findings {
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
        classes = List.copyOf(classes);
        numbers = List.copyOf(numbers);
        worst = List.copyOf(worst);
        best = List.copyOf(best);
    }

    /**
     * Answers that are classes, counted by row; where rows have weights, the counts are sums of weights.
     *
     * @param answer the line of {@code predict}
     * @param rows how many rows counted
     * @param right how many of them had the right class
     * @param scores per class that occurs or was answered, in the order of the vocabulary; at most {@value ClassCount#MOST}, of
     *     more the most frequent
     * @param confusions what was mistaken for what, the most frequent first; at most {@value ClassCount#PAIRS}
     * @param spans per kind of span, where the classes are BIO tags
     */
    public record Classes(
            @JsonProperty("answer") String answer,
            @JsonProperty("rows") double rows,
            @JsonProperty("right") double right,
            @JsonProperty("scores") List<Score> scores,
            @JsonProperty("confusions") List<Confusion> confusions,
            @JsonProperty("spans") List<Score> spans) {
        public Classes {
            scores = List.copyOf(scores);
            confusions = List.copyOf(confusions);
            spans = List.copyOf(spans);
        }

        /** All kinds of spans together; nothing without spans. */
        public Optional<Score> allSpans() {
            return spans.isEmpty()
                    ? Optional.empty()
                    : Optional.of(spans.stream().reduce(Score.none("all"), (all, kind) -> all.plus("all", kind)));
        }
    }

    /**
     * A class, or a kind of span.
     *
     * @param label its name
     * @param truth how often it occurs
     * @param answered how often it was answered
     * @param right how often rightly so
     */
    public record Score(
            @JsonProperty("label") String label,
            @JsonProperty("truth") double truth,
            @JsonProperty("answered") double answered,
            @JsonProperty("right") double right) {
        static Score none(String label) {
            return new Score(label, 0, 0, 0);
        }

        Score plus(String name, Score more) {
            return new Score(name, truth + more.truth, answered + more.answered, right + more.right);
        }

        /** The share of its answers that are right; 0 without answers. */
        @JsonProperty("precision")
        public double precision() {
            return answered == 0 ? 0 : right / answered;
        }

        /** The share of its occurrences that were found; 0 if it does not occur. */
        @JsonProperty("recall")
        public double recall() {
            return truth == 0 ? 0 : right / truth;
        }

        /** The harmonic mean of precision and recall. */
        @JsonProperty("f1")
        public double f1() {
            return truth + answered == 0 ? 0 : 2 * right / (truth + answered);
        }
    }

    /**
     * A mistake.
     *
     * @param truth the right class
     * @param answered the class that was answered
     * @param count how often
     */
    public record Confusion(
            @JsonProperty("truth") String truth,
            @JsonProperty("answered") String answered,
            @JsonProperty("count") double count) {}

    /**
     * Answers that are numbers, in the unit of the data file.
     *
     * @param answer the line of {@code predict}
     * @param columns what the numbers are: a column of the file with a number per step ahead, or one column without a name
     * @param pairs truth and answer of some rows, if there is one number per row; at most {@value NumberCount#PAIRS}
     */
    public record Numbers(
            @JsonProperty("answer") String answer,
            @JsonProperty("columns") List<Column> columns,
            @JsonProperty("pairs") List<List<Double>> pairs) {
        public Numbers {
            columns = List.copyOf(columns);
            pairs = List.copyOf(pairs);
        }
    }

    /**
     * A column of the file.
     *
     * @param name its name; an empty text if it has none
     * @param errors the mean absolute error per step ahead, or per number of a row
     */
    public record Column(
            @JsonProperty("name") String name,
            @JsonProperty("errors") List<Double> errors) {
        public Column {
            errors = List.copyOf(errors);
        }
    }

    /**
     * An example.
     *
     * @param loss its mean loss
     * @param steps what its steps read, if that can be said in words; at most {@value Extremes#STEPS}
     * @param texts what it reads on other axes of the sequence, such as a second text, by field; each at most that long
     * @param lines each of its answers
     * @param history what stands before a forecast, by column
     */
    public record Shown(
            @JsonProperty("loss") double loss,
            @JsonProperty("steps") List<String> steps,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonProperty("texts")
            Map<String, List<String>> texts,

            @JsonProperty("lines") List<Line> lines,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonProperty("history")
            Map<String, List<Double>> history) {
        public Shown {
            steps = List.copyOf(steps);
            texts = texts == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(texts));
            lines = List.copyOf(lines);
            history = history == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(history));
        }
    }

    /**
     * An answer to an example beside the truth: labels, or numbers in the unit of the data file, by column.
     *
     * @param name the line of {@code predict}, or the column
     * @param truth what is right
     * @param answered what the model answered
     * @param steps what the steps of the answer's axis read, if it has one and that can be said in words
     */
    public record Line(
            @JsonProperty("name") String name,
            @JsonProperty("truth") List<Object> truth,
            @JsonProperty("answered") List<Object> answered,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @JsonProperty("steps")
            List<String> steps) {
        public Line {
            truth = List.copyOf(truth);
            answered = List.copyOf(answered);
            steps = steps == null ? List.of() : List.copyOf(steps);
        }
    }
}
