package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Span;
import dev.unroll.spec.CellSpec;
import dev.unroll.spec.FunctionSpec;
import dev.unroll.spec.ParameterName;
import dev.unroll.spec.ParameterSpec;
import dev.unroll.spec.expr.Expr;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The functions that a spec defines: a call is their body with its arguments in place of the parameters. */
final class OwnFunctions {
    private static final int MOST_EXPANSIONS = 10_000;

    private final Elaboration elaboration;
    private final Map<String, FunctionSpec> functions;
    private final Deque<String> calling = new ArrayDeque<>();
    private final Set<String> used = new HashSet<>();
    private final Set<FunctionSpec> read = new HashSet<>();
    private final Map<FunctionSpec, Integer> sets = new LinkedHashMap<>();
    private Scope model = Scope.model(new ParameterTable());
    private final Map<FunctionSpec, Home> homes = new HashMap<>();
    private int expansions;

    /** Where a cell's own function sees the cell's declared parameters. */
    private record Home(Scope step, List<ParameterSpec> weights) {
        void show(Scope body) {
            for (ParameterSpec weight : weights) {
                Term value = step.values().get(weight.name());
                if (value != null) {
                    body.values().put(weight.name(), value);
                }
            }
        }
    }

    OwnFunctions(Elaboration elaboration, Map<String, FunctionSpec> functions) {
        this.elaboration = elaboration;
        this.functions = new LinkedHashMap<>(functions);
    }

    /** Gives the weights of networks to the model whose equations this scope is. */
    void home(Scope equations) {
        model = equations;
    }

    /** The names that a body sees: those that are the same wherever it is called, and none of its caller's. */
    private Scope body(FunctionSpec function, Scope scope, Span span) {
        if (!function.network()) {
            return body(function, scope);
        }
        Optional<Home> own = Optional.ofNullable(homes.get(function));
        Scope home = own.map(Home::step).orElse(model);
        SharedWeights shared = home.networks()
                .computeIfAbsent(
                        function,
                        f -> new SharedWeights(
                                elaboration,
                                home.owner(),
                                "'" + f.name() + "'",
                                "give all calls values of the same width, or define it under 'functions', where each call owns"
                                        + " its weights",
                                span));
        Scope body = scope.network(function.name(), home, shared.begin(span));
        body.numbers().putAll(home.numbers());
        body.unknown().putAll(home.unknown());
        own.ifPresent(cell -> cell.show(body));
        return body;
    }

    Set<String> names() {
        return functions.keySet();
    }

    Map<String, FunctionSpec> known() {
        return functions;
    }

    /** How many sets of weights each function has that owns any: one for each call. */
    List<Model.Owner> owners() {
        return sets.entrySet().stream()
                .map(e -> new Model.Owner(usage(e.getKey()), e.getKey().span(), e.getValue()))
                .toList();
    }

    /** Whether nothing calls a function. */
    boolean isUnused(FunctionSpec function) {
        return !used.contains(function.name());
    }

    /** Whether a function's body was not read, so that its errors are not reported yet. */
    boolean isUnread(FunctionSpec function) {
        return !read.contains(function);
    }

    /** Reads a function's body only to find its errors, with unknown arguments; it sees the values of {@code scope}. */
    void rehearse(FunctionSpec function, Scope scope) {
        Scope body = body(function, scope);
        body.values().putAll(scope.values());
        for (ParameterName parameter : function.parameters()) {
            hide(parameter.name(), body);
            body.values().put(parameter.name(), Term.broken(parameter.span()));
        }
        elaboration.term(function.body(), body);
    }

    /** Adds functions of a cell's own, which see what the cell declares, for as long as {@code work} runs. */
    void with(CellSpec cell, Scope step, Runnable work) {
        Map<String, FunctionSpec> outer = new LinkedHashMap<>(functions);
        Map<FunctionSpec, Home> others = new HashMap<>(homes);
        Home home = new Home(step, cell.weights());
        cell.functions().forEach(function -> functions.put(function.name(), function));
        cell.functions().forEach(function -> homes.put(function, home));
        work.run();
        functions.clear();
        functions.putAll(outer);
        homes.clear();
        homes.putAll(others);
    }

    /** The value of a call; empty if the function is not one of these. */
    Optional<Term> call(Expr.Call call, Scope scope) {
        return Optional.ofNullable(functions.get(call.function())).map(function -> expand(call, function, scope));
    }

