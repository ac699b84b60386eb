package dev.unroll.spec.key;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads calls as mappings, and writes them back. */
final class Arguments {
    private Arguments() {}

    /** The arguments by name; those without a name get the first names in turn. What does not fit is reported. */
    static Mapping mapping(Expr.Call call, Callee callee, List<Diagnostic> problems) {
        List<Mapping.Entry> entries = new ArrayList<>();
        for (int i = 0; i < call.args().size(); i++) {
            Expr arg = call.args().get(i);
            if (i < callee.positional()) {
                String name = callee.keys().get(i).name();
                entries.add(new Mapping.Entry(Scalar.word(name, arg.span()), Scalar.of(arg)));
            } else {
                problems.add(tooMany(call, arg, callee.positional()));
            }
        }
        Mapping mapping = new Mapping(entries, call.span(), Optional.empty());
        for (Expr.Named named : call.named()) {
            if (mapping.find(named.name()).isPresent()) {
                String message = "'%s' is given twice to '%s'".formatted(named.name(), call.function());
                problems.add(Diagnostic.error(Codes.ARGUMENTS, message, named.nameSpan()));
            } else {
                mapping = mapping.with(
                        new Mapping.Entry(Scalar.word(named.name(), named.nameSpan()), Scalar.of(named.value())));
            }
        }
        return mapping;
    }

    private static Diagnostic tooMany(Expr.Call call, Expr arg, int allowed) {
        String most = allowed == 0 ? "no" : "at most " + allowed;
        String message =
                "'%s' takes %s positional argument%s".formatted(call.function(), most, allowed == 1 ? "" : "s");
        return Diagnostic.error(Codes.ARGUMENTS, message, arg.span())
                .hint("write it as name=" + arg.text() + " or remove it");
    }

    /** A call with all these arguments by name. */
    static String text(String function, Mapping arguments) {
        List<String> texts = new ArrayList<>();
        for (Mapping.Entry entry : arguments.entries()) {
            Scalar value = (Scalar) entry.value();
            texts.add(entry.key().value() + "=" + value.expr().map(Expr::text).orElse(value.value()));
        }
        return texts.isEmpty() ? function : function + "(" + String.join(", ", texts) + ")";
    }

    /** What a key holds as a call; nothing if it is neither a call nor a name. */
    static Optional<Expr.Call> call(Expr expr) {
        if (expr instanceof Expr.Name name && !name.next()) {
            return Optional.of(new Expr.Call(name.name(), name.span(), List.of(), List.of(), name.span()));
        }
        return expr instanceof Expr.Call call ? Optional.of(call) : Optional.empty();
    }

    /** The arguments, to be read; nothing if none of these is called. */
    static Optional<Settings> settings(Expr.Call call, List<Callee> callees) {
        return callees.stream()
                .filter(c -> c.name().equals(call.function()))
                .findFirst()
                .map(c -> Settings.of(call, c));
    }

    static Diagnostic unknown(String key, Expr.Call call, List<Callee> callees) {
        List<String> names = callees.stream().map(Callee::name).toList();
        String message = "unknown " + key + " '" + call.function() + "'";
        return Diagnostic.error(Codes.UNKNOWN_METHOD, message, call.functionSpan())
                .hint(Suggest.question(call.function(), names).orElse("known: " + listing(callees)));
    }

    /** All names; those that were added with their origin. */
    private static String listing(List<Callee> callees) {
        return callees.stream()
                .map(c -> c.name() + c.origin().map(o -> " (" + o + ")").orElse(""))
                .collect(Collectors.joining(", "));
    }
}
