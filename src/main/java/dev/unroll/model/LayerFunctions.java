package dev.unroll.model;

import static dev.unroll.op.Ops.constant;

import dev.unroll.diagnostic.Codes;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.Features;
import dev.unroll.op.Indexed;
import dev.unroll.op.Ops;
import dev.unroll.op.RowAxis;
import dev.unroll.op.Unary;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Width;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The functions that own parameters or draw masks: layers. */
final class LayerFunctions {
    private static final double EPSILON = 1e-5;

    private LayerFunctions() {}

    static List<Function> all() {
        return List.of(
                new Function(
                        "affine(values..., to=, bias=0, init=, weights=)",
                        "a linear map of the values' features plus a bias; its width is `to`, or inferred from the equation; `weights` is a declared matrix",
                        "scores: affine(h, x, to=tags)",
                        LayerFunctions::affine),
                new Function(
                        "embed(ids, width, init=)",
                        "a trained vector for each class of an index; `width` may be a declared table, which is then used",
                        "e: embed(words, 100)",
                        LayerFunctions::embed),
                new Function(
                        "layer_norm(x)",
                        "features normalised to mean 0 and variance 1, with a trained gain and shift (Ba et al. 2016)",
                        "n: layer_norm(affine(h, to=8))",
                        LayerFunctions::layerNorm),
                new Function(
                        "dropout(x, rate, per=step)",
                        "features zeroed at random during training, with a new mask per step or one per sequence (Srivastava et al. 2014)",
                        "d: dropout(embed(words, 100), 0.3, per=sequence)",
                        LayerFunctions::dropout),
                new Function(
                        "all(x)",
                        "in a cell, x with all its steps at each step: self-attention",
                        "r: sum_over_time(softmax_over_time(sum(all(x) * x)) * all(x))",
                        Recurrence::all),
                new Function(
                        "rnn(cell, x, reverse=false, layers=1, dropout=0, initial=zero)",
                        "the cell's output at each step, running forwards or in reverse",
                        "h1: rnn(lstm(128), embed(words, 100), layers=2, dropout=0.2)",
                        Recurrence::rnn),
                new Function(
                        "birnn(cell, x, merge=concat, layers=1, dropout=0, initial=zero)",
                        "the outputs of a cell run in both directions, merged at each step by concat, sum, multiply, mean or a function of two",
                        "h1: birnn(gru(128), embed(words, 100), merge=sum)",
                        Recurrence::birnn),
                step(),
                new Function(
                        "final(run, state, direction=both)",
                        "a state after the last step of an rnn or birnn; of the last of several layers, and of both directions merged like the outputs",
                        "memory: final(rnn(lstm(8), embed(words, 16)), c)",
                        Recurrence::last));
    }

    /** What the equations of a cell call to run a cell inside it. */
    static Function step() {
        return new Function(
                "step(states, x)",
                "a cell inside this one, run for one step from its states: its output, or its states after the step",
                "s': step(s, x)",
                call -> call.elaboration().bundles().value(call));
    }

    private static Term affine(Call call) {
        if (call.expr("weights").isPresent()) {
            return DeclaredWeights.affine(call);
        }
        Optional<Width> to = call.expr("to").isPresent() ? call.size("to") : Optional.empty();
        Width width =
                to.orElseGet(() -> call.elaboration().open("'" + call.scope().equation() + "'", call.span()));
        String path = call.scope().path("affine");
        Optional<Initialiser> given = call.expr("init").map(init -> initialiser(init, call));
        List<Term> inputs = new ArrayList<>();
        List<Term> weights = new ArrayList<>();
        boolean broken = call.expr("to").isPresent() && to.isEmpty();
        int position = 0;
        for (Expr source : call.variadic()) {
            Term input = call.elaboration().real(call.elaboration().term(source, call.scope()));
            broken |= input.isBroken();
            if (!input.isBroken() && input.rank() > 1) {
                input = call.broken(
                        Codes.SHAPE,
                        "affine needs vectors, but '" + input.text() + "' has " + Operators.features(input),
                        input.span());
                broken = true;
            }
            if (!input.isBroken()) {
                Width from = input.rank() == 0 ? Width.of(1) : input.last();
                boolean state = source instanceof Expr.Name name
                        && call.scope().states().contains(name.name());
                Initialiser defaultValue = state ? new StateInitialiser() : new Initialiser.Glorot();
                String operand = source instanceof Expr.Name name ? name.name() : Integer.toString(position);
                weights.add(call.scope()
                        .parameter(
                                path + "." + operand, List.of(from, width), given.orElse(defaultValue), source.span()));
                inputs.add(input);
            }
            position++;
        }
        Optional<Term> bias = bias(call, path, width);
        if (broken) {
            return Term.broken(call.span());
        }
        Optional<Rows> meeting = call.elaboration().operators().joined(inputs, call.span());
        if (meeting.isEmpty()) {
            return Term.broken(call.span());
        }
        Rows rows = meeting.get();
        List<Term> aligned =
                inputs.stream().map(input -> Call.spread(input, rows)).toList();
        return Term.real(rows, List.of(width), call.span(), () -> {
            Node sum =
                    Ops.matmul(asVector(aligned.get(0).node()), weights.get(0).node());
            for (int i = 1; i < aligned.size(); i++) {
                sum = Ops.add(
                        sum,
                        Ops.matmul(
                                asVector(aligned.get(i).node()), weights.get(i).node()));
            }
            return bias.isPresent() ? Ops.add(sum, bias.get().node()) : sum;
        });
    }

