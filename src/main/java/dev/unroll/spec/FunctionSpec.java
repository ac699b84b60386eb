package dev.unroll.spec;

import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Expr;
import java.util.List;
import java.util.Optional;

/**
 * A function of a spec's own: {@code swish(x): x * sigmoid(x)}.
 *
 * @param name its name
 * @param parameters what it takes, in order
 * @param body its value
 * @param span the signature's place
 * @param label the comment behind it
 */
public record FunctionSpec(String name, List<ParameterName> parameters, Expr body, Span span, Optional<String> label) {
    public FunctionSpec {
        parameters = List.copyOf(parameters);
    }
}
