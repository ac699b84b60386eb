package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.op.Builtins;
import dev.unroll.op.CustomOp;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Features;
import dev.unroll.op.FunctionOp;
import dev.unroll.op.Ops;
import dev.unroll.op.Softmaxes;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugin;
import dev.unroll.plugin.Plugins;
import dev.unroll.plugin.Registry;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The functions of the equation language, by name. */
final class Functions {
    private final Registry<Function> all = new Registry<>("function");

    private Functions() {
        List<FunctionOp> ops = Builtins.functions();
        Predicate<FunctionOp> overTime = op -> op.takes() == FunctionOp.Takes.STEPS;
        ops.stream().filter(ElementWise.class::isInstance).forEach(this::add);
        FeatureFunctions.extremes().forEach(this::add);
        LayerFunctions.all().forEach(this::add);
        add(Repetition.FUNCTION);

        ops.stream()
                .filter(overTime.negate().and(op -> !(op instanceof ElementWise)))
                .forEach(this::add);

        add(
                "concat(values...)",
                "the concatenated features of the values",
                "both: concat(h, embed(words, 16))",
                Functions::concat);
        add("mean(x)", "the mean of the features", "average: mean(x)", call -> reduce(call, Ops::mean));
        add("outer(a, b)", "the outer product of two vectors, a matrix", "memory: outer(s, s)", Functions::outer);

        FeatureFunctions.all().forEach(this::add);

        ops.stream().filter(overTime).forEach(this::add);
        add(
                "mean_over_time(x)",
                "the mean over all steps",
                "average: mean_over_time(h)",
                call -> pool(call, Ops::meanOverTime));
        TimeFunctions.all().forEach(this::add);

        add(
                "cross_entropy(scores, labels)",
                "the negative log probability of the label, from unnormalised scores",
                "error: cross_entropy(affine(h, to=tags), tags)",
                Functions::crossEntropy);
        add(
                "binary_cross_entropy(scores, targets)",
                "the negative log probability of 0/1 targets, from scores before the sigmoid, averaged over features",
                "error: binary_cross_entropy(affine(h, to=words), one_hot(words))",
                call -> pairLoss(call, "scores", "targets", Ops::binaryCrossEntropy));
        add(
                "squared_error(a, b)",
                "the squared difference, averaged over features",
                "error: squared_error(affine(last(h), to=target), target)",
                call -> pairLoss(call, "a", "b", Ops::squaredError));
        add(
                "absolute_error(a, b)",
                "the absolute difference, averaged over features",
                "error: absolute_error(affine(last(h), to=target), target)",
                call -> pairLoss(call, "a", "b", Ops::absoluteError));
    }

    /** Those that come with Unroll, and an op each of those that others added. */
    static Registry<Function> of(Plugins plugins) {
        Functions functions = new Functions();
        for (Plugin<CustomOp> plugin : plugins.of(CustomOp.class)) {
            Header<CustomOp> op = Header.of(plugin);
            functions.all.add(op.defaults().name(), OpFunction.of(op), plugin.origin());
        }
        return functions.all;
    }

    private void add(FunctionOp op) {
        add(OpFunction.of(op));
    }

    private void add(Function function) {
        all.add(function.name(), function);
    }

    private void add(String usage, String about, String example, Function.Builder builder) {
        add(new Function(usage, about, example, builder));
    }

    private static Term reduce(Call call, UnaryOperator<Node> build) {
        Term x = call.vector("x");
        if (x.isBroken()) {
            return x;
        }
        List<Width> shape = x.shape().subList(0, x.rank() - 1);
        return Term.real(x.rows(), shape, call.span(), () -> build.apply(x.node()));
    }

