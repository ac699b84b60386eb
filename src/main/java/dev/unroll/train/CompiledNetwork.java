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

/** A model with its compiled programs, each compiled on first use. */
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
     * @param carries whether states are carried from one window to the next
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
        return model.objectives().stream()
                .map(term -> new Loss(term.name(), term.weighted(), term.rows()))
                .toList();
    }

    @Override
    public List<Measure> measures() {
        return measures;
    }

    @Override
    public List<Answer> answers() {
        return model.answers().stream()
                .map(answer -> new Answer(
                        answer.name(), answer.type(), answer.target().filter(this::isSpoken), answer.probability()))
                .toList();
    }

    /** Whether an answer can be given in the words or the unit of a field. */
    private boolean isSpoken(String field) {
        Field target = fields.get(field);
        return target.vocabulary().isPresent() || target.standardisation().isPresent();
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
        return model.objectives().stream()
                .filter(term -> term.weighted() && term.target().equals(Optional.of(field.name())))
                .map(term -> Output.WEIGHTS.of(term.name()))
                .findFirst();
    }

    @Override
    public List<String> inside() {
        return model.layers().stream()
                .flatMap(layer -> layer.equations().stream().map(e -> layer.output(e.name())))
                .toList();
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
        return model.objectives().stream()
                .flatMap(term -> language(term).stream())
                .findFirst();
    }

    private Optional<Language> language(Model.Objective term) {
        Optional<Field> next = term.target().map(fields::get).filter(CompiledNetwork::isText);
        Optional<String> scores = term.scores()
                .filter(s -> evaluation.output(Output.VALUE.of(s)).type().rows().isAxis());
        if (next.isEmpty() || scores.isEmpty()) {
            return Optional.empty();
        }
        Set<String> read = inputs(Set.of(Output.VALUE.of(scores.get())));
        return fields.values().stream()
                .filter(f -> isText(f)
                        && !f.name().equals(next.get().name())
                        && f.type().rows() == next.get().type().rows()
                        && f.vocabulary().equals(next.get().vocabulary())
                        && read.equals(Set.of(f.name())))
                .findFirst()
                .map(f -> new Language(f.name(), scores.get()));
    }

    private static boolean isText(Field field) {
        Rows rows = field.type().rows();
        return rows.isAxis()
                && rows.parent() == Rows.BATCH
                && field.vocabulary().isPresent();
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
        Context context = Context.of(batch.axes(), batch.keys(), batch.seed(), batch.step());
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
        String message = "the model '" + name() + "' cannot be streamed: "
                + (obstacle.op() instanceof Scan
                        ? "'" + obstacle.name() + "' runs in reverse"
                        : "'" + obstacle.op().name() + "' needs all steps at once");
        return equations().stream()
                .filter(equation -> Graph.order(List.of(evaluation.output(Output.VALUE.of(equation.name()))))
                        .contains(obstacle))
                .findFirst()
                .map(equation -> Diagnostic.error(Codes.ROWS, message, equation.span()))
                .orElseGet(() -> Diagnostic.error(Codes.ROWS, message));
    }
}
