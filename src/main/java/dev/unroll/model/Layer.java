package dev.unroll.model;

import java.util.List;

/**
 * A cell that runs over a sequence in one direction. The evaluation graph has an output {@code inside:PATH.EQUATION} for each
 * of its equations and {@code inside:PATH} for the cell's output, with a row per step.
 *
 * @param path its place in the spec, such as {@code h.forward}; its weights are named after it
 * @param cell the cell's name
 * @param reverse whether it runs from the end of each sequence to the beginning
 * @param around the path of the layer whose cell this one is inside; empty for one that runs over a sequence itself
 * @param equations what it computes at each step, in the cell's order; a state after the step is called {@code h'}
 * @param attentions those of its equations that have a number for each step of another axis
 */
public record Layer(
        String path,
        String cell,
        boolean reverse,
        String around,
        List<Model.Value> equations,
        List<Attention> attentions) {
    public Layer {
        equations = List.copyOf(equations);
        attentions = List.copyOf(attentions);
    }

    static String output(String path, String equation) {
        return Output.INSIDE.of(path + "." + equation);
    }

    /** The place of the layer of a bidirectional network that runs from the beginning of each sequence to the end. */
    public static String forward(String network) {
        return network + ".forward";
    }

    /** The place of the one that runs from the end to the beginning. */
    public static String backward(String network) {
        return network + ".backward";
    }

    /** The output that holds the value of an equation at every step. */
    public String output(String equation) {
        return output(path, equation);
    }

    /** The output that holds the cell's output at every step. */
    public String output() {
        return Output.INSIDE.of(path);
    }

    /** The equations that give the states after the step. */
    public List<Model.Value> states() {
        return equations.stream().filter(e -> e.name().endsWith("'")).toList();
    }
}
