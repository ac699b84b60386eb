package dev.unroll.model;

import static dev.unroll.op.Ops.constant;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Features;
import dev.unroll.op.Ops;
import dev.unroll.op.Unary;
import dev.unroll.spec.CellLibrary;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.Diagnostics;
import dev.unroll.spec.Equation;
import dev.unroll.spec.Expr;
import dev.unroll.spec.FunctionSpec;
import dev.unroll.spec.ParameterName;
import dev.unroll.spec.Span;
import dev.unroll.spec.Suggest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads expressions: finds what every name and call means, unites the widths that must agree, and gives terms whose nodes
 * can be made once all widths are known. Every mistake is reported where it stands, and only once.
 */
final class Elaboration {
    /** Indices are stored as float32, which counts to here. */
    static final int LARGEST_SIZE = 1 << 24;

    private static final long MOST_FEATURES = 1L << 30;
    private static final int MOST_EXPANSIONS = 10_000;

    private record Open(Width width, String what, Span span) {}

    private final Diagnostics diagnostics;
    private final Map<String, CellSpec> cells;
    private final CellLibrary library;
    private final Map<String, FunctionSpec> functions = new LinkedHashMap<>();
    private final boolean training;
    private final boolean carry;
    private final Weighing weighing = new Weighing();
    private final List<Recurrence.Carrying> carried = new ArrayList<>();
    private final List<Open> open = new ArrayList<>();
    private final Deque<String> calling = new ArrayDeque<>();
    private final List<Term> read = new ArrayList<>();

    /** Widths of operands beside a single feature, which is as wide as they are unless something else says more. */
    private final List<Width> besideOne = new ArrayList<>();

    private final Set<String> broken = new HashSet<>();
    /** What is defined in a circle that was reported. */
    private final Set<String> circle = new HashSet<>();

    private int expansions;

    Elaboration(
            Diagnostics diagnostics,
            Map<String, CellSpec> cells,
            CellLibrary library,
            Map<String, FunctionSpec> functions,
            boolean training,
            boolean carry) {
        this.diagnostics = diagnostics;
        this.cells = cells;
        this.library = library;
        this.functions.putAll(functions);
        this.training = training;
        this.carry = carry;
    }

    Weighing weighing() {
        return weighing;
    }

    List<Recurrence.Carrying> carried() {
        return carried;
    }

    boolean isTraining() {
        return training;
    }

    boolean carries() {
        return carry;
    }

    void add(Diagnostic diagnostic) {
        diagnostics.add(diagnostic);
    }

    /** Names whose definitions could not be read, which was reported. */
    Set<String> broken() {
        return broken;
    }

    /** Adds functions of a cell's own for as long as {@code work} runs. */
    void withFunctions(List<FunctionSpec> own, Runnable work) {
        Map<String, FunctionSpec> outer = new LinkedHashMap<>(functions);
        own.forEach(function -> functions.put(function.name(), function));
        work.run();
        functions.clear();
        functions.putAll(outer);
    }

    Optional<CellSpec> cell(String name) {
        CellSpec own = cells.get(name);
        return own != null ? Optional.of(own) : library.cell(name);
    }

    List<String> cellNames() {
        Set<String> names = new LinkedHashSet<>(cells.keySet());
        names.addAll(library.names());
        return List.copyOf(names);
    }

    /** A width that the rest of the equations has to determine. */
    Width open(String what, Span span) {
        Width width = Width.unknown();
        open.add(new Open(width, what, span));
        return width;
    }

