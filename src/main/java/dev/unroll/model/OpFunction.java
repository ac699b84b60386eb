package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.CustomOp;
import dev.unroll.op.ElementWise;
import dev.unroll.op.FunctionOp;
import dev.unroll.op.OverTime;
import dev.unroll.op.Trait;
import dev.unroll.plugin.Attribute;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A function that is an op: its operands come first, its attributes by name; its type is what the op infers. */
final class OpFunction {
    private OpFunction() {}

    /** An op that comes with Unroll. */
    static Function of(FunctionOp op) {
        String usage = usage(op.function(), op.operands(), List.of());
        return new Function(usage, op.about(), op.example(), call -> build(op, call, Registry.UNROLL));
    }

    /** An op that was added. */
    static Function of(Header<CustomOp> header) {
        CustomOp defaults = header.defaults();
        String usage = usage(defaults.name(), defaults.operands(), header.attributes());
        String origin = header.plugin().origin();
        return new Function(usage, defaults.about(), defaults.example(), call -> {
            Optional<CustomOp> op = create(header, call);
            // Operands are always read, to report their errors.
            return op.isPresent() ? build(op.get(), call, origin) : unbuilt(defaults, call);
        });
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

    private static Term unbuilt(FunctionOp op, Call call) {
        operands(op, call);
        return Term.broken(call.span());
    }

    private static Term build(FunctionOp op, Call call, String origin) {
        List<Term> operands = operands(op, call);
        if (operands.stream().anyMatch(Term::isBroken)) {
            return Term.broken(call.span());
        }
        if (op instanceof ElementWise elementWise) {
            return elementWise(op, elementWise, operands, origin, call);
        }
        op.ofSingleFeature()
                .ifPresent(result -> call.elaboration()
                        .warnIfSingle(
                                operands.get(0).last(),
                                call.name() + " of a single feature is always " + result + ", whatever the value of '"
                                        + operands.get(0).text() + "' is",
                                call.span()));
        return general(op, operands, origin, call);
    }

    /** The operands as far as they are what the op takes; what is not is reported, and broken. */
    private static List<Term> operands(FunctionOp op, Call call) {
        if (op.operands().stream().anyMatch(name -> name.endsWith("..."))) {
            return call.terms();
        }
        return op.operands().stream()
                .map(name -> switch (op.takes()) {
                    case VALUE -> call.term(name);
                    case NUMBERS -> call.real(name);
                    case FEATURES -> call.vector(name);
                    case MATRIX -> call.matrix(name);
                    case STEPS -> call.steps(name);
                    case INDEX -> call.index(name);
                })
                .toList();
    }

    private static Term elementWise(
            FunctionOp op, ElementWise elementWise, List<Term> operands, String origin, Call call) {
        List<Term> inputs = operands.stream()
                .map(operand -> elementWise.takesIndices()
                        ? operand
                        : call.elaboration().real(operand))
                .toList();
        if (inputs.stream().anyMatch(Term::isBroken)) {
            return Term.broken(call.span());
        }
        return new OpWeights(op, origin, call)
                .after(inputs)
                .map(all -> call.elaboration().operators().elementWise(elementWise, all, call.span()))
                .orElseGet(() -> Term.broken(call.span()));
    }

    private static Term general(FunctionOp function, List<Term> operands, String origin, Call call) {
        Optional<Rows> meeting = call.elaboration().operators().joined(operands, call.span());
        if (meeting.isEmpty()) {
            return Term.broken(call.span());
        }
        Rows rows = meeting.get();
        FunctionOp op = function instanceof OverTime over && rows.isAxis() ? (FunctionOp) over.along(rows) : function;
        if (!op.is(Trait.ROW_WISE) && call.scope().isStep() && !call.scope().isOtherAxis(rows)) {
            return call.broken(
                    Codes.ROWS,
                    call.name() + " reads the whole sequence and cannot be used within a step",
                    call.span());
        }
        OpWeights weights = new OpWeights(op, origin, call);
        Optional<List<Term>> inputs = weights.after(
                operands.stream().map(operand -> Call.spread(operand, rows)).toList());
        Optional<Type> inferred =
                inputs.flatMap(all -> weights.asked("infer its type", operands, () -> op.infer(OpWeights.types(all))));
        if (inferred.isEmpty()) {
            return Term.broken(call.span());
        }
        Type type = inferred.get();
        List<Term> aligned = inputs.get();
        // The number of an index's classes is part of messages and of what may be compared with it.
        return type.isIndex() && !type.isKnown()
                ? OpWeights.undetermined(operands, call)
                : Term.of(type, call.span(), () -> Node.of(op, Operators.nodes(aligned)));
    }
}
