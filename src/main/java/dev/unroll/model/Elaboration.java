package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Rows;
import dev.unroll.op.Unary;
import dev.unroll.plugin.Plugins;
import dev.unroll.plugin.Registry;
import dev.unroll.spec.Equation;
import dev.unroll.spec.FunctionSpec;
import dev.unroll.spec.ParameterName;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads expressions: finds what every name and call means, unites the widths that must agree, and gives terms whose
 * nodes can be made once all widths are known. Every error is reported at its place, and only once.
 */
final class Elaboration {
    private static final long MOST_FEATURES = 1L << 30;

    private record Open(Width width, String what, Span span) {}

    /** A width that would leave nothing to compute if it was 1. */
    private record Single(Width width, String message, Span span) {}

    private record Place(String code, Optional<Span> span) {}

    private final Diagnostics diagnostics;
    private final Cells cells;
    private final OwnFunctions functions;
    private final Plugins plugins;
    private final Registry<Function> known;
    private final Registry<Initialisers.Named> initialisers;
    private final Operators operators = new Operators(this);
    private final Sizes sizes = new Sizes(this);
    private final Naming naming = new Naming(this);
    private final Bundles bundles = new Bundles(this);
    private final ClassTexts classTexts = new ClassTexts(this);
    private final boolean carry;
    private final ParameterTable weighing = new ParameterTable();
    private final List<CellUnroller.Carrying> carried = new ArrayList<>();
    private final List<CellUnroller.Reading> passes = new ArrayList<>();
    private final Map<String, Term> merged = new LinkedHashMap<>();
    private final List<Open> open = new ArrayList<>();
    private final List<Term> read = new ArrayList<>();
    private final List<Single> singles = new ArrayList<>();

    private final Set<Place> places;
    private boolean withinStep;
    private final Set<String> broken = new HashSet<>();
    private boolean unknownFields;
    private boolean rehearsal;
    private boolean sound = true;

    Elaboration(
            Diagnostics diagnostics, Cells cells, Map<String, FunctionSpec> functions, Plugins plugins, boolean carry) {
        this(diagnostics, cells, functions, plugins, carry, new HashSet<>());
    }

    private Elaboration(
            Diagnostics diagnostics,
            Cells cells,
            Map<String, FunctionSpec> functions,
            Plugins plugins,
            boolean carry,
            Set<Place> places) {
        this.diagnostics = diagnostics;
        this.cells = cells;
        this.functions = new OwnFunctions(this, functions);
        this.plugins = plugins;
        this.known = Functions.of(plugins);
        this.initialisers = Initialisers.of(plugins);
        this.carry = carry;
        this.places = places;
    }

    /** One that reads definitions for their mistakes alone; what was said here is not said again there. */
    Elaboration rehearsal(Map<String, FunctionSpec> own) {
        Elaboration apart = new Elaboration(diagnostics, cells.again(), own, plugins, false, places);
        apart.broken.addAll(broken);
        apart.rehearsal = true;
        return apart;
    }

    /** Lets names pass that may be fields: which there are is not known. */
    void letFieldsPass() {
        unknownFields = true;
    }

    boolean letsFieldsPass() {
        return unknownFields;
    }

    ParameterTable weighing() {
        return weighing;
    }

    List<CellUnroller.Carrying> carried() {
        return carried;
    }

    /** The cells that run over a sequence, in the order in which they were read. */
    List<CellUnroller.Reading> passes() {
        return passes;
    }

    /** What is made of the two directions of each bidirectional network, by its place. */
    Map<String, Term> merged() {
        return merged;
    }

    boolean carries() {
        return carry;
    }

    /** Reports a mistake; what a cell or a function does wrong is said once, however often it is used. */
    void add(Diagnostic diagnostic) {
        if (places.add(new Place(diagnostic.code(), diagnostic.span()))) {
            diagnostics.add(diagnostic);
        }
    }

    /** Reads the equations of a step. */
    void step(Runnable reading) {
        boolean around = withinStep;
        withinStep = true;
        reading.run();
        withinStep = around;
    }

    /** How often a value with such rows is there: a row of the batch is a step within a cell. */
    String per(Rows rows) {
        return rows == Rows.NONE ? "for all" : rows == Rows.BATCH && withinStep ? "per step" : "per " + rows.unit();
    }

