package dev.unroll.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The states of a cell inside another, before or after a step, or what element-wise arithmetic made of them. Those of a cell
 * further inside have its name before theirs: {@code s.h}.
 *
 * @param cell the inner cell, as the cell around knows it
 * @param what what messages call the cell
 * @param states the states, by name, without primes
 * @param shown the cell's output, where its states are these
 */
record Bundle(
        Optional<InnerCell> cell, String what, Map<String, Term> states, Function<Map<String, Term>, Term> shown) {
    Bundle {
        states = Collections.unmodifiableMap(new LinkedHashMap<>(states));
    }

    /** The same with other states. */
    Bundle with(Map<String, Term> changed) {
        return new Bundle(cell, what, changed, shown);
    }

    /** The same as the states of an inner cell. */
    Bundle of(InnerCell inner) {
        return new Bundle(Optional.of(inner), what, states, shown);
    }

    /** The output of the cell with these states. */
    Term output() {
        return shown.apply(states);
    }

    Set<String> names() {
        return states.keySet();
    }

    boolean isBroken() {
        return states.values().stream().anyMatch(Term::isBroken);
    }

    /** The states whose names begin with that of a cell further inside, without it. */
    static Map<String, Term> of(String cell, Map<String, Term> states) {
        Map<String, Term> its = new LinkedHashMap<>();
        states.forEach((name, term) -> {
            if (name.startsWith(cell + ".")) {
                its.put(name.substring(cell.length() + 1), term);
            }
        });
        return its;
    }
}
