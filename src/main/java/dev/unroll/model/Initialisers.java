package dev.unroll.model;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.Expr;
import dev.unroll.spec.Suggest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The initialisers that specs name. */
final class Initialisers {
    private interface Maker {
        Initialiser make(Call call);
    }

    private static final Map<String, Function> ALL = new LinkedHashMap<>();
    private static final Map<String, Maker> MAKERS = new LinkedHashMap<>();

    static {
        add(
                "uniform(bound)",
                "evenly between -bound and bound",
                call -> new Initialiser.Uniform(positive(call, "bound")));
        add(
                "normal(deviation)",
                "from the normal distribution",
                call -> new Initialiser.Normal(positive(call, "deviation")));
        add("glorot()", "uniform, by the numbers of inputs and outputs", call -> new Initialiser.Glorot());
        add("orthogonal()", "rows or columns at right angles", call -> new Initialiser.Orthogonal());
        add(
                "constant(value)",
                "the same number everywhere",
                call -> new Initialiser.Constant(
                        call.number("value", 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)));
    }

    private Initialisers() {}

    private static void add(String usage, String about, Maker maker) {
        Function function = new Function(usage, about, call -> Term.broken(call.span()));
        ALL.put(function.name(), function);
        MAKERS.put(function.name(), maker);
    }

    private static double positive(Call call, String parameter) {
        return call.number(parameter, 1, 0, Double.POSITIVE_INFINITY);
    }

    static Map<String, Function> all() {
        return Collections.unmodifiableMap(ALL);
    }

    /** Reads a call or a bare name; what is wrong is reported, and something harmless stands in. */
    static Initialiser read(Expr expr, Elaboration elaboration, Scope scope) {
        Expr.Call call = expr instanceof Expr.Call made
                ? made
                : new Expr.Call(expr.text(), expr.span(), List.of(), List.of(), expr.span());
        Function function = ALL.get(call.function());
        if (function == null) {
            elaboration.add(Diagnostic.error(
                            Codes.UNKNOWN_METHOD, "unknown initialiser '" + call.function() + "'", call.functionSpan())
                    .hint(Suggest.nearest(call.function(), ALL.keySet())
                            .map(nearest -> "did you mean '" + nearest + "'?")
                            .orElse("known are " + String.join(", ", ALL.keySet()))));
            return new Initialiser.Glorot();
        }
        return Call.bind(elaboration, scope, call, function)
                .map(bound -> MAKERS.get(function.name()).make(bound))
                .orElseGet(Initialiser.Glorot::new);
    }
}
