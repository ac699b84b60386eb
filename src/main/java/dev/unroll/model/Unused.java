package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Span;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.Equation;
import dev.unroll.spec.FunctionSpec;
import dev.unroll.spec.ParameterName;
import dev.unroll.spec.ParameterSpec;
import dev.unroll.spec.Size;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The unused definitions of a scope, each with its place. */
final class Unused {
    private final Map<Span, String> names = new LinkedHashMap<>();

    Unused equations(Collection<Equation> equations, Scope scope) {
        equations.stream().filter(e -> !e.next()).forEach(e -> check(e.name(), e.span(), scope));
        return this;
    }

    Unused parameters(Collection<ParameterSpec> parameters, Scope scope) {
        parameters.forEach(p -> check(p.name(), p.span(), scope));
        return this;
    }

    /** What a cell or a function takes. */
    Unused names(Collection<ParameterName> parameters, Scope scope) {
        parameters.forEach(p -> check(p.name(), p.span(), scope));
        return this;
    }

    Unused sizes(Collection<Size> sizes, Scope scope) {
        sizes.forEach(s -> check(s.name(), s.span(), scope));
        return this;
    }

    Unused cells(Collection<CellSpec> unused) {
        unused.forEach(c -> names.put(c.span(), c.name()));
        return this;
    }

    Unused functions(Collection<FunctionSpec> functions, OwnFunctions own) {
        functions.stream().filter(own::isUnused).forEach(f -> names.put(f.span(), f.name()));
        return this;
    }

    private void check(String name, Span span, Scope scope) {
        if (!scope.used().contains(name)) {
            names.put(span, name);
        }
    }

    void warn(Diagnostics diagnostics) {
        names.forEach((span, name) -> diagnostics.warning(Codes.UNUSED, "nothing uses '" + name + "'", span));
    }
}