    static Optional<Term> bias(Call call, String path, Width width) {
        Optional<Expr> bias = call.expr("bias");
        if (bias.isPresent()
                && bias.get() instanceof Expr.Name name
                && name.written().equals("none")) {
            return Optional.empty();
        }
        double value = call.number("bias", 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
        return Optional.of(
                call.scope().parameter(path + ".bias", List.of(width), new Initialiser.Constant(value), call.span()));
    }

    /** One number as one feature. */
    static Node asVector(Node node) {
        return node.type().shape().rank() == 0 ? Node.of(new Features.Reshape(Shape.of(1)), node) : node;
    }

    /** A value without rows, given rows. */
    static Node rows(Node node, Rows rows) {
        return node.type().rows() == Rows.NONE && rows != Rows.NONE ? Node.of(new RowAxis.ToRows(rows), node) : node;
    }

    /** Orthogonal where the weights are square, from state to state; otherwise Glorot. */
    private record StateInitialiser() implements Initialiser.Chosen {
        @Override
        public Initialiser choose(Shape shape) {
            return shape.dim(0) == shape.dim(1) ? new Initialiser.Orthogonal() : new Initialiser.Glorot();
        }
    }

    /** {@code uniform(0.1)}, {@code normal(0.01)}, {@code glorot()}, {@code orthogonal()} or {@code constant(0)}. */
    static Initialiser initialiser(Expr expr, Call call) {
        return Initialisers.read(expr, call.elaboration(), call.scope());
    }

    private static Term embed(Call call) {
        Term ids = call.term("ids");
        Optional<Term> declared = DeclaredWeights.table(call);
        if (declared.isPresent()) {
            return DeclaredWeights.embed(call, ids, declared.get());
        }
        Optional<Width> width = call.size("width");
        String path = call.scope().path("embed");
        if (ids.isBroken() || width.isEmpty()) {
            return Term.broken(call.span());
        }
        if (!ids.isIndex()) {
            return call.broken(Codes.KIND, "embed needs an index, but '" + ids.text() + "' is a number", ids.span());
        }
        Initialiser init =
                call.expr("init").map(expr -> initialiser(expr, call)).orElseGet(() -> new Initialiser.Normal(0.1));
        Term table = call.scope().parameter(path + ".table", List.of(ids.choices(), width.get()), init, call.span());
        return Term.real(
                ids.rows(),
                List.of(width.get()),
                call.span(),
                () -> Node.of(new Indexed.Embed(), table.node(), ids.node()));
    }

    private static Term layerNorm(Call call) {
        Term x = call.vector("x");
        String path = call.scope().path("layer_norm");
        if (x.isBroken()) {
            return x;
        }
        List<Width> features = List.of(x.last());
        Term gain = call.scope().parameter(path + ".gain", features, new Initialiser.Constant(1), call.span());
        Term shift = call.scope().parameter(path + ".shift", features, new Initialiser.Constant(0), call.span());
        return Term.real(x.rows(), x.shape(), call.span(), () -> {
            Node centred = Ops.sub(x.node(), Ops.repeat(Ops.mean(x.node()), x.node()));
            Node variance = Ops.mean(Ops.mul(centred, centred));
            Node scale = Ops.div(constant(1), Node.of(Unary.SQRT, Ops.add(variance, constant(EPSILON))));
            Node normal = Ops.mul(centred, Ops.repeat(scale, centred));
            return Ops.add(Ops.mul(normal, gain.node()), shift.node());
        });
    }

    private static Term dropout(Call call) {
        Term x = call.real("x");
        double rate = call.rate("rate");
        boolean perSequence =
                call.choice("per", "step", List.of("step", "sequence")).equals("sequence");
        String path = call.scope().path("dropout");
        if (x.isBroken()) {
            return x;
        }
        if (x.rows() == Rows.NONE) {
            return call.broken(
                    Codes.ROWS,
                    "dropout needs a value per step or per sequence, but '" + x.text() + "' is one value for all",
                    x.span());
        }
        return dropped(call, x, rate, perSequence, path);
    }

    /** {@code x} with features dropped while training. */
    static Term dropped(Call call, Term x, double rate, boolean perSequence, String path) {
        if (rate == 0) {
            return x;
        }
        long salt = Initialisation.hash(call.scope().place(path));
        Rows rows = perSequence ? Rows.BATCH : x.rows();
        Term mask =
                Term.real(rows, x.shape(), x.span(), () -> Node.of(new RowAxis.Mask(rows, x.resolved(), rate, salt)));
        Term seen = perSequence && call.scope().isStep() ? call.scope().constant(path + ".mask", mask) : mask;
        Term spread = Call.spread(seen, x.rows());
        return Term.real(x.rows(), x.shape(), call.span(), () -> Node.of(new Dropped(), x.node(), spread.node()));
    }
}
