package dev.unroll.model;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.CustomOp;
import dev.unroll.op.ElementWise;
import dev.unroll.plugin.Attribute;
import dev.unroll.plugin.Header;
import dev.unroll.spec.Codes;
import dev.unroll.spec.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A function that calls an op of somebody's own: its inputs come first, its attributes by name. */
final class CustomFunction {
    private CustomFunction() {}

    static Function of(Header<CustomOp> header) {
        CustomOp standard = header.standard();
        String usage = usage(standard.name(), standard.operands(), header.attributes());
        return new Function(usage, standard.about(), call -> build(header, call));
    }

    /** {@code name(x, slope=1)}. */
    static String usage(String name, List<String> operands, List<Attribute> attributes) {
        List<String> parts = new ArrayList<>(operands);
        attributes.forEach(a -> parts.add(a.name() + "=" + a.written()));
        return name + "(" + String.join(", ", parts) + ")";
    }

    /** The plug-in with a call's arguments; nothing if one is wrong or refused, which is reported. */
    static <T> Optional<T> create(Header<T> header, Call call) {
        List<Object> arguments = new ArrayList<>();
        for (Attribute attribute : header.attributes()) {
            call.attribute(attribute).ifPresent(arguments::add);
        }
        if (arguments.size() < header.attributes().size()) {
            return Optional.empty();
        }
        try {
            return Optional.of(header.create(arguments));
        } catch (IllegalArgumentException e) {
            call.error(Codes.WRONG_VALUE, call.name() + ": " + e.getMessage(), call.span());
            return Optional.empty();
        }
    }

    private static Term build(Header<CustomOp> header, Call call) {
        Optional<CustomOp> op = create(header, call);
        List<String> names = header.standard().operands();
        boolean any = names.stream().anyMatch(name -> name.endsWith("..."));
        List<Term> operands =
                any ? call.terms() : names.stream().map(call::term).toList();
        if (op.isEmpty() || operands.stream().anyMatch(Term::isBroken)) {
            return Term.broken(call.span());
        }
        return op.get() instanceof ElementWise elementWise
                ? call.elaboration().operators().elementWise(elementWise, operands, call.span())
                : general(op.get(), operands, header.plugin().origin(), call);
    }

    /** An op that needs to know the widths of its inputs to say that of its result. */
    private static Term general(CustomOp op, List<Term> operands, String origin, Call call) {
        Rows rows = Operators.joined(operands);
        if (!op.isRowWise() && call.scope().isStep()) {
            return call.broken(
                    Codes.ROWS, call.name() + " looks at all steps and cannot be used within a step", call.span());
        }
        List<Type> types = new ArrayList<>();
        List<Term> aligned = new ArrayList<>();
        for (Term operand : operands) {
            Term term = Call.spread(operand, rows);
            if (!term.isResolved()) {
                return call.elaboration().undetermined(operand);
            }
            types.add(
                    term.isIndex() ? Type.index(term.rows(), term.classes()) : Type.real(term.rows(), term.resolved()));
            aligned.add(term);
        }
        Type type;
        try {
            type = op.infer(types);
        } catch (IllegalArgumentException e) {
            return call.broken(Codes.SHAPE, call.name() + ": " + e.getMessage(), call.span());
        } catch (RuntimeException e) {
            return call.broken(
                    Codes.PLUGIN, call.name() + " of " + origin + " failed to infer its type: " + e, call.span());
        }
        Span span = call.span();
        return Term.of(type, span, () -> Node.of(op, Operators.nodes(aligned)));
    }
}