    /** A call of a function that the spec defines: its body, with the parameters' values for their names. */
    private Term expand(Expr.Call call, FunctionSpec function, Scope scope) {
        if (calling.contains(function.name())) {
            return elaboration.broken(Codes.CYCLE, "'" + function.name() + "' calls itself", call.functionSpan());
        }
        if (++expansions > MOST_EXPANSIONS) {
            return expansions > MOST_EXPANSIONS + 1
                    ? Term.broken(call.span())
                    : elaboration.broken(
                            Codes.TOO_LARGE,
                            "functions are called more than " + MOST_EXPANSIONS + " times",
                            call.functionSpan());
        }
        used.add(function.name());
        Function shape = new Function(usage(function), "", "", bound -> {
            Map<String, Term> given = new HashMap<>();
            for (ParameterName parameter : function.parameters()) {
                Expr argument = bound.expr(parameter.name())
                        .orElseGet(() -> parameter.defaultValue().orElseThrow());
                given.put(parameter.name(), elaboration.term(argument, scope));
            }
            // After its arguments: they may call the same network.
            Scope body = body(function, scope, call.span());
            for (ParameterName parameter : function.parameters()) {
                Expr argument = bound.expr(parameter.name())
                        .orElseGet(() -> parameter.defaultValue().orElseThrow());
                body.values().put(parameter.name(), given.get(parameter.name()));
                hide(parameter.name(), body);
                elaboration
                        .sizes()
                        .number(argument, scope)
                        .ifPresent(n -> body.numbers().put(parameter.name(), n));
                if (argument instanceof Expr.Name name) {
                    body.aliases().put(parameter.name(), scope.aliases().getOrDefault(name.written(), name.written()));
                }
            }
            read.add(function);
            calling.push(function.name());
            int owned = elaboration.weighing().count();
            Term value = elaboration.term(function.body(), body);
            if (elaboration.weighing().count() > owned && !function.network()) {
                sets.merge(function, 1, Integer::sum);
            }
            calling.pop();
            elaboration.warnUnused(new Unused().names(function.parameters(), body));
            passOn(function, body, scope);
            return value;
        });
        return Call.bind(elaboration, scope, call, shape)
                .map(bound -> shape.builder().build(bound))
                .orElseGet(() -> Term.broken(call.span()));
    }

    /** What a function's body sees besides its arguments: sizes, and what its cell declares. */
    private Scope body(FunctionSpec function, Scope scope) {
        Scope body = scope.function();
        body.numbers().putAll(scope.numbers());
        body.unknown().putAll(scope.unknown());
        body.aliases().putAll(scope.aliases());
        Optional.ofNullable(homes.get(function)).ifPresent(home -> home.show(body));
        return body;
    }

    private static void hide(String parameter, Scope body) {
        body.numbers().remove(parameter);
        body.unknown().remove(parameter);
        body.aliases().remove(parameter);
    }

    /** Sizes of the model that a body uses are used. */
    private static void passOn(FunctionSpec function, Scope body, Scope scope) {
        Set<String> names = new HashSet<>(body.used());
        function.parameters().forEach(p -> names.remove(p.name()));
        scope.used().addAll(names);
    }

    private static String usage(FunctionSpec function) {
        List<String> parameters = function.parameters().stream()
                .map(p -> p.name() + p.defaultValue().map(s -> "=" + s.text()).orElse(""))
                .toList();
        return function.name() + "(" + String.join(", ", parameters) + ")";
    }

    /** Applies a function of two arguments, by its name, to two values: a custom merge. */
    Term apply(String name, List<Term> arguments, Scope scope, Span span) {
        FunctionSpec own = functions.get(name);
        if (calling.contains(name)) {
            return elaboration.broken(Codes.CYCLE, "'" + name + "' calls itself", span);
        }
        used.add(name);
        Scope body = own == null ? scope.function() : body(own, scope, span);
        List<Expr> names = new ArrayList<>();
        for (Term argument : arguments) {
            String parameter = own == null
                    ? "#" + names.size()
                    : own.parameters().get(names.size()).name();
            body.values().put(parameter, argument);
            hide(parameter, body);
            names.add(new Expr.Name(parameter, false, span));
        }
        if (own == null) {
            return elaboration.term(new Expr.Call(name, span, names, List.of(), span), body);
        }
        read.add(own);
        calling.push(name);
        Term value = elaboration.term(own.body(), body);
        calling.pop();
        elaboration.warnUnused(new Unused().names(own.parameters(), body));
        passOn(own, body, scope);
        return value;
    }

    /** Whether a name is a function that can take this many values. */
    boolean takes(String name, int arguments) {
        FunctionSpec own = functions.get(name);
        if (own != null) {
            return own.parameters().size() == arguments;
        }
        return elaboration
                .known()
                .find(name)
                .filter(f -> f.isVariadic() || f.parameters().size() == arguments)
                .isPresent();
    }
}