    private static Term concat(Call call) {
        List<Term> parts = new ArrayList<>();
        for (Term part : call.terms()) {
            Term real = call.elaboration().real(part);
            if (real.isBroken()) {
                return real;
            }
            if (real.rank() > 1) {
                return call.broken(
                        Codes.SHAPE,
                        "concat needs vectors, but '" + part.text() + "' has " + Operators.features(part),
                        part.span());
            }
            if (real.rank() == 1 && real.last().known().isEmpty()) {
                return call.elaboration().undetermined(real);
            }
            parts.add(real);
        }
        Optional<Rows> meeting = call.elaboration().operators().joined(parts, call.span());
        if (meeting.isEmpty()) {
            return Term.broken(call.span());
        }
        Rows rows = meeting.get();
        List<Term> aligned = parts.stream().map(part -> Call.spread(part, rows)).toList();
        long width = aligned.stream()
                .mapToLong(part -> part.rank() == 0 ? 1 : part.last().value())
                .sum();
        if (width > Sizes.LARGEST) {
            return call.broken(Codes.TOO_LARGE, width + " features are too many", call.span());
        }
        return Term.real(rows, List.of(Width.of((int) width)), call.span(), () -> {
            List<Node> nodes = aligned.stream()
                    .map(part -> LayerFunctions.rows(LayerFunctions.asVector(part.node()), rows))
                    .toList();
            return nodes.size() == 1 ? nodes.get(0) : Node.of(new Features.Concat(), nodes);
        });
    }

    private static Term outer(Call call) {
        Term a = call.vector("a");
        Term b = call.vector("b");
        if (a.isBroken() || b.isBroken()) {
            return Term.broken(call.span());
        }
        for (Term side : List.of(a, b)) {
            if (side.rank() > 1) {
                return call.broken(
                        Codes.SHAPE,
                        "outer needs vectors, but '" + side.text() + "' has " + Operators.features(side),
                        side.span());
            }
        }
        Optional<Rows> meeting = call.elaboration().operators().joined(List.of(a, b), call.span());
        if (meeting.isEmpty()) {
            return Term.broken(call.span());
        }
        Rows rows = meeting.get();
        Term left = Call.spread(a, rows);
        Term right = Call.spread(b, rows);
        return Term.real(rows, List.of(a.last(), b.last()), call.span(), () -> Ops.outer(left.node(), right.node()));
    }

    private static Term pool(Call call, UnaryOperator<Node> build) {
        Term x = call.steps("x");
        return x.isBroken() ? x : Term.real(x.rows().parent(), x.shape(), call.span(), () -> build.apply(x.node()));
    }

    private static Term crossEntropy(Call call) {
        Term scores = call.vector("scores");
        Term labels = call.term("labels");
        if (scores.isBroken() || labels.isBroken()) {
            return Term.broken(call.span());
        }
        if (!labels.isIndex()) {
            return call.broken(
                    Codes.KIND,
                    "cross_entropy needs labels, but '" + labels.text() + "' has " + Operators.features(labels)
                            + "; squared_error compares with numbers",
                    labels.span());
        }
        if (scores.rank() != 1 || !scores.last().unite(labels.choices())) {
            return call.broken(
                    Codes.SHAPE,
                    "'" + scores.text() + "' has " + Operators.features(scores) + " "
                            + call.elaboration().per(scores.rows())
                            + ", '" + labels.text() + "' has " + labels.classesText()
                            + ": cross_entropy needs one score per class",
                    call.span());
        }
        if (!call.elaboration().classTexts().requireSame(List.of(scores, labels), call.span())) {
            return Term.broken(call.span());
        }
        call.elaboration()
                .warnIfSingle(
                        labels.choices(),
                        "the cross entropy is always 0: '" + labels.text() + "' has a single class",
                        call.span());
        Optional<Rows> meeting = call.elaboration().operators().joined(List.of(scores, labels), call.span());
        if (meeting.isEmpty()) {
            return Term.broken(call.span());
        }
        Rows rows = meeting.get();
        Term x = Call.spread(scores, rows);
        Term y = Call.spread(labels, rows);
        return Term.real(
                rows,
                List.of(),
                call.span(),
                () -> Node.of(new Softmaxes.CrossEntropy(), LayerFunctions.rows(x.node(), rows), y.node()));
    }

    private interface Pair {
        Node of(Node a, Node b);
    }

    private static Term pairLoss(Call call, String first, String second, Pair pair) {
        Term both = call.elaboration()
                .operators()
                .elementWise(Binary.SUB, List.of(call.term(first), call.term(second)), call.span());
        if (both.isBroken()) {
            return both;
        }
        Term a = Call.spread(call.term(first), both.rows());
        Term b = Call.spread(call.term(second), both.rows());
        return Term.real(both.rows(), List.of(), call.span(), () -> {
            Node loss = pair.of(a.node(), b.node());
            while (loss.type().shape().rank() > 0) {
                loss = Ops.mean(loss);
            }
            return loss;
        });
    }
}
