package dev.unroll.model;

/**
 * What an output of a model's graphs holds. Graphs and programs know outputs by texts such as {@code value:h}; they are made
 * and taken apart here alone.
 */
public enum Output {
    /** What training lowers, or the mean of one of its terms. */
    LOSS("loss"),
    /** The loss, or one of its terms, in each row. */
    LOSSES("losses"),
    /** How much each row of the loss, or of one of its terms, counts. */
    WEIGHTS("weights"),
    /** The gradient of the loss by a parameter. */
    GRADIENT("gradient"),
    /** The value of an equation. */
    VALUE("value"),
    /** The arguments of a metric and the weights of its rows: see {@link #argument} and {@link #weights}. */
    METRIC("metric"),
    /** A line of {@code predict}. */
    ANSWER("predict"),
    /** The probability of the class that an answer chose. */
    PROBABILITY("probability"),
    /** The probabilities of all classes among which an answer chose. */
    PROBABILITIES("probabilities"),
    /** The value of a cell's equation, or of its output, at every step: see {@link Layer}. */
    INSIDE("inside"),
    /** What is made of both directions of a bidirectional network. */
    MERGED("merged"),
    /** A state that is carried from batch to batch; also the input with its value before the batch. */
    STATE("state"),
    /** The gradient of an answer by an input or a probe: see {@link Sensitivity}. */
    BY("by");

    private final String key;

    Output(String key) {
        this.key = key;
    }

    /** The name of an output. @param of whose it is; empty for the loss as a whole */
    public String of(String of) {
        return of.isEmpty() ? key : key + ":" + of;
    }

    /** The name of the output of the loss as a whole. */
    public String whole() {
        return of("");
    }

    /** Whether an output is of this kind. */
    public boolean is(String output) {
        return output.equals(key) || output.startsWith(key + ":");
    }

    /** Whose an output of this kind is, the reverse of {@link #of}. */
    public String owner(String output) {
        return output.equals(key) ? "" : output.substring(key.length() + 1);
    }

    /** The output with an argument of a metric. */
    public static String argument(String metric, int argument) {
        return METRIC.of(metric + ":" + argument);
    }

    /** The output with how much each row of a metric counts. */
    public static String weights(String metric) {
        return METRIC.of(metric + ":weights");
    }
}
