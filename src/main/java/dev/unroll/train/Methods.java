package dev.unroll.train;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.Diagnostics;
import dev.unroll.spec.Expr;
import dev.unroll.spec.Settings;
import dev.unroll.spec.Suggest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The methods of one kind that specs can name. Immutable.
 *
 * @param <T> the kind
 */
public final class Methods<T> {
    private final String kind;
    private final Map<String, Method<T>> byName = new LinkedHashMap<>();

    /**
     * @param kind what to call one of them in messages, such as {@code optimizer}
     * @throws IllegalArgumentException if two have the same name
     */
    public Methods(String kind, List<Method<T>> methods) {
        this.kind = kind;
        for (Method<T> method : methods) {
            if (byName.put(method.name(), method) != null) {
                throw new IllegalArgumentException("two of kind " + kind + " are called '" + method.name() + "'");
            }
        }
    }

    /** All, in the order of registration. */
    public List<Method<T>> all() {
        return List.copyOf(byName.values());
    }

    /** What the call stands for; nothing if its name is unknown. Mistakes go to the diagnostics. */
    public Optional<T> configure(Expr.Call call, Diagnostics diagnostics) {
        Method<T> method = byName.get(call.function());
        if (method == null) {
            String known = "known: " + String.join(", ", byName.keySet());
            String message = "unknown " + kind + " '" + call.function() + "'";
            diagnostics.add(Diagnostic.error(Codes.UNKNOWN_METHOD, message, call.functionSpan())
                    .hint(Suggest.question(call.function(), byName.keySet()).orElse(known)));
            return Optional.empty();
        }
        Settings arguments = Settings.of(call, method.positional().toArray(String[]::new));
        T configured = method.configure().apply(arguments);
        arguments.finish(diagnostics);
        return Optional.of(configured);
    }
}
