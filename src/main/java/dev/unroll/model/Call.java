package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Time;
import dev.unroll.plugin.Attribute;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;

/** A call of a {@link Function} with its arguments bound to the function's parameters. */
final class Call {
    private final Elaboration elaboration;
    private final Scope scope;
    private final Expr.Call source;
    private final Function function;
    private final Map<String, Expr> bound = new HashMap<>();
    private final List<Expr> variadic = new ArrayList<>();
    private final Map<String, Term> terms = new HashMap<>();

    private Call(Elaboration elaboration, Scope scope, Expr.Call source, Function function) {
        this.elaboration = elaboration;
        this.scope = scope;
        this.source = source;
        this.function = function;
    }

    /** Binds the arguments; empty if they do not fit, which is then reported. */
    static Optional<Call> bind(Elaboration elaboration, Scope scope, Expr.Call source, Function function) {
        Call call = new Call(elaboration, scope, source, function);
        return call.bind() ? Optional.of(call) : Optional.empty();
    }

    private boolean bind() {
        List<String> parameters = function.parameters();
        long required = parameters.stream().filter(function::isRequired).count();
        boolean right = true;
        int position = 0;
        for (Expr argument : source.args()) {
            if (position < parameters.size() && !parameters.get(position).endsWith("...")) {
                bound.put(parameters.get(position++), argument);
            } else if (function.isVariadic()) {
                variadic.add(argument);
            } else {
                right = false;
                error(
                        Codes.ARGUMENTS,
                        function.usage() + " takes " + (required == parameters.size() ? "" : "at most ")
                                + parameters.size() + (parameters.size() == 1 ? " argument" : " arguments"),
                        argument.span());
                break;
            }
        }
        for (Expr.Named named : source.named()) {
            if (!parameters.contains(named.name())) {
                right = false;
                Set<String> known = new LinkedHashSet<>(parameters);
                elaboration.add(Diagnostic.error(
                                Codes.ARGUMENTS,
                                function.name() + " has no argument '" + named.name() + "'",
                                named.nameSpan())
                        .hint(Suggest.nearest(named.name(), known)
                                .map(nearest -> "did you mean '" + nearest + "'?")
                                .orElse("usage: " + function.usage())));
            } else if (bound.put(named.name(), named.value()) != null) {
                right = false;
                error(Codes.ARGUMENTS, "'" + named.name() + "' is given twice", named.nameSpan());
            }
        }
        if (function.isVariadic() && variadic.isEmpty()) {
            right = false;
            missing(parameters.stream()
                    .filter(p -> p.endsWith("..."))
                    .findFirst()
                    .orElseThrow()
                    .replace("...", ""));
        }
        for (String parameter : parameters) {
            if (function.isRequired(parameter) && !bound.containsKey(parameter) && right) {
                right = false;
                missing(parameter);
            }
        }
        return right;
    }

    private void missing(String parameter) {
        elaboration.add(Diagnostic.error(Codes.ARGUMENTS, "'" + parameter + "' is missing", source.span())
                .hint("usage: " + function.usage()));
    }

    Scope scope() {
        return scope;
    }

    Elaboration elaboration() {
        return elaboration;
    }

    Span span() {
        return source.span();
    }

    String name() {
        return function.name();
    }

    Optional<Expr> expr(String parameter) {
        return Optional.ofNullable(bound.get(parameter));
    }

    /** The value of an argument, which is read once: what is read owns its parameters. */
    Term term(String parameter) {
        Term known = terms.get(parameter);
        if (known == null) {
            known = elaboration.term(bound.get(parameter), scope);
            terms.put(parameter, known);
        }
        return known;
    }

    /** The values of the arguments of a function that takes any number. */
    List<Term> terms() {
        return variadic.stream().map(e -> elaboration.term(e, scope)).toList();
    }

    List<Expr> variadic() {
        return variadic;
    }

    /** Real numbers with features; otherwise a broken term, and a report. */
    Term vector(String parameter) {
        Term term = real(parameter);
        if (!term.isBroken() && term.rank() == 0) {
            return broken(
                    Codes.SHAPE,
                    name() + " needs features, but '" + term.text() + "' is one number " + elaboration.per(term.rows()),
                    term.span());
        }
        return term;
    }

    /** Real numbers with two axes. */
    Term matrix(String parameter) {
        Term term = vector(parameter);
        return term.isBroken() || term.rank() == 2
                ? term
                : broken(
                        Codes.SHAPE,
                        name() + " needs a matrix, but '" + term.text() + "' has " + Operators.features(term),
                        term.span());
    }

    /** A choice among classes. */
    Term index(String parameter) {
        Term term = term(parameter);
        return term.isBroken() || term.isIndex()
                ? term
                : broken(Codes.KIND, name() + " needs an index, but '" + term.text() + "' is a number", term.span());
    }

    /** Real numbers; an index is reported. */
    Term real(String parameter) {
        return elaboration.real(term(parameter));
    }

    /** Real numbers with a row per step. */
    Term steps(String parameter) {
        return alongTime(real(parameter));
    }

    /** A value with a row per step; within a step, of another axis. */
    Term alongTime(Term term) {
        if (!term.isBroken() && scope.isStep() && !scope.isOtherAxis(term.rows())) {
            return broken(Codes.ROWS, name() + " reads the whole sequence and cannot be used within a step", span());
        }
        if (!term.isBroken() && !term.rows().isAxis()) {
            return broken(
                    Codes.ROWS,
                    name() + " needs a value per step, but '" + term.text() + "' is one "
                            + elaboration.per(term.rows()),
                    term.span());
        }
        return term;
    }