    /** Names whose definitions could not be read, which was reported. */
    Set<String> broken() {
        return broken;
    }

    Operators operators() {
        return operators;
    }

    ClassTexts classTexts() {
        return classTexts;
    }

    Bundles bundles() {
        return bundles;
    }

    Sizes sizes() {
        return sizes;
    }

    /** The functions that every spec can call. */
    Registry<Function> known() {
        return known;
    }

    Registry<Initialisers.Named> initialisers() {
        return initialisers;
    }

    OwnFunctions functions() {
        return functions;
    }

    Cells cells() {
        return cells;
    }

    /**
     * Whether an expression names what could not be read, which was reported, or what nobody gave a value: a number that it
     * should come to is then no mistake of its own.
     */
    boolean isUnknown(Expr expr, Scope scope) {
        return Scope.names(expr).stream().anyMatch(name -> {
            Term value = scope.values().get(name);
            boolean nothing = value == null && !scope.numbers().containsKey(name);
            return scope.unknown().containsKey(name)
                    || value != null && value.isBroken()
                    || nothing && broken.contains(name);
        });
    }

    /** Whether everything was understood: what the reader of the spec found wrong is broken here without a report. */
    boolean isWhole() {
        return weighing.isResolved() && isSound();
    }

    /** Whether no mistake keeps anything from being understood. */
    boolean isSound() {
        return sound && !diagnostics.hasErrors();
    }

    /** Warns of what nothing uses, unless mistakes may be why. */
    void warnUnused(Unused unused) {
        if (isSound() && !rehearsal) {
            unused.warn(diagnostics);
        }
    }

    /** A width that the rest of the equations has to determine. */
    Width open(String what, Span span) {
        Width width = Width.unknown();
        open.add(new Open(width, what, span));
        return width;
    }

    /** Warns, once all widths are known, if this one is 1. */
    void warnIfSingle(Width width, String message, Span span) {
        singles.add(new Single(width, message, span));
    }

    /** Reports the widths that nothing determined, and values that no memory holds; not what other mistakes led to. */
    void close() {
        if (!isSound()) {
            return;
        }
        operators.settle();
        for (Open undetermined : open) {
            if (undetermined.width().known().isEmpty()) {
                add(Diagnostic.error(
                                Codes.SHAPE, "cannot infer the width of " + undetermined.what(), undetermined.span())
                        .hint("set the number of features, for example affine(..., to=64)"));
            }
        }
        for (Single single : singles) {
            if (single.width().is(1)) {
                add(Diagnostic.warning(Codes.CONSTANT, single.message(), single.span())
                        .hint("use at least two classes, or sigmoid(x) for the probability of one of two"));
            }
        }
        for (Term term : read) {
            if (term.features() > MOST_FEATURES) {
                add(Diagnostic.error(
                        Codes.TOO_LARGE,
                        "'" + term.text() + "' has " + Operators.features(term) + ", more than " + MOST_FEATURES
                                + " numbers",
                        term.span()));
                return;
            }
        }
    }

    /** Reads equations in their order; each becomes a name that the following can use. */
    void equations(List<Equation> equations, Scope scope) {
        equations.forEach(equation -> scope.later().put(equation.target(), equation));
        for (Equation equation : equations) {
            scope.enter(equation);
            if (bundles.define(equation, scope)) {
                scope.later().remove(equation.target());
                continue;
            }
            Term term = term(equation.value(), scope).named(scope.path()).from(equation.span());
            Term state = equation.next() ? scope.values().get(equation.name()) : null;
            if (state != null && !state.isBroken() && !term.isBroken()) {
                term.type().shape().unite(state.type().shape()); // what does not fit is reported with the cell
            }
            scope.later().remove(equation.target());
            scope.values().put(equation.target(), term);
        }
    }

    Term term(Expr expr, Scope scope) {
        Term term = read(expr, scope).at(expr.text(), expr.span());
        read.add(term);
        sound &= !term.isBroken();
        return term;
    }

