package dev.unroll.spec;

import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Expr;
import java.util.List;
import java.util.Optional;

/**
 * A function of a spec's own: {@code swish(x): x * sigmoid(x)}.
 *
 * @param name its name
 * @param parameters its parameters, in order
 * @param body its value
 * @param network whether its weights belong to its name, and are the same in all calls, rather than to each call
 * @param span the signature's place
 * @param label the trailing comment
 */
public record FunctionSpec(
        String name, List<ParameterName> parameters, Expr body, boolean network, Span span, Optional<String> label) {
    public FunctionSpec {
        parameters = List.copyOf(parameters);
    }
}