    /** A whole number of at least 1, given as a number, a size, or a value whose width or classes it is. */
    Optional<Width> size(String parameter) {
        return elaboration.sizes().size(bound.get(parameter), scope);
    }

    /** The sizes of a list, or of a single size; nothing if one is wrong, which is reported. */
    Optional<List<Width>> sizes(String parameter) {
        Expr expr = bound.get(parameter);
        List<Expr> axes = expr instanceof Expr.Items items ? items.items() : List.of(expr);
        List<Width> widths = new ArrayList<>();
        axes.forEach(axis -> elaboration.sizes().size(axis, scope).ifPresent(widths::add));
        if (axes.isEmpty()) {
            error(Codes.WRONG_VALUE, "'" + parameter + "' must have at least one size", expr.span());
        }
        return widths.size() == axes.size() && !axes.isEmpty() ? Optional.of(widths) : Optional.empty();
    }

    OptionalInt whole(String parameter, int defaultValue, int least, int most) {
        double number = number(parameter, defaultValue, least, most);
        if (number != Math.rint(number)) {
            error(
                    Codes.WRONG_VALUE,
                    "'" + parameter + "' must be a whole number",
                    bound.get(parameter).span());
            return OptionalInt.of(defaultValue);
        }
        return OptionalInt.of((int) number);
    }

    double number(String parameter, double defaultValue, double least, double most) {
        Expr expr = bound.get(parameter);
        if (expr == null) {
            return defaultValue;
        }
        Optional<Double> value = elaboration.sizes().number(expr, scope);
        if (value.isEmpty() && elaboration.isUnknown(expr, scope)) {
            return defaultValue;
        }
        if (value.isEmpty() || value.get() < least || value.get() > most) {
            String range = Double.isInfinite(most)
                    ? "of at least " + text(least)
                    : "between " + text(least) + " and " + text(most);
            error(
                    Codes.WRONG_VALUE,
                    "'" + parameter + "' must be a number" + (Double.isInfinite(least) ? "" : " " + range) + ", not '"
                            + expr.text() + "'",
                    expr.span());
            return defaultValue;
        }
        return value.get();
    }

    /** A rate of dropout. */
    double rate(String parameter) {
        Expr expr = bound.get(parameter);
        if (expr == null) {
            return 0;
        }
        Optional<Double> value = elaboration.sizes().number(expr, scope);
        if (value.isEmpty() && elaboration.isUnknown(expr, scope)) {
            return 0;
        }
        if (value.isEmpty() || value.get() < 0 || value.get() >= 1) {
            error(
                    Codes.WRONG_VALUE,
                    "'" + parameter + "' must be a dropout probability of at least 0 and below 1, not '" + expr.text()
                            + "'",
                    expr.span());
            return 0;
        }
        return value.get();
    }

    private static String text(double number) {
        return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
    }

    /** One of a few words. */
    String choice(String parameter, String defaultValue, List<String> known) {
        Expr expr = bound.get(parameter);
        if (expr == null) {
            return defaultValue;
        }
        String word = word(expr);
        if (!known.contains(word)) {
            elaboration.add(Diagnostic.error(
                            Codes.WRONG_VALUE,
                            "'" + parameter + "' must be one of " + String.join(", ", known) + ", not '" + word + "'",
                            expr.span())
                    .hint(Suggest.question(word, known)));
            return defaultValue;
        }
        return word;
    }

    /** The value of an attribute, or its default; nothing if it is wrong, which is reported. */
    Optional<Object> attribute(Attribute attribute) {
        Expr expr = bound.get(attribute.name());
        if (expr == null) {
            return Optional.of(attribute.defaultValue());
        }
        Class<?> type = attribute.type();
        Optional<Object> value;
        if (type == int.class || type == double.class) {
            Optional<Double> number = elaboration.sizes().number(expr, scope);
            value = type == int.class
                    ? number.filter(n -> n == n.intValue()).map(Double::intValue)
                    : number.map(n -> (Object) n);
        } else {
            String word = word(expr);
            List<String> words = type == boolean.class ? List.of("true", "false") : attribute.words();
            value = Optional.of(word)
                    .filter(w -> words.isEmpty() || words.contains(w))
                    .map(w -> type == boolean.class ? Boolean.valueOf(w) : type.isEnum() ? attribute.constant(w) : w);
        }
        value = value.filter(attribute::allows);
        if (value.isEmpty()) {
            error(
                    Codes.WRONG_VALUE,
                    "'" + attribute.name() + "' must be " + attribute.wanted() + ", not '" + expr.text() + "'",
                    expr.span());
        }
        return value;
    }

    private static String word(Expr expr) {
        return expr instanceof Expr.Name name
                ? name.written()
                : expr instanceof Expr.Text text ? text.value() : expr.text();
    }

    void error(String code, String message, Span span) {
        elaboration.add(Diagnostic.error(code, message, span));
    }

    Term broken(String code, String message, Span span) {
        error(code, message, span);
        return Term.broken(span);
    }

    /** The same value at every step of its sequence, where others have a row per step. */
    static Term spread(Term term, Rows rows) {
        if (term.rows() == Rows.NONE || term.rows() == rows) {
            return term;
        }
        Term above = spread(term, rows.parent());
        Supplier<Node> build = () -> Node.of(new Time.Broadcast(rows), above.node());
        return Term.of(term.type().withRows(rows), term.span(), build).at(term.text(), term.span());
    }
}