    /** Reports the widths that nothing determined, and values that no memory holds; not what other mistakes led to. */
    void close() {
        if (diagnostics.hasErrors()) {
            return;
        }
        besideOne.stream().filter(width -> width.known().isEmpty()).forEach(width -> width.unite(Width.of(1)));
        for (Open undetermined : open) {
            if (undetermined.width().known().isEmpty()) {
                add(Diagnostic.error(
                                Codes.SHAPE,
                                "the width of " + undetermined.what() + " is not determined",
                                undetermined.span())
                        .hint("write to= and how many features it has"));
            }
        }
        for (Term term : read) {
            if (term.features() > MOST_FEATURES) {
                add(Diagnostic.error(
                        Codes.TOO_LARGE,
                        "'" + term.text() + "' has " + features(term) + ", more than " + MOST_FEATURES + " numbers",
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
            Term term = term(equation.value(), scope).named(scope.path());
            scope.later().remove(equation.target());
            scope.values().put(equation.target(), term);
        }
    }

    Term term(Expr expr, Scope scope) {
        Term term = read(expr, scope).at(expr.text(), expr.span());
        read.add(term);
        return term;
    }

    private Term read(Expr expr, Scope scope) {
        if (expr instanceof Expr.Number number) {
            return number(number.value(), number.span());
        } else if (expr instanceof Expr.Name name) {
            return name(name, scope);
        } else if (expr instanceof Expr.Negate negate) {
            return elementWise(Unary.NEG, List.of(term(negate.operand(), scope)), expr.span());
        } else if (expr instanceof Expr.Binary binary) {
            return binary(binary, scope);
        } else if (expr instanceof Expr.Slice slice) {
            return slice(slice, scope);
        } else if (expr instanceof Expr.Call call) {
            return call(call, scope);
        }
        return broken(Codes.KIND, "a value is needed here, not " + expr.text(), expr.span());
    }

    private static Term number(double value, Span span) {
        return Term.real(Rows.NONE, List.of(), span, () -> constant(value));
    }

    private Term broken(String code, String message, Span span) {
        add(Diagnostic.error(code, message, span));
        return Term.broken(span);
    }

    private Term name(Expr.Name name, Scope scope) {
        Term value = scope.values().get(name.written());
        if (value != null) {
            return value;
        }
        Double number = name.next() ? null : scope.numbers().get(name.name());
        if (number != null) {
            return number(number, name.span());
        }
        if (scope.later().containsKey(name.written())) {
            return later(name, scope);
        }
        if (broken.contains(name.written())) {
            return Term.broken(name.span());
        }
        Set<String> known = new LinkedHashSet<>(scope.values().keySet());
        known.addAll(scope.numbers().keySet());
        add(Diagnostic.error(Codes.UNKNOWN_NAME, "unknown name '" + name.written() + "'", name.span())
                .hint(unknownName(name, scope, known)));
        return Term.broken(name.span());
    }

    /** A name whose equation has not been read yet: below, or in a circle with the one that uses it. */
    private Term later(Expr.Name name, Scope scope) {
        String current = scope.equation();
        if (current.equals(name.written())) {
            add(Diagnostic.error(Codes.CYCLE, "'" + current + "' is defined by itself", name.span())
                    .hint("what goes on from step to step is a state, in a cell"));
        } else if (circle.contains(name.written())) {
            return Term.broken(name.span());
        } else if (scope.leadsBack(name.written(), circle)) {
            add(Diagnostic.error(
                            Codes.CYCLE,
                            "'" + current + "' and '" + name.written() + "' are defined by each other",
                            name.span())
                    .hint("what goes on from step to step is a state, in a cell"));
        } else {
            add(Diagnostic.error(
                            Codes.USED_BEFORE, "'" + name.written() + "' is used before it is defined", name.span())
                    .hint("move its equation, on line "
                            + scope.later().get(name.written()).span().line() + ", above this one"));
        }
        return Term.broken(name.span());
    }

    private Optional<String> unknownName(Expr.Name name, Scope scope, Set<String> known) {
        Optional<String> nearest = Suggest.question(name.written(), known);
        if (nearest.isPresent()) {
            return nearest;
        }
        if (Functions.all().containsKey(name.name())) {
            return Optional.of("'" + name.name() + "' is a function: "
                    + Functions.all().get(name.name()).usage());
        }
        return scope.isStep()
                ? Optional.of("a cell sees its input x, its states and its own equations")
                : Optional.empty();
    }

    /** A real value; an index is reported. */
    Term real(Term term) {
        if (!term.isIndex()) {
            return term;
        }
        add(Diagnostic.error(
                        Codes.KIND,
                        "'" + term.text() + "' is a choice among " + term.classes() + " classes, not a number",
                        term.span())
                .hint("make a vector of it: embed(" + term.text() + ", 64) or one_hot(" + term.text() + ")"));
        return Term.broken(term.span());
    }

    // Operators

    private Term binary(Expr.Binary binary, Scope scope) {
        Term left = term(binary.left(), scope);
        Term right = term(binary.right(), scope);
        Span span = binary.span();
        return switch (binary.op()) {
            case ADD -> elementWise(Binary.ADD, List.of(left, right), span);
            case SUBTRACT -> elementWise(Binary.SUB, List.of(left, right), span);
            case MULTIPLY -> elementWise(Binary.MUL, List.of(left, right), span);
            case DIVIDE -> elementWise(Binary.DIV, List.of(left, right), span);
            case POWER -> elementWise(Binary.POW, List.of(left, right), span);
            case LESS -> elementWise(Binary.LESS, List.of(left, right), span);
            case LESS_EQUAL -> elementWise(Binary.LESS_EQUAL, List.of(left, right), span);
            case GREATER -> elementWise(Binary.LESS, List.of(right, left), span);
            case GREATER_EQUAL -> elementWise(Binary.LESS_EQUAL, List.of(right, left), span);
            case EQUAL -> elementWise(Binary.EQUAL, List.of(left, right), span);
            case NOT_EQUAL ->
                elementWise(
                        Binary.SUB,
                        List.of(number(1, span), elementWise(Binary.EQUAL, List.of(left, right), span)),
                        span);
            case MATMUL -> matmul(real(left), real(right), span);
        };
    }

    /** An element-wise op: its operands' last axes are united, numbers and single features reach all. */
    Term elementWise(ElementWise op, List<Term> operands, Span span) {
        List<Term> real = operands.stream()
                .map(operand -> op.takesIndices() ? operand : real(operand))
                .toList();
        if (real.stream().anyMatch(Term::isBroken)) {
            return Term.broken(span);
        }
        Rows rows = joined(real);
        List<Term> aligned = real.stream().map(term -> Call.spread(term, rows)).toList();
        Optional<List<Width>> shape = broadcast(aligned, span);
        if (shape.isEmpty()) {
            return Term.broken(span);
        }
        return Term.real(rows, shape.get(), span, () -> Node.of(op, nodes(aligned)));
    }

    static List<Node> nodes(List<Term> terms) {
        return terms.stream().map(Term::node).toList();
    }

    static Rows joined(List<Term> terms) {
        Rows rows = Rows.NONE;
        for (Term term : terms) {
            rows = rows.compareTo(term.rows()) < 0 ? term.rows() : rows;
        }
        return rows;
    }

    private Optional<List<Width>> broadcast(List<Term> terms, Span span) {
        int rank = terms.stream().mapToInt(Term::rank).max().orElse(0);
        List<Width> shape = new ArrayList<>();
        for (int axis = rank; axis >= 1; axis--) {
            Width width = Width.of(1);
            Term from = terms.get(0);
            boolean single = false;
            for (Term term : terms) {
                if (term.rank() < axis) {
                    continue;
                }
                Width own = term.shape().get(term.rank() - axis);
                if (own.is(1)) {
                    single = true;
                    continue;
                }
                if (width.is(1)) {
                    width = own;
                    from = term;
                } else if (!width.unite(own)) {
                    add(conflict(from, term, span));
                    return Optional.empty();
                }
            }
            shape.add(width);
            if (single) {
                besideOne.add(width);
            }
        }
        return Optional.of(shape);
    }

    /** Two values whose widths should be one. */
    Diagnostic conflict(Term a, Term b, Span span) {
        return Diagnostic.error(
                Codes.SHAPE,
                "'" + a.text() + "' has " + features(a) + " " + Call.per(a.rows()) + ", '" + b.text() + "' has "
                        + features(b).replace(" features", ""),
                span);
    }

    static String features(Term term) {
        if (term.rank() == 0) {
            return "1 number";
        }
        StringBuilder text = new StringBuilder();
        for (Width width : term.shape()) {
            text.append(text.length() == 0 ? "" : " x ").append(width);
        }
        return text + " features";
    }

    private Term matmul(Term left, Term right, Span span) {
        if (left.isBroken() || right.isBroken()) {
            return Term.broken(span);
        }
        if (left.rank() < 1 || right.rank() < 1 || left.rank() + right.rank() < 3) {
            return broken(
                    Codes.SHAPE,
                    "'@' needs features on one side and a matrix on the other: '" + left.text() + "' has "
                            + features(left) + ", '" + right.text() + "' has " + features(right),
                    span);
        }
        Rows rows = joined(List.of(left, right));
        Term a = Call.spread(left, rows);
        Term b = Call.spread(right, rows);
        Width inner = b.rank() == 2 ? b.shape().get(0) : b.last();
        if (!a.last().unite(inner)) {
            return broken(
                    Codes.SHAPE,
                    "the left of '@', '" + left.text() + "', has " + a.last() + " features, its right, '" + right.text()
                            + "', takes " + inner,
                    span);
        }
        if (b.rank() == 2 && b.rows() == Rows.NONE) {
            List<Width> shape = new ArrayList<>(a.shape());
            shape.set(shape.size() - 1, b.last());
            return Term.real(rows, shape, span, () -> Ops.matmul(a.node(), b.node()));
        }
        if (a.rank() == 1) { // a vector by a matrix of its own row
            return Term.real(rows, List.of(b.last()), span, () -> {
                Node column = Node.of(new Features.Repeat(-1, b.last().value()), a.node());
                return Node.of(new Features.Sum(-2), Ops.mul(column, b.node()));
            });
        }
        if (b.rank() == 1) { // a matrix by a vector
            return Term.real(rows, List.of(a.shape().get(0)), span, () -> Ops.sum(Ops.mul(a.node(), b.node())));
        }
        return broken(Codes.SHAPE, "a product of two matrices that change from row to row is not supported", span);
    }

    private Term slice(Expr.Slice slice, Scope scope) {
        Term value = real(term(slice.value(), scope));
        if (value.isBroken()) {
            return value;
        }
        Optional<Integer> from = end(slice.from(), 0, scope);
        int width = value.rank() == 0 ? 0 : value.last().known().orElse(-1);
        if (width < 0) {
            return undetermined(value);
        }
        Optional<Integer> to = end(slice.to(), width, scope);
        if (from.isEmpty() || to.isEmpty()) {
            return Term.broken(slice.span());
        }
        if (value.rank() == 0 || to.get() > width || from.get() >= to.get()) {
            return broken(
                    Codes.SHAPE,
                    "'" + slice.value().text() + "' has " + features(value) + ", which [" + from.get() + ":" + to.get()
                            + "] does not fit",
                    slice.span());
        }
        List<Width> shape = new ArrayList<>(value.shape());
        shape.set(shape.size() - 1, Width.of(to.get() - from.get()));
        return Term.real(
                value.rows(),
                shape,
                slice.span(),
                () -> Node.of(new Features.Slice(from.get(), to.get()), value.node()));
    }

    /** A value whose width would have to be known before the equations below are read. */
    Term undetermined(Term value) {
        add(Diagnostic.error(Codes.SHAPE, "the width of '" + value.text() + "' is not determined here", value.span())
                .hint("write to= in its affine(...)"));
        return Term.broken(value.span());
    }

    private Optional<Integer> end(Optional<Expr> end, int standard, Scope scope) {
        if (end.isEmpty()) {
            return Optional.of(standard);
        }
        Optional<Double> number = number(end.get(), scope);
        if (number.isEmpty() || number.get() < 0 || number.get() != Math.rint(number.get())) {
            add(Diagnostic.error(
                    Codes.WRONG_VALUE,
                    "a slice needs whole numbers, not '" + end.get().text() + "'",
                    end.get().span()));
            return Optional.empty();
        }
        return Optional.of(number.get().intValue());
    }

    // Numbers that are known beforehand

    /** The number an expression of numbers and sizes comes to; empty if it is none. */
    Optional<Double> number(Expr expr, Scope scope) {
        if (expr instanceof Expr.Number number) {
            return Optional.of(number.value());
        } else if (expr instanceof Expr.Negate negate) {
            return number(negate.operand(), scope).map(x -> -x);
        } else if (expr instanceof Expr.Name name) {
            return Optional.ofNullable(scope.numbers().get(name.written()));
        } else if (expr instanceof Expr.Binary binary) {
            return number(binary.left(), scope)
                    .flatMap(a -> number(binary.right(), scope).flatMap(b -> switch (binary.op()) {
                        case ADD -> Optional.of(a + b);
                        case SUBTRACT -> Optional.of(a - b);
                        case MULTIPLY -> Optional.of(a * b);
                        case DIVIDE -> Optional.of(a / b);
                        case POWER -> Optional.of(Math.pow(a, b));
                        default -> Optional.empty();
                    }));
        }
        return Optional.empty();
    }

    /** A size: a whole number, or the width or the number of classes of a value. Empty if it is none, which is reported. */
    Optional<Width> size(Expr expr, Scope scope) {
        Optional<Double> number = number(expr, scope);
        if (number.isPresent()) {
            if (!isSize(number.get())) {
                add(Diagnostic.error(
                        Codes.WRONG_VALUE,
                        "a size must be a whole number from 1 to " + LARGEST_SIZE + ", not " + expr.text(),
                        expr.span()));
                return Optional.empty();
            }
            return Optional.of(Width.of(number.get().intValue()));
        }
        if (expr instanceof Expr.Name) {
            Term value = term(expr, scope);
            if (value.isBroken()) {
                return Optional.empty();
            }
            return Optional.of(
                    value.isIndex() ? Width.of(value.classes()) : value.rank() == 0 ? Width.of(1) : value.last());
        }
        add(Diagnostic.error(Codes.WRONG_VALUE, "a size is needed here, not '" + expr.text() + "'", expr.span()));
        return Optional.empty();
    }

    static boolean isSize(double number) {
        return number >= 1 && number <= LARGEST_SIZE && number == Math.rint(number);
    }

    // Calls

    private Term call(Expr.Call call, Scope scope) {
        FunctionSpec own = functions.get(call.function());
        if (own != null) {
            return own(call, own, scope);
        }
        Function function = Functions.all().get(call.function());
        if (function == null) {
            if (broken.contains(call.function())) {
                return Term.broken(call.span());
            }
            add(Diagnostic.error(
                            Codes.UNKNOWN_FUNCTION, "unknown function '" + call.function() + "'", call.functionSpan())
                    .hint(unknownFunction(call.function())));
            return Term.broken(call.span());
        }
        return Call.bind(this, scope, call, function)
                .map(bound -> function.builder().build(bound))
                .orElseGet(() -> Term.broken(call.span()));
    }

    private Optional<String> unknownFunction(String name) {
        if (cell(name).isPresent()) {
            return Optional.of(
                    "'" + name + "' is a cell: write rnn(" + name + "(units), x) or birnn(" + name + "(units), x)");
        }
        Set<String> known = new LinkedHashSet<>(functions.keySet());
        known.addAll(Functions.all().keySet());
        return Suggest.question(name, known);
    }

    /** A call of a function that the spec defines: its body, with the parameters' values for their names. */
    private Term own(Expr.Call call, FunctionSpec function, Scope scope) {
        if (calling.contains(function.name())) {
            return broken(Codes.CYCLE, "'" + function.name() + "' calls itself", call.functionSpan());
        }
        if (++expansions > MOST_EXPANSIONS) {
            return expansions > MOST_EXPANSIONS + 1
                    ? Term.broken(call.span())
                    : broken(
                            Codes.TOO_LARGE,
                            "functions are called more than " + MOST_EXPANSIONS + " times",
                            call.functionSpan());
        }
        Scope body = scope.function();
        body.numbers().putAll(scope.numbers());
        Function shape = new Function(usage(function), "", bound -> {
            for (ParameterName parameter : function.parameters()) {
                Expr argument = bound.expr(parameter.name())
                        .orElseGet(() -> parameter.standard().orElseThrow());
                body.values().put(parameter.name(), term(argument, scope));
                body.numbers().remove(parameter.name());
                number(argument, scope).ifPresent(n -> body.numbers().put(parameter.name(), n));
            }
            calling.push(function.name());
            Term value = term(function.body(), body);
            calling.pop();
            return value;
        });
        return Call.bind(this, scope, call, shape)
                .map(bound -> shape.builder().build(bound))
                .orElseGet(() -> Term.broken(call.span()));
    }

    private static String usage(FunctionSpec function) {
        List<String> parameters = function.parameters().stream()
                .map(p -> p.name() + p.standard().map(s -> "=" + s.text()).orElse(""))
                .toList();
        return function.name() + "(" + String.join(", ", parameters) + ")";
    }

    /** Applies a function of two, by its name, to two values: a merge of one's own. */
    Term apply(String name, List<Term> arguments, Scope scope, Span span) {
        FunctionSpec own = functions.get(name);
        Scope body = scope.function();
        body.numbers().putAll(scope.numbers());
        List<Expr> names = new ArrayList<>();
        for (Term argument : arguments) {
            String parameter = own == null
                    ? "#" + names.size()
                    : own.parameters().get(names.size()).name();
            body.values().put(parameter, argument);
            body.numbers().remove(parameter);
            names.add(new Expr.Name(parameter, false, span));
        }
        return own == null ? term(new Expr.Call(name, span, names, List.of(), span), body) : term(own.body(), body);
    }

    /** Whether a name is a function that can take this many values. */
    boolean takes(String name, int arguments) {
        FunctionSpec own = functions.get(name);
        if (own != null) {
            return own.parameters().size() == arguments;
        }
        Function function = Functions.all().get(name);
        return function != null
                && (function.isVariadic() || function.parameters().size() == arguments);
    }
}
