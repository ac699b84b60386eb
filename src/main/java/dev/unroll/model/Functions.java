package dev.unroll.model;

import static dev.unroll.op.Ops.constant;

import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Binary;
import dev.unroll.op.CustomOp;
import dev.unroll.op.ElementWise;
import dev.unroll.op.Features;
import dev.unroll.op.Indexed;
import dev.unroll.op.Ops;
import dev.unroll.op.Products;
import dev.unroll.op.Softmaxes;
import dev.unroll.op.Time;
import dev.unroll.op.Unary;
import dev.unroll.op.Where;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugin;
import dev.unroll.plugin.Plugins;
import dev.unroll.plugin.Registry;
import dev.unroll.spec.Codes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The functions of the equation language, by name. */
final class Functions {
    private static final Map<Unary, String> UNARY = new LinkedHashMap<>();

    static {
        UNARY.put(Unary.SIGMOID, "1 / (1 + exp(-x)): a gate between 0 and 1");
        UNARY.put(Unary.TANH, "the hyperbolic tangent, between -1 and 1");
        UNARY.put(Unary.RELU, "x where it is above 0, otherwise 0");
        UNARY.put(Unary.SOFTPLUS, "log(1 + exp(x)), a smooth relu");
        UNARY.put(Unary.EXP, "e to the power of x");
        UNARY.put(Unary.LOG, "the natural logarithm");
        UNARY.put(Unary.SQRT, "the square root");
        UNARY.put(Unary.ABS, "the absolute value");
        UNARY.put(Unary.SIGN, "-1, 0 or 1");
        UNARY.put(Unary.SIN, "the sine");
        UNARY.put(Unary.COS, "the cosine");
    }

    private final Registry<Function> all = new Registry<>("function");

    private Functions() {
        UNARY.forEach((op, about) -> elementWise(op.name().toLowerCase(Locale.ROOT) + "(x)", about, op, "x"));
        elementWise("min(a, b)", "the smaller of two", Binary.MIN, "a", "b");
        elementWise("max(a, b)", "the larger of two", Binary.MAX, "a", "b");
        elementWise(
                "where(condition, a, b)",
                "a where the condition is not 0, otherwise b",
                new Where(),
                "condition",
                "a",
                "b");

        LayerFunctions.all().forEach(this::add);

        add("concat(values...)", "values side by side", Functions::concat);
        add("sum(x)", "the sum of the features", call -> reduce(call, Ops::sum));
        add("mean(x)", "the mean of the features", call -> reduce(call, Functions::mean));
        add(
                "softmax(x)",
                "positive features that sum to 1",
                call -> choice(call, "1", x -> Node.of(new Softmaxes.Softmax(), x)));
        add(
                "log_softmax(x)",
                "the logarithm of the softmax",
                call -> choice(call, "0", x -> Node.of(new Softmaxes.LogSoftmax(), x)));
        add("argmax(x)", "the index of the largest feature", Functions::argmax);
        add("one_hot(ids)", "1 at the index, 0 elsewhere", Functions::oneHot);
        add("transpose(x)", "a matrix with its axes swapped", Functions::transpose);
        add("outer(a, b)", "the matrix of all products of a feature of a with one of b", Functions::outer);

        add("last(x)", "each sequence's last step", call -> pool(call, x -> Node.of(new Time.TakeStep(false), x)));
        add("first(x)", "each sequence's first step", call -> pool(call, x -> Node.of(new Time.TakeStep(true), x)));
        add("sum_over_time(x)", "the sum of all steps", call -> pool(call, x -> Node.of(new Time.SumTime(), x)));
        add("mean_over_time(x)", "the mean of all steps", call -> pool(call, Functions::meanOverTime));
        add(
                "max_over_time(x)",
                "the largest value of each feature over all steps",
                call -> pool(call, x -> Node.of(new Time.MaxTime(), x)));

        add(
                "cross_entropy(scores, labels)",
                "minus the log probability of the label, from unnormalised scores",
                Functions::crossEntropy);
        add(
                "binary_cross_entropy(scores, targets)",
                "minus the log probability of 0/1 targets, from scores before the sigmoid; the mean over features",
                call -> pairLoss(
                        call, "scores", "targets", (x, y) -> Ops.sub(Node.of(Unary.SOFTPLUS, x), Ops.mul(x, y))));
        add(
                "squared_error(a, b)",
                "the squared difference; the mean over features",
                call -> pairLoss(call, "a", "b", (a, b) -> {
                    Node difference = Ops.sub(a, b);
                    return Ops.mul(difference, difference);
                }));
        add(
                "absolute_error(a, b)",
                "the absolute difference; the mean over features",
                call -> pairLoss(call, "a", "b", (a, b) -> Node.of(Unary.ABS, Ops.sub(a, b))));
    }

    /** Those that come with Unroll, and an op each of those that others added. */
    static Registry<Function> of(Plugins plugins) {
        Functions functions = new Functions();
        for (Plugin<CustomOp> plugin : plugins.of(CustomOp.class)) {
            Header<CustomOp> op = Header.of(plugin);
            functions.all.add(op.standard().name(), CustomFunction.of(op), plugin.origin());
        }
        return functions.all;
    }

