package dev.unroll.train;

import dev.unroll.compile.OneStep;
import dev.unroll.data.Field;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Scan;
import dev.unroll.graph.Type;
import dev.unroll.model.Model;
import dev.unroll.model.Output;
import dev.unroll.op.Context;
import dev.unroll.run.Batch;
import dev.unroll.run.Program;
import dev.unroll.run.Results;
import dev.unroll.run.Stream;
import dev.unroll.run.Weights;
import dev.unroll.run.reference.NotFinite;
import dev.unroll.spec.Equation;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** A model with the programs that were compiled from it, each when it is first needed. */
final class CompiledNetwork implements Network {
    private final Model model;
    private final ModelSpec spec;
    private final Map<String, Field> fields;
    private final List<Measure> measures;
    private final List<Carried> carried;
    private final Graph evaluation;
    private final Map<Set<String>, Program> programs = new ConcurrentHashMap<>();
    private Optional<Program> training = Optional.empty();

    /**
     * @param fields the fields of the data
     * @param measures the spec's metrics
     * @param carries whether states go on from one window to the next
     */
    CompiledNetwork(Model model, ModelSpec spec, Map<String, Field> fields, List<Measure> measures, boolean carries) {
        this.model = model;
        this.spec = spec;
        this.fields = fields;
        this.measures = List.copyOf(measures);
        evaluation = model.evaluation();
        carried = carries
                ? model.carried().entrySet().stream()
                        .map(c -> new Carried(c.getKey(), c.getValue().shape().size()))
                        .toList()
                : List.of();
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public Map<String, Shape> parameters() {
        Map<String, Shape> parameters = new LinkedHashMap<>();
        model.parameters().forEach(p -> parameters.put(p.name(), p.shape()));
        return parameters;
    }

    @Override
    public List<Loss> losses() {
        return spec.loss().stream()
                .map(term -> new Loss(term.name(), false))
                .map(loss -> new Loss(loss.name(), evaluation.outputs().containsKey(loss.weights())))
                .toList();
    }

    @Override
    public List<Measure> measures() {
        return measures;
    }

    @Override
    public List<Answer> answers() {
        return model.predictions().entrySet().stream()
                .map(e -> new Answer(
                        e.getKey(),
                        e.getValue(),
                        field(e.getKey(), e.getValue()),
                        evaluation.outputs().containsKey(Output.PROBABILITY.of(e.getKey()))))
                .toList();
    }

    /** The field that an answer speaks of: the one of its name, else a loss's target, else the only one that fits. */
    private Optional<String> field(String name, Type type) {
        List<String> fitting = fields.values().stream()
                .filter(f -> speaksOf(f, type))
                .map(Field::name)
                .toList();
        if (fitting.contains(name)) {
            return Optional.of(name);
        }
        return losses(spec)
                .flatMap(loss -> target(loss).stream())
                .filter(fitting::contains)
                .findFirst()
                .or(() -> fitting.stream().findFirst().filter(f -> fitting.size() == 1));
    }

    @Override
    public List<Target> targets() {
        List<Target> targets = new ArrayList<>();
        for (Answer answer : answers()) {
            answer.field()
                    .map(fields::get)
                    .filter(field -> field.type().rows() == answer.type().rows()
                            && !inputs(Set.of(answer.output())).contains(field.name()))
                    .ifPresent(field -> targets.add(new Target(answer, field, weights(field))));
        }
        return targets;
    }

    /** The output with the weights of the loss that compares with a field. */
    private Optional<String> weights(Field field) {
        List<Loss> terms = losses();
        for (int i = 0; i < terms.size(); i++) {
            Optional<String> target = call(spec.loss().get(i).value()).flatMap(this::target);
            if (terms.get(i).weighted() && target.equals(Optional.of(field.name()))) {
                return Optional.of(terms.get(i).weights());
            }
        }
        return Optional.empty();
    }

    @Override
    public List<String> inside() {
        return model.layers().stream()
                .flatMap(layer -> layer.equations().stream().map(e -> layer.output(e.name())))
                .toList();
    }

    private static boolean speaksOf(Field field, Type type) {
        if (field.vocabulary().isPresent()) {
            return field.type().classes()
                    == (type.isIndex() ? type.classes() : type.shape().size());
        }
        return field.standardisation().isPresent()
                && !type.isIndex()
                && field.width() == type.shape().size();
    }

    /** The terms of the loss that are calls. */
    private static java.util.stream.Stream<Expr.Call> losses(ModelSpec spec) {
        return spec.loss().stream().flatMap(term -> call(term.value()).stream());
    }

    /** A call, a number before it aside. */
    private static Optional<Expr.Call> call(Expr term) {
        Expr value = term instanceof Expr.Binary product
                        && product.op() == Expr.Op.MULTIPLY
                        && product.left() instanceof Expr.Number
                ? product.right()
                : term;
        return value instanceof Expr.Call call ? Optional.of(call) : Optional.empty();
    }

    /** The last argument of a loss that is a field. */
    private Optional<String> target(Expr.Call loss) {
        return loss.args().stream()
                .filter(Expr.Name.class::isInstance)
                .map(name -> ((Expr.Name) name).name())
                .filter(fields::containsKey)
                .reduce((a, b) -> b);
    }

    @Override
    public List<Place> equations() {
        return spec.equations().stream()
                .filter(e -> evaluation.outputs().containsKey(Output.VALUE.of(e.name())))
                .map(e -> new Place(e.name(), e.span()))
                .toList();
    }

    @Override
    public List<Carried> carried() {
        return carried;
    }

    @Override
    public Optional<Language> language() {
        return losses(spec).flatMap(loss -> language(loss).stream()).findFirst();
    }

    private Optional<Language> language(Expr.Call loss) {
        if (!loss.function().equals("cross_entropy")
                || loss.args().isEmpty()
                || !(loss.args().get(0) instanceof Expr.Name scores)) {
            return Optional.empty();
        }
        Optional<Field> next = target(loss).map(fields::get).filter(CompiledNetwork::isText);
        Node value = evaluation.output(Output.VALUE.of(scores.name()));
        if (next.isEmpty() || value == null || value.type().rows() != Rows.STEPS) {
            return Optional.empty();
        }
        return fields.values().stream()
                .filter(f -> isText(f)
                        && !f.name().equals(next.get().name())
                        && f.vocabulary().equals(next.get().vocabulary()))
                .findFirst()
                .map(f -> new Language(f.name(), scores.name()));
    }

    private static boolean isText(Field field) {
        return field.type().rows() == Rows.STEPS && field.vocabulary().isPresent();
    }

    @Override
    public Set<String> inputs(Set<String> outputs) {
        Set<String> read = evaluation.only(outputs).order().stream()
                .filter(node -> node.op() instanceof Leaf.Input)
                .map(node -> node.op().name())
                .collect(Collectors.toSet());
        Set<String> inputs = new LinkedHashSet<>(fields.keySet());
        inputs.retainAll(read);
        return inputs;
    }

    @Override
    public Results train(Weights weights, Batch batch) {
        if (training.isEmpty()) {
            training = Optional.of(Program.compile(model.training().orElseThrow()));
        }
        return training.get().run(weights, batch);
    }

    @Override
    public Results evaluate(Set<String> outputs, Weights weights, Batch batch) {
        return programs.computeIfAbsent(Set.copyOf(outputs), names -> Program.compile(evaluation.only(names)))
                .evaluate(weights, batch);
    }

    @Override
    public Optional<Origin> origin(Weights weights, Batch batch, boolean training) {
        Graph graph = training ? model.training().orElseThrow() : evaluation;
        Context context = Context.of(batch.packing(), batch.keys(), batch.seed(), batch.step());
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        Map<String, Tensor> parameters = new LinkedHashMap<>();
        Node loss = graph.output(Output.LOSS.whole());
        for (Node node : Graph.order(List.of(loss))) {
            String name = node.op().name();
            int rows = context.rows(node.type().rows());
            if (node.op() instanceof Leaf.Input) {
                inputs.put(
                        name,
                        Tensor.of(rows, node.type().shape(), batch.values().get(name)));
            } else if (node.op() instanceof Leaf.Parameter) {
                parameters.put(
                        name,
                        Tensor.of(rows, node.type().shape(), weights.get(name).values()));
            }
        }
        return NotFinite.find(loss, inputs, parameters, context).map(found -> new Origin(found, span(found.path())));
    }

    /** The place of the equation that a path such as {@code h.c} begins with; the loss's, if it is empty. */
    private Optional<Span> span(String path) {
        return spec.equations().stream()
                .filter(e -> path.equals(e.name()) || path.startsWith(e.name() + "."))
                .findFirst()
                .map(Equation::span)
                .or(() -> spec.loss().stream()
                        .findFirst()
                        .filter(term -> path.isEmpty())
                        .map(term -> term.value().span()));
    }

    @Override
    public Stream stream(Set<String> outputs, Weights weights, int sequences) {
        Graph graph = evaluation.only(outputs);
        OneStep.obstacle(graph).ifPresent(node -> {
            throw new InvalidInput(notStreamed(node));
        });
        return Stream.of(graph, weights, sequences);
    }

    private Diagnostic notStreamed(Node obstacle) {
        String message = "the model '" + name() + "' cannot go on step by step: "
                + (obstacle.op() instanceof Scan
                        ? "'" + obstacle.name() + "' runs from the end to the beginning"
                        : "'" + obstacle.op().name() + "' needs all steps at once");
        return equations().stream()
                .filter(equation -> Graph.order(List.of(evaluation.output(Output.VALUE.of(equation.name()))))
                        .contains(obstacle))
                .findFirst()
                .map(equation -> Diagnostic.error(Codes.ROWS, message, equation.span()))
                .orElseGet(() -> Diagnostic.error(Codes.ROWS, message));
    }
}
