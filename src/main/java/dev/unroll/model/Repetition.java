package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.expr.Expr;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code repeat(f, x, y, times=n)}: f(x, y), then f(that, y), and so on. Each application is read as the call that it stands
 * for, under a path of its own, {@code h.1}, {@code h.2} ...: what it owns is its own, what it shares it shares. A result
 * whose width nothing says is as wide as the value that it replaces.
 */
final class Repetition {
    private static final int MOST = 1_000;

    static final Function FUNCTION = new Function(
            "repeat(f, values..., times=n)",
            "a function applied n times, its first value replaced by the result each time; each application has its own weights",
            "deep: repeat(highway, h, times=4)",
            Repetition::repeat);

    private Repetition() {}

    private static Term repeat(Call call) {
        if (call.expr("times").isEmpty()) {
            call.elaboration()
                    .add(Diagnostic.error(Codes.ARGUMENTS, "'times' is missing", call.span())
                            .hint("usage: " + FUNCTION.usage()));
            return Term.broken(call.span());
        }
        int times = call.whole("times", 1, 0, MOST).orElse(1);
        Expr source = call.expr("f").orElseThrow();
        if (!(source instanceof Expr.Name function) || !isFunction(function, call)) {
            return unknown(source, call);
        }
        List<Expr> rest = call.variadic().subList(1, call.variadic().size());
        Expr first = call.variadic().get(0);
        Term result = call.elaboration().term(first, call.scope());
        if (times == 0 || result.isBroken()) {
            return result;
        }
        String path = call.scope().path("repeat");
        // A name is passed on as it is, because it may be a size; anything else is read once, for it may own weights.
        Expr value = first instanceof Expr.Name ? first : numbered(0, call);
        for (int k = 1; k <= times && !result.isBroken(); k++) {
            Scope scope = call.scope().within(path + "." + k);
            if (value != first) {
                scope.values().put(value.text(), result);
            }
            List<Expr> arguments = new ArrayList<>(List.of(value));
            arguments.addAll(rest);
            Term before = result;
            Term applied = call.elaboration()
                    .term(new Expr.Call(function.name(), function.span(), arguments, List.of(), call.span()), scope);
            call.scope().used().addAll(scope.used());
            keepWidth(before, applied);
            result = k < times ? applied.named(path + "." + k) : applied;
            value = numbered(k, call);
        }
        return result;
    }

    /** What the value after k applications is called: no name in a spec has a dot. */
    private static Expr numbered(int k, Call call) {
        return new Expr.Name(call.scope().equation() + "." + k, false, call.span());
    }

    /** A result whose width the function leaves open is as wide as what it replaces. */
    private static void keepWidth(Term before, Term after) {
        if (!after.isBroken() && !before.isIndex() && !after.isIndex() && before.rank() == after.rank()) {
            for (int axis = 0; axis < after.rank(); axis++) {
                if (after.shape().get(axis).known().isEmpty()) {
                    after.shape().get(axis).unite(before.shape().get(axis));
                }
            }
        }
    }

    private static boolean isFunction(Expr.Name name, Call call) {
        Elaboration elaboration = call.elaboration();
        return !name.next()
                && (elaboration.functions().names().contains(name.name())
                        || elaboration.known().find(name.name()).isPresent());
    }

    private static Term unknown(Expr source, Call call) {
        Elaboration elaboration = call.elaboration();
        if (source instanceof Expr.Name name && elaboration.broken().contains(name.written())) {
            return Term.broken(source.span());
        }
        Set<String> known = new LinkedHashSet<>(elaboration.functions().names());
        known.addAll(elaboration.known().names());
        elaboration.add(Diagnostic.error(
                        Codes.UNKNOWN_FUNCTION,
                        "'f' must be the name of a function, not '" + source.text() + "'",
                        source.span())
                .hint(Suggest.question(source.text(), known)
                        .orElse("define it under 'functions', such as \"deeper(x)\": tanh(affine(x)), and write repeat("
                                + "deeper, x, times=2)")));
        return Term.broken(source.span());
    }
}
