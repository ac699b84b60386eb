package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.ParameterName;
import dev.unroll.spec.expr.Expr;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code lstm(128)} or {@code zoneout(lstm(128), 0.1)}: finds the cell and what its arguments are. */
final class CellArguments {
    private final Elaboration elaboration;
    private final Scope scope;
    private final List<String> chain;
    private final Map<String, Double> numbers = new LinkedHashMap<>();
    private final Map<String, String> aliases = new LinkedHashMap<>();
    private final Map<String, Term> values = new LinkedHashMap<>();
    private final Set<String> whole = new HashSet<>();
    private final Map<String, BoundCell> cells = new LinkedHashMap<>();

    private CellArguments(Elaboration elaboration, Scope scope, List<String> chain) {
        this.elaboration = elaboration;
        this.scope = scope;
        this.chain = chain;
    }

    /**
     * A cell with its arguments; empty if it is unknown or they are wrong, which is reported.
     *
     * @param scope what the arguments can see
     * @param chain the cells in whose {@code state} section this is written
     */
    static Optional<BoundCell> read(Expr source, Scope scope, Elaboration elaboration, List<String> chain) {
        Expr.Call made;
        if (source instanceof Expr.Call written) {
            made = written;
        } else if (source instanceof Expr.Name name && !name.next()) {
            made = new Expr.Call(name.name(), name.span(), List.of(), List.of(), name.span());
        } else {
            elaboration.add(
                    Diagnostic.error(Codes.UNKNOWN_CELL, "a cell is needed here, such as lstm(128)", source.span()));
            return Optional.empty();
        }
        Optional<CellSpec> cell = elaboration.cells().find(made.function());
        if (cell.isEmpty() && elaboration.broken().contains(made.function())) {
            return Optional.empty();
        }
        if (cell.isEmpty()) {
            List<String> known = elaboration.cells().names();
            elaboration.add(
                    Diagnostic.error(Codes.UNKNOWN_CELL, "unknown cell '" + made.function() + "'", made.functionSpan())
                            .hint(Suggest.nearest(made.function(), known)
                                    .map(nearest -> "did you mean '" + nearest + "'?")
                                    .orElse("known cells: " + String.join(", ", known))));
            return Optional.empty();
        }
        if (chain.contains(made.function())) {
            elaboration.add(Diagnostic.error(
                    Codes.CYCLE, "the cell '" + made.function() + "' contains itself", made.functionSpan()));
            return Optional.empty();
        }
        return new CellArguments(elaboration, scope, chain).bind(made, cell.get());
    }

    private Optional<BoundCell> bind(Expr.Call made, CellSpec spec) {
        Function signature = new Function(spec.signature(), "", "", bound -> Term.broken(bound.span()));
        Optional<Call> call = Call.bind(elaboration, scope, made, signature);
        if (call.isEmpty()) {
            return Optional.empty();
        }
        boolean right = true;
        for (ParameterName parameter : spec.parameters()) {
            Optional<Expr> given = call.get().expr(parameter.name());
            if (given.isPresent()) {
                right &= bind(parameter, given.get(), spec);
            } else {
                parameter.defaultValue().ifPresent(value -> defaultValue(parameter, value));
            }
        }
        return right
                ? Optional.of(new BoundCell(spec, scope, numbers, aliases, values, whole, cells, chain))
                : Optional.empty();
    }

    /** A default sees the model's sizes and the parameters before it. */
    private void defaultValue(ParameterName parameter, Expr value) {
        Scope own = Scope.model(new ParameterTable());
        own.numbers().putAll(scope.sizes());
        own.numbers().putAll(numbers);
        elaboration.sizes().number(value, own).ifPresent(number -> numbers.put(parameter.name(), number));
        scope.used().addAll(own.used());
        if (isCell(value, own)) {
            read(value, own, elaboration, chain).ifPresent(cell -> cells.put(parameter.name(), cell));
        }
    }

