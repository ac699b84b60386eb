package dev.unroll.spec;

import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Expr;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A recurrent cell: what happens in one step. Its input is called {@code x}.
 *
 * @param name its name
 * @param parameters its parameters, such as {@code units}
 * @param about one paragraph on what it is and where it is from
 * @param states what it carries from step to step, at least one
 * @param weights declared trained parameters
 * @param functions functions and networks that it defines
 * @param equations in the order written, exactly one primed for each state
 * @param output its output at a step
 * @param broken names whose definitions could not be read; reported already
 * @param span the signature's place
 */
public record CellSpec(
        String name,
        List<ParameterName> parameters,
        Optional<String> about,
        List<StateSpec> states,
        List<ParameterSpec> weights,
        List<FunctionSpec> functions,
        List<Equation> equations,
        Expr output,
        Set<String> broken,
        Span span) {
    public CellSpec {
        parameters = List.copyOf(parameters);
        states = List.copyOf(states);
        weights = List.copyOf(weights);
        functions = List.copyOf(functions);
        equations = List.copyOf(equations);
        broken = Set.copyOf(broken);
    }

    /** The first line of a reference: {@code lstm(units, bias=1)}. */
    public String signature() {
        List<String> written = parameters.stream()
                .map(p -> p.name() + p.defaultValue().map(s -> "=" + s.text()).orElse(""))
                .toList();
        return name + "(" + String.join(", ", written) + ")";
    }
}
