package dev.unroll.model;

import dev.unroll.diagnostic.Span;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;

/**
 * The last layer of a cell's run over a sequence, whose states after it equations can name.
 *
 * @param cell what messages call the cell
 * @param directions its passes: one, or forwards and backwards
 * @param merge what is made of the values of two directions
 */
record CellRun(String cell, List<CellUnroller.Reading> directions, BinaryOperator<Term> merge) {
    CellRun {
        directions = List.copyOf(directions);
    }

    Set<String> states() {
        return directions.get(0).states().keySet();
    }

    boolean isBoth() {
        return directions.size() == 2;
    }

    /** A state after each direction's last step, merged like the outputs. */
    Term last(String state, Span span) {
        List<Term> last =
                directions.stream().map(pass -> pass.last(state, span)).toList();
        return isBoth()
                ? merge.apply(last.get(0).at("forward", span), last.get(1).at("backward", span))
                : last.get(0);
    }
}
