package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.plugin.Guard;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugin;
import dev.unroll.plugin.Plugins;
import dev.unroll.plugin.Registry;
import dev.unroll.spec.expr.Expr;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The initialisers that specs name. */
final class Initialisers {
    private interface Maker {
        /** Nothing if the arguments are refused, which is reported. */
        Optional<Initialiser> make(Call call);
    }

    /**
     * One that specs name.
     *
     * @param function its usage
     * @param maker how it is made of a call
     * @param samples some to check
     */
    record Named(Function function, Maker maker, List<Header.Variant<Initialiser>> samples) {}

    private final Registry<Named> all = new Registry<>("initialiser");

    private Initialisers() {
        add(
                "uniform(bound)",
                "uniform between -bound and bound",
                call -> new Initialiser.Uniform(positive(call, "bound")),
                new Initialiser.Uniform(0.1),
                new Initialiser.Uniform(2));
        add(
                "normal(deviation)",
                "normal with mean 0 and the given standard deviation",
                call -> new Initialiser.Normal(positive(call, "deviation")),
                new Initialiser.Normal(0.1));
        add(
                "glorot()",
                "uniform, scaled by fan-in and fan-out",
                call -> new Initialiser.Glorot(),
                new Initialiser.Glorot());
        add(
                "orthogonal()",
                "a matrix with orthonormal rows or columns",
                call -> new Initialiser.Orthogonal(),
                new Initialiser.Orthogonal());
        add(
                "constant(value)",
                "the same value in every entry",
                call -> new Initialiser.Constant(
                        call.number("value", 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY)),
                new Initialiser.Constant(1));
    }

    /** Those that come with Unroll and those that others added. */
    static Registry<Named> of(Plugins plugins) {
        Initialisers initialisers = new Initialisers();
        for (Plugin<Initialiser> plugin : plugins.of(Initialiser.class)) {
            Header<Initialiser> header = Header.of(plugin);
            Function function = function(
                    OpFunction.usage(header.name(), List.of(), header.attributes()),
                    header.defaults().about());
            Guard guard = new Guard("initialiser", function.name(), plugin.origin());
            Maker maker = call -> OpFunction.create(header, call).map(initialiser -> {
                guard.diagnostics(InitialiserContract.check(initialiser), call.span())
                        .forEach(call.elaboration()::add);
                return GuardedInitialiser.of(initialiser, guard);
            });
            initialisers.all.add(function.name(), new Named(function, maker, header.variants()), plugin.origin());
        }
        return initialisers.all;
    }

    private static Function function(String usage, String about) {
        return new Function(usage, about, "", call -> Term.broken(call.span()));
    }

    private void add(
            String usage, String about, java.util.function.Function<Call, Initialiser> make, Initialiser... samples) {
        Function function = function(usage, about);
        List<Header.Variant<Initialiser>> variants = Stream.of(samples)
                .map(sample -> new Header.Variant<>(sample, ""))
                .toList();
        all.add(function.name(), new Named(function, call -> Optional.of(make.apply(call)), variants));
    }

    private static double positive(Call call, String parameter) {
        return call.number(parameter, 1, 0, Double.POSITIVE_INFINITY);
    }

    /** Reads a call or a bare name; an error is reported, and a harmless default is returned. */
    static Initialiser read(Expr expr, Elaboration elaboration, Scope scope) {
        Expr.Call call = expr instanceof Expr.Call made
                ? made
                : new Expr.Call(expr.text(), expr.span(), List.of(), List.of(), expr.span());
        Optional<Named> named = elaboration.initialisers().find(call.function());
        if (named.isEmpty()) {
            elaboration.add(Diagnostic.error(
                            Codes.UNKNOWN_METHOD, "unknown initialiser '" + call.function() + "'", call.functionSpan())
                    .hint(elaboration.initialisers().hint(call.function())));
            return new Initialiser.Glorot();
        }
        return Call.bind(elaboration, scope, call, named.get().function())
                .flatMap(bound -> named.get().maker().make(bound))
                .orElseGet(Initialiser.Glorot::new);
    }
}
