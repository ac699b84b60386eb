package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.spec.Equation;
import dev.unroll.spec.ModelSpec;
import java.util.Set;

/**
 * Finds definitions of a spec whose names are already used by the data or the language.
 *
 * @param fields the names of the data
 * @param functions the names of the language's functions
 */
record TakenNames(ModelSpec spec, Set<String> fields, Set<String> functions) {
    void check(Diagnostics diagnostics) {
        for (Equation equation : spec.equations()) {
            if (fields.contains(equation.name())) {
                diagnostics.error(
                        Codes.DEFINED_TWICE,
                        "'" + equation.name() + "' is a field of the data and cannot be defined again",
                        equation.span());
            }
        }
        spec.sizes().values().stream()
                .filter(size -> fields.contains(size.name()))
                .forEach(size -> diagnostics.error(
                        Codes.DEFINED_TWICE,
                        "'" + size.name() + "' is a field of the data and cannot be a size",
                        size.span()));
        spec.parameters().stream()
                .filter(parameter -> fields.contains(parameter.name()))
                .forEach(parameter -> diagnostics.error(
                        Codes.DEFINED_TWICE,
                        "'" + parameter.name() + "' is a field of the data and cannot be a parameter",
                        parameter.span()));
        spec.functions().values().stream()
                .filter(f -> functions.contains(f.name()))
                .forEach(f -> diagnostics.error(
                        Codes.RESERVED, "'" + f.name() + "' is already a function: choose another name", f.span()));
    }
}