    private void add(Function function) {
        all.add(function.name(), function);
    }

    private void add(String usage, String about, Function.Builder builder) {
        add(new Function(usage, about, builder));
    }

    private void elementWise(String usage, String about, ElementWise op, String... parameters) {
        add(usage, about, call -> {
            List<Term> operands = new ArrayList<>();
            for (String parameter : parameters) {
                operands.add(call.term(parameter));
            }
            return call.elaboration().operators().elementWise(op, operands, call.span());
        });
    }

    /** A softmax: of a single feature, it is the same number everywhere. */
    private static Term choice(Call call, String single, UnaryOperator<Node> build) {
        Term x = call.vector("x");
        if (x.isBroken()) {
            return x;
        }
        call.elaboration()
                .warnIfSingle(
                        x.last(),
                        "the " + call.name() + " of one feature is " + single + ", whatever '" + x.text() + "' is",
                        call.span());
        return Term.real(x.rows(), x.shape(), call.span(), () -> build.apply(x.node()));
    }

    private static Term reduce(Call call, UnaryOperator<Node> build) {
        Term x = call.vector("x");
        if (x.isBroken()) {
            return x;
        }
        List<Width> shape = x.shape().subList(0, x.rank() - 1);
        return Term.real(x.rows(), shape, call.span(), () -> build.apply(x.node()));
    }

    static Node mean(Node x) {
        return Ops.div(Ops.sum(x), constant(x.type().shape().dim(-1)));
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
                        "concat needs vectors, and '" + part.text() + "' has " + Operators.features(part),
                        part.span());
            }
            if (real.rank() == 1 && real.last().known().isEmpty()) {
                return call.elaboration().undetermined(real);
            }
            parts.add(real);
        }
        Rows rows = Operators.joined(parts);
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

    private static Term argmax(Call call) {
        Term x = call.vector("x");
        if (x.isBroken()) {
            return x;
        }
        if (x.last().known().isEmpty()) {
            return call.elaboration().undetermined(x);
        }
        return Term.index(x.rows(), x.last(), call.span(), () -> Node.of(new Features.ArgMax(), x.node()));
    }

    private static Term oneHot(Call call) {
        Term ids = call.term("ids");
        if (ids.isBroken()) {
            return ids;
        }
        if (!ids.isIndex()) {
            return call.broken(Codes.KIND, "one_hot needs an index, and '" + ids.text() + "' is a number", ids.span());
        }
        return Term.real(
                ids.rows(), List.of(ids.choices()), call.span(), () -> Node.of(new Indexed.OneHot(), ids.node()));
    }

    private static Term transpose(Call call) {
        Term x = call.vector("x");
        if (x.isBroken()) {
            return x;
        }
        if (x.rank() != 2) {
            return call.broken(
                    Codes.SHAPE,
                    "transpose needs a matrix, and '" + x.text() + "' has " + Operators.features(x),
                    x.span());
        }
        List<Width> shape = List.of(x.shape().get(1), x.shape().get(0));
        return Term.real(x.rows(), shape, call.span(), () -> Node.of(new Products.Transpose(), x.node()));
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
                        "outer needs vectors, and '" + side.text() + "' has " + Operators.features(side),
                        side.span());
            }
        }
        Rows rows = Operators.joined(List.of(a, b));
        Term left = Call.spread(a, rows);
        Term right = Call.spread(b, rows);
        return Term.real(
                rows,
                List.of(a.last(), b.last()),
                call.span(),
                () -> Ops.mul(Ops.repeat(left.node(), right.node()), right.node()));
    }

    private static Term pool(Call call, UnaryOperator<Node> build) {
        Term x = call.steps("x");
        return x.isBroken() ? x : Term.real(Rows.BATCH, x.shape(), call.span(), () -> build.apply(x.node()));
    }

    private static Node meanOverTime(Node x) {
        Node length = Node.of(new Time.Length());
        for (int axis = 0; axis < x.type().shape().rank(); axis++) {
            length = Node.of(new Features.Repeat(-1, x.type().shape().dim(axis)), length);
        }
        return Ops.div(Node.of(new Time.SumTime(), x), length);
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
                    "cross_entropy needs labels, and '" + labels.text() + "' has " + Operators.features(labels)
                            + "; squared_error compares with numbers",
                    labels.span());
        }
        if (scores.rank() != 1 || !scores.last().unite(labels.choices())) {
            return call.broken(
                    Codes.SHAPE,
                    "'" + scores.text() + "' has " + Operators.features(scores) + " "
                            + call.elaboration().per(scores.rows())
                            + ", '" + labels.text() + "' has " + labels.classesText()
                            + ": there must be one score for each",
                    call.span());
        }
        if (!call.elaboration().classTexts().requireSame(List.of(scores, labels), call.span())) {
            return Term.broken(call.span());
        }
        call.elaboration()
                .warnIfSingle(
                        labels.choices(),
                        "the cross entropy of one class is 0: '" + labels.text() + "' has no other",
                        call.span());
        Rows rows = Operators.joined(List.of(scores, labels));
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
                loss = mean(loss);
            }
            return loss;
        });
    }
}
