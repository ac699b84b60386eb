package dev.unroll.model;

import dev.unroll.graph.Rows;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.FunctionSpec;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the cells and functions that no equation uses, so that their errors are reported too: names, functions and
 * arguments, and shapes as far as nothing is known of what they are given. What it reads becomes part of no model.
 */
final class Rehearsal {
    private final ModelSpec spec;
    private final Elaboration elaboration;
    private final Scope sizes;

    /** @param elaboration one that has read all equations */
    Rehearsal(ModelSpec spec, Elaboration elaboration) {
        this.spec = spec;
        this.elaboration = elaboration;
        this.sizes = Scope.model(new ParameterTable());
        spec.sizes().forEach((name, size) -> sizes.numbers().put(name, (double) size.value()));
    }

    void run() {
        elaboration.cells().unread().forEach(this::read);
        spec.functions().values().stream()
                .filter(elaboration.functions()::isUnread)
                .forEach(
                        f -> elaboration.rehearsal(spec.functions()).functions().rehearse(f, sizes));
        spec.cells().values().forEach(this::functions);
    }

    /** As if an equation were rnn(cell, x). */
    private void read(CellSpec cell) {
        Elaboration apart = elaboration.rehearsal(spec.functions());
        Expr name = new Expr.Name(cell.name(), false, cell.span());
        Expr.Call source = new Expr.Call("rnn", cell.span(), List.of(name, name), List.of(), cell.span());
        Call.bind(apart, sizes, source, elaboration.known().find("rnn").orElseThrow())
                .ifPresent(call -> new CellUnroller(
                                call,
                                new BoundCell(cell, sizes, Map.of(), Map.of(), Map.of(), Set.of(), Map.of(), List.of()),
                                InitialStates.of(call))
                        .rehearse());
    }

    private void functions(CellSpec cell) {
        Map<String, FunctionSpec> known = new LinkedHashMap<>(spec.functions());
        cell.functions().forEach(f -> known.put(f.name(), f));
        Scope scope = sizes.cell(cell.name(), Rows.STEPS);
        scope.numbers().putAll(sizes.numbers());
        cell.parameters().forEach(p -> scope.numbers().remove(p.name()));
        cell.parameters().forEach(p -> scope.unknown().put(p.name(), Width.unknown()));
        cell.weights().forEach(w -> scope.values().put(w.name(), Term.broken(w.span())));
        cell.functions().stream()
                .filter(elaboration.functions()::isUnread)
                .forEach(f -> elaboration.rehearsal(known).functions().rehearse(f, scope));
    }
}
