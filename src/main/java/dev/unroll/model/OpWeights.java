package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.graph.Type;
import dev.unroll.op.FunctionOp;
import dev.unroll.op.Weight;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.expr.Parser;
import dev.unroll.spec.expr.PlacedText;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The trained parameters that an op declares for a call, named after the calling equation as those of layers are. */
record OpWeights(FunctionOp op, String origin, Call call) {
    /** The operands followed by a new parameter per weight; nothing if the op refuses them, which is reported. */
    Optional<List<Term>> after(List<Term> operands) {
        Optional<List<Weight>> declared =
                asked("declare its weights", operands, () -> List.copyOf(op.weights(types(operands))));
        if (declared.isEmpty() || declared.get().isEmpty()) {
            return declared.map(none -> operands);
        }
        String path = call.scope().path(call.name());
        List<Term> inputs = new ArrayList<>(operands);
        for (Weight weight : declared.get()) {
            Optional<Initialiser> initialiser = initialiser(weight);
            if (initialiser.isEmpty()) {
                return Optional.empty();
            }
            inputs.add(call.scope()
                    .parameter(path + "." + weight.name(), weight.shape().widths(), initialiser.get(), call.span()));
        }
        return Optional.of(inputs);
    }

    /** What the op's code gives; nothing if it refuses the operands or fails, which is reported. */
    <T> Optional<T> asked(String what, List<Term> operands, Supplier<T> question) {
        try {
            return Optional.of(question.get());
        } catch (Width.Unknown e) {
            undetermined(operands, call);
        } catch (IllegalArgumentException e) {
            call.error(Codes.SHAPE, call.name() + ": " + e.getMessage(), call.span());
        } catch (RuntimeException e) {
            call.error(Codes.PLUGIN, call.name() + " of " + origin + " failed to " + what + ": " + e, call.span());
        }
        return Optional.empty();
    }

    static List<Type> types(List<Term> terms) {
        return terms.stream().map(Term::type).toList();
    }

    static Term undetermined(List<Term> operands, Call call) {
        return call.elaboration()
                .undetermined(operands.stream()
                        .filter(operand -> !operand.type().isKnown())
                        .findFirst()
                        .orElseThrow());
    }

    private Optional<Initialiser> initialiser(Weight weight) {
        String name = "the weight '" + weight.name() + "' of '" + call.name() + "' (" + origin + ")";
        Source source = new Source(name, weight.initialiser());
        try {
            Expr expr = Parser.parse(
                    PlacedText.plain(source, 0, weight.initialiser().length()), Optional.empty());
            return Optional.of(LayerFunctions.initialiser(expr, call));
        } catch (InvalidInput e) {
            e.diagnostics().forEach(call.elaboration()::add);
            return Optional.empty();
        }
    }
}