    private boolean bind(ParameterName parameter, Expr given, CellSpec spec) {
        String name = parameter.name();
        ParameterUse use = ParameterUse.of(parameter, spec);
        Optional<Double> number = elaboration.sizes().number(given, scope);
        if (number.isPresent() && use.cell().isPresent()) {
            return refuse(name, spec, "a cell, such as lstm(64)", given, "a number", Optional.empty());
        }
        if (number.isPresent()) {
            numbers.put(name, number.get());
            if (given instanceof Expr.Name written) {
                aliases.put(name, scope.aliases().getOrDefault(written.written(), written.written()));
            }
            // Reports what no size can be.
            return use.size().isEmpty()
                    || Sizes.isSize(number.get())
                    || elaboration.sizes().size(given, scope).isPresent();
        }
        if (isCell(given, scope)) {
            if (use.cell().isEmpty()) {
                return refuse(name, spec, "a number or a value", given, "a cell", Optional.empty());
            }
            Optional<BoundCell> cell = passed(given).or(() -> read(given, scope, elaboration, chain));
            cell.ifPresent(bound -> cells.put(name, bound));
            return cell.isPresent();
        }
        if (elaboration.isUnknown(given, scope)) {
            return false;
        }
        if (use.cell().isPresent() && given instanceof Expr.Call call && !isFunction(call)) {
            read(given, scope, elaboration, chain); // reports the unknown cell
            return false;
        }
        Optional<Expr> all = scope.isStep() ? Optional.empty() : Recurrence.all(given);
        Term value = elaboration.term(all.orElse(given), scope);
        if (value.isBroken()) {
            return false;
        }
        all.ifPresent(every -> whole.add(name));
        return value(name, spec, use, given, value);
    }

    private boolean value(String name, CellSpec spec, ParameterUse use, Expr given, Term value) {
        if (use.cell().isPresent()) {
            return refuse(name, spec, "a cell, such as lstm(64)", given, "a value", Optional.empty());
        }
        if (use.size().isPresent() && use.value().isPresent()) {
            return refuse(
                    name,
                    spec,
                    "a number",
                    given,
                    "a value",
                    Optional.of("'" + name + "' is used as a size at "
                            + place(use.size().get()) + " and as a value at "
                            + place(use.value().get()) + "; give the cell two parameters"));
        }
        if (use.size().isPresent()) {
            String hint = "it is used as a size at " + place(use.size().get());
            return refuse(name, spec, "a number", given, "a value", Optional.of(hint));
        }
        values.put(name, value);
        return true;
    }

    private static String place(Span span) {
        return span.place();
    }

    private boolean refuse(String name, CellSpec spec, String wanted, Expr given, String is, Optional<String> hint) {
        elaboration.add(Diagnostic.error(
                        Codes.SIZE,
                        "'%s' of %s must be %s, but '%s' is %s"
                                .formatted(name, spec.signature(), wanted, given.text(), is),
                        given.span())
                .hint(hint));
        return false;
    }

    /** The cell that the cell around was given under this name. */
    private Optional<BoundCell> passed(Expr given) {
        return given instanceof Expr.Name name
                ? Optional.ofNullable(scope.cells().get(name.written()))
                : Optional.empty();
    }

    private boolean isFunction(Expr.Call call) {
        return elaboration.functions().names().contains(call.function())
                || elaboration.known().find(call.function()).isPresent();
    }

    /** Whether an expression names a cell, and nothing else of that name hides it. */
    private boolean isCell(Expr expr, Scope seen) {
        if (expr instanceof Expr.Call call) {
            return !isFunction(call) && elaboration.cells().isKnown(call.function());
        }
        return expr instanceof Expr.Name name
                && !name.next()
                && (seen.cells().containsKey(name.name())
                        || !seen.values().containsKey(name.name())
                                && elaboration.cells().isKnown(name.name()));
    }
}
