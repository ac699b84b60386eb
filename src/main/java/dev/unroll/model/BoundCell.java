package dev.unroll.model;

import dev.unroll.spec.CellSpec;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A cell with its arguments: numbers, values and cells, by the name of the parameter.
 *
 * @param home where the arguments were read
 * @param whole the values that a cell sees with all their steps though it runs along their axis
 * @param aliases names of the model's for numbers
 * @param chain the cells whose {@code state} sections led to this one
 */
record BoundCell(
        CellSpec spec,
        Scope home,
        Map<String, Double> numbers,
        Map<String, String> aliases,
        Map<String, Term> values,
        Set<String> whole,
        Map<String, BoundCell> cells,
        List<String> chain) {
    BoundCell {
        numbers = Map.copyOf(numbers);
        aliases = Map.copyOf(aliases);
        values = Map.copyOf(values);
        whole = Set.copyOf(whole);
        cells = Map.copyOf(cells);
        chain = List.copyOf(chain);
    }

    /** What messages call it. */
    String text() {
        return spec.signature();
    }
}