    private Term read(Expr expr, Scope scope) {
        if (expr instanceof Expr.Number number) {
            return Term.number(number.value(), number.span());
        } else if (expr instanceof Expr.Name name) {
            return naming.name(name, scope);
        } else if (expr instanceof Expr.Negate negate) {
            return operators.elementWise(Unary.NEG, List.of(term(negate.operand(), scope)), expr.span());
        } else if (expr instanceof Expr.Binary binary
                && (binary.left() instanceof Expr.Text || binary.right() instanceof Expr.Text)) {
            return classTexts.compared(binary, scope);
        } else if (expr instanceof Expr.Binary binary) {
            Term left = term(binary.left(), scope);
            return operators.binary(binary.op(), left, term(binary.right(), scope), binary.span());
        } else if (expr instanceof Expr.Slice slice) {
            return operators.slice(slice, real(term(slice.value(), scope)), scope);
        } else if (expr instanceof Expr.Call call) {
            return call(call, scope);
        }
        return broken(Codes.KIND, "a value is needed here, not " + expr.text(), expr.span());
    }

    Term broken(String code, String message, Span span) {
        add(Diagnostic.error(code, message, span));
        return Term.broken(span);
    }

    /** A real value; an index is reported. */
    Term real(Term term) {
        if (!term.isIndex()) {
            return term;
        }
        add(Diagnostic.error(
                        Codes.KIND,
                        "'" + term.text() + "' is an index into " + term.classesText() + ", not a number",
                        term.span())
                .hint("convert it to a vector: embed(" + term.text() + ", 64) or one_hot(" + term.text() + ")"));
        return Term.broken(term.span());
    }

    /** A value whose width would have to be known before the equations below are read. */
    Term undetermined(Term value) {
        if (rehearsal) {
            return Term.broken(value.span());
        }
        add(Diagnostic.error(Codes.SHAPE, "cannot infer the width of '" + value.text() + "' here", value.span())
                .hint("add to= to its affine(...)"));
        return Term.broken(value.span());
    }

    private Term call(Expr.Call call, Scope scope) {
        return Counting.isIn(call) && !takesCounting(call)
                ? new Counting(this, scope).loss(plain(Counting.without(call), scope), call)
                : plain(call, scope);
    }

    /** Whether a function has an argument {@code where} or {@code weights} of its own. */
    private boolean takesCounting(Expr.Call call) {
        FunctionSpec own = functions.known().get(call.function());
        List<String> parameters = own != null
                ? own.parameters().stream().map(ParameterName::name).toList()
                : known.find(call.function()).map(Function::parameters).orElse(List.of());
        return parameters.contains(Counting.WHERE) || parameters.contains(Counting.WEIGHTS);
    }

    private Term plain(Expr.Call call, Scope scope) {
        Optional<Term> own = functions.call(call, scope);
        if (own.isPresent()) {
            return own.get();
        }
        Optional<Function> function = known.find(call.function());
        if (function.isEmpty()) {
            if (broken.contains(call.function())) {
                return Term.broken(call.span());
            }
            add(Diagnostic.error(
                            Codes.UNKNOWN_FUNCTION,
                            Foreign.refusal(call.function())
                                    .orElseGet(() -> "unknown function '" + call.function() + "'"),
                            call.functionSpan())
                    .hint(unknownFunction(call.function(), scope)));
            return Term.broken(call.span());
        }
        return Call.bind(this, scope, call, function.get())
                .map(bound -> function.get().builder().build(bound))
                .orElseGet(() -> Term.broken(call.span()));
    }

    private Optional<String> unknownFunction(String name, Scope scope) {
        if (cells.find(name).isPresent() && scope.isStep()) {
            return Optional.of("'" + name + "' is a cell: within a cell, make it a state, s: " + name
                    + "(units), and run it for a step, s': step(s, x)");
        }
        if (cells.find(name).isPresent()) {
            return Optional.of(
                    "'" + name + "' is a cell: write rnn(" + name + "(units), x) or birnn(" + name + "(units), x)");
        }
        return Suggest.question(name, functions.names())
                .or(() -> Foreign.hint(name))
                .or(() -> Suggest.question(name, known.names()))
                .or(() -> Optional.of("./unroll ops lists the functions; define your own under 'functions'"));
    }
}
