package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Features;
import dev.unroll.op.Indexed;
import dev.unroll.op.Ops;
import dev.unroll.op.Softmaxes;
import dev.unroll.plugin.Plugins;
import dev.unroll.spec.CellLibrary;
import dev.unroll.spec.Equation;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.key.LossTerm;
import dev.unroll.tensor.Classes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Builds a {@link Model} from a spec and the types of its fields. */
public final class ModelBuilder {
    private static final long MOST_NUMBERS = 1L << 31;

    private final ModelSpec spec;
    private final Map<String, Type> fields;
    private final Set<String> open;
    private final Map<String, Classes> classes;
    private final CellLibrary library;
    private final boolean carry;
    private final Plugins plugins;
    private final Diagnostics diagnostics = new Diagnostics();

    private ModelBuilder(
            ModelSpec spec,
            Map<String, Type> fields,
            Set<String> open,
            Map<String, Classes> classes,
            CellLibrary library,
            boolean carry,
            Plugins plugins) {
        this.spec = spec;
        this.fields = fields;
        this.open = open;
        this.classes = classes;
        this.library = library;
        this.carry = carry;
        this.plugins = plugins;
    }

    /**
     * @param fields the type of each field of the data
     * @param open the fields whose number of classes is made up, because no data was read
     * @param classes what the numbers of each index among the fields stand for, where that is known
     * @param library the cells that every model can use
     * @param carry whether states go on from batch to batch
     * @param plugins functions and initialisers that others added
     * @param diagnostics receives every mistake
     * @return the model; empty if there are mistakes
     */
    public static Optional<Model> build(
            ModelSpec spec,
            Map<String, Type> fields,
            Set<String> open,
            Map<String, Classes> classes,
            CellLibrary library,
            boolean carry,
            Plugins plugins,
            Diagnostics diagnostics) {
        ModelBuilder builder = new ModelBuilder(spec, fields, open, classes, library, carry, plugins);
        Optional<Model> model = builder.build();
        // What seems to be unused may have its use in something that could not be read.
        boolean whole = !diagnostics.hasErrors();
        builder.diagnostics.list().stream().filter(d -> whole || d.isError()).forEach(diagnostics::add);
        return model;
    }

    /**
     * Finds mistakes where the fields of the data are not all known, because of other mistakes: a name that is none of the
     * spec's may be a field.
     *
     * @param fields the names of those that are known
     */
    public static void check(
            ModelSpec spec, Set<String> fields, CellLibrary library, Plugins plugins, Diagnostics diagnostics) {
        ModelBuilder builder = new ModelBuilder(spec, Map.of(), Set.of(), Map.of(), library, false, plugins);
        Reading reading = builder.new Reading(fields);
        builder.metrics(reading);
        builder.answers(reading);
        new Rehearsal(spec, reading.elaboration).run();
        diagnostics.addAll(builder.diagnostics.list());
    }

    /** The equations of a spec as terms. */
    private final class Reading {
        private final Elaboration elaboration;
        private final Scope scope;
        private final Map<LossTerm, Term> losses = new LinkedHashMap<>();

        private Reading(Elaboration elaboration) {
            this.elaboration = elaboration;
            this.scope = Scope.model(elaboration.weighing());
        }

        Reading() {
            this(elaboration());
            Span place = spec.source().span(0, 0);
            fields.forEach((name, type) -> scope.values()
                    .put(
                            name,
                            Term.field(
                                    name, type, open.contains(name), Optional.ofNullable(classes.get(name)), place)));
            read();
        }

        /** With fields of which no more than some names are known. */
        Reading(Set<String> names) {
            this(elaboration());
            elaboration.letFieldsPass();
            names.forEach(name ->
                    scope.values().put(name, Term.broken(spec.source().span(0, 0))));
            read();
        }

        private void read() {
            spec.sizes().forEach((name, size) -> scope.numbers().put(name, (double) size.value()));
            elaboration.broken().addAll(spec.broken());
            spec.parameters().forEach(p -> CellUnroller.declare(p, scope, p.name(), elaboration));
            elaboration.equations(spec.equations(), scope);
            for (LossTerm part : spec.loss()) {
                scope.enter(part.key());
                Term term = elaboration.term(part.value(), scope);
                if (!term.isBroken()) {
                    losses.put(part, term);
                    checkLoss(term);
                }
            }
        }

        /** A value that training does not see, and that so cannot own parameters. */
        Term untrained(String path, Expr expr) {
            return untrained(path, expr, () -> elaboration.term(expr, scope));
        }

        /** How much each row of a metric counts. */
        Optional<Term> weights(String path, Expr.Call metric, Rows rows) {
            return untrained(
                    path,
                    metric,
                    () -> new Counting(elaboration, scope).weights(metric, rows, "'" + metric.function() + "'"));
        }

        private <T> T untrained(String path, Expr expr, Supplier<T> read) {
            scope.enter(path);
            int owned = elaboration.weighing().count();
            T value = read.get();
            if (elaboration.weighing().count() > owned) {
                diagnostics.add(Diagnostic.error(
                                Codes.KIND,
                                "'" + expr.text() + "' owns parameters that nothing would train",
                                expr.span())
                        .hint("make it an equation, and name that here"));
            }
            return value;
        }

        /** One equation after the other, so that long chains of them need no deep stack. */
        void makeNodes() {
            spec.equations()
                    .forEach(equation -> scope.values().get(equation.target()).node());
        }

        private void checkLoss(Term term) {
            if (term.isIndex() || term.rank() > 0 || term.rows() == Rows.NONE) {
                diagnostics.add(Diagnostic.error(
                                Codes.SHAPE,
                                "a loss is one number per step or per sequence; '" + term.text() + "' has "
                                        + (term.isIndex() ? "a class" : Operators.features(term)) + " "
                                        + elaboration.per(term.rows()),
                                term.span())
                        .hint("take the mean(...) of its features, or a loss such as cross_entropy"));
            }
        }

        List<Loss> losses() {
            List<Loss> nodes = new ArrayList<>();
            losses.forEach((part, term) -> nodes.add(Loss.of(part.name(), term.node())));
            return nodes;
        }

        Map<String, Node> states() {
            Map<String, Node> states = new LinkedHashMap<>();
            elaboration
                    .carried()
                    .forEach(carrying ->
                            states.put(carrying.name(), carrying.last().get()));
            return states;
        }
    }

    private Elaboration elaboration() {
        return new Elaboration(diagnostics, new Cells(spec.cells(), library), spec.functions(), plugins, carry);
    }

    private Optional<Model> build() {
        new TakenNames(spec, fields.keySet(), Functions.of(plugins).names()).check(diagnostics);
        Reading reading = new Reading();
        Map<String, Measured> metrics = metrics(reading);
        Map<String, Term> answers = answers(reading);
        reading.elaboration.close();
        new Rehearsal(spec, reading.elaboration).run();
        warnUnused(reading, !spec.loss().isEmpty() || !answers.isEmpty());
        checkSize(reading.elaboration.weighing());
        if (diagnostics.hasErrors() || !reading.elaboration.isWhole()) {
            return Optional.empty();
        }
        reading.makeNodes();
        List<Loss> losses = reading.losses();
        List<Layer> layers = new ArrayList<>();
        Graph evaluation = evaluation(reading, losses, metrics, answers, layers);
        if (diagnostics.hasErrors()) {
            return Optional.empty();
        }
        List<Parameter> parameters = reading.elaboration.weighing().parameters();
        Optional<Graph> training = losses.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Model.training(losses, reading.elaboration.weighing().nodes(), reading.states()));
        Comparisons comparisons = new Comparisons(fields);
        List<Model.Objective> objectives = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            objectives.add(comparisons.add(spec.loss().get(i), losses.get(i), reading.scope));
        }
        metrics.values()
                .forEach(metric -> comparisons.add(
                        metric.arguments().stream().map(Term::node).toList()));
        List<Model.Answer> predictions = new ArrayList<>();
        answers.forEach((name, term) -> {
            Node node = rows(term.node());
            predictions.add(new Model.Answer(name, node.type(), comparisons.target(name, node), isChoice(node)));
        });
        Map<String, Type> carried = new LinkedHashMap<>();
        reading.states().forEach((name, node) -> carried.put(name, node.type()));
        return diagnostics.hasErrors()
                ? Optional.empty()
                : Optional.of(new Model(
                        spec.name(),
                        parameters,
                        values(reading),
                        reading.elaboration.functions().owners(),
                        layers,
                        objectives,
                        predictions,
                        carried,
                        training,
                        evaluation));
    }

    /** @param result whether anything comes of the equations */
    private void warnUnused(Reading reading, boolean result) {
        Unused unused = new Unused()
                .sizes(spec.sizes().values(), reading.scope)
                .cells(reading.elaboration.cells().unused())
                .functions(spec.functions().values(), reading.elaboration.functions());
        if (result) {
            unused.equations(spec.equations(), reading.scope).parameters(spec.parameters(), reading.scope);
        }
        reading.elaboration.warnUnused(unused);
    }

    private void checkSize(ParameterTable weighing) {
        double size = weighing.size();
        if (size > MOST_NUMBERS && !diagnostics.hasErrors()) {
            Term largest = weighing.largest();
            diagnostics.add(Diagnostic.error(
                    Codes.TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "the model has %.0f parameters, %.0f of them here; %d are the most",
                            size,
                            largest.features(),
                            MOST_NUMBERS),
                    largest.span()));
        }
    }

    private Map<String, Term> answers(Reading reading) {
        Map<String, Term> answers = new LinkedHashMap<>();
        for (Equation answer : spec.predict()) {
            answers.put(answer.name(), reading.untrained("predict." + answer.name(), answer.value()));
        }
        return answers;
    }

    /** What a metric measures, and how much each of its rows counts. */
    private record Measured(List<Term> arguments, Optional<Term> weights) {}

    /** The arguments of each metric; which metrics there are is known above. */
    private Map<String, Measured> metrics(Reading reading) {
        Map<String, Measured> metrics = new LinkedHashMap<>();
        for (Equation metric : spec.metrics()) {
            if (metric.value() instanceof Expr.Call call) {
                String path = "metrics." + metric.name();
                List<Term> arguments = call.args().stream()
                        .map(argument -> reading.untrained(path, argument))
                        .toList();
                reading.elaboration.classTexts().requireSame(arguments, call.span());
                Rows rows = Operators.joined(arguments);
                boolean known = arguments.stream().noneMatch(Term::isBroken);
                metrics.put(
                        metric.name(),
                        new Measured(
                                arguments,
                                Counting.isIn(call) && known
                                        ? reading.weights(path, call, rows == Rows.NONE ? Rows.BATCH : rows)
                                        : Optional.empty()));
            }
        }
        return metrics;
    }

    /** What is one for all is shown with every sequence: outputs without rows are sums over rows. */
    private static Node rows(Node node) {
        return LayerFunctions.rows(node, Rows.BATCH);
    }

    private static boolean isChoice(Node answer) {
        return answer.op() instanceof Features.ArgMax;
    }

    private List<Model.Value> values(Reading reading) {
        List<Model.Value> values = new ArrayList<>();
        for (Equation equation : spec.equations()) {
            Term term = reading.scope.values().get(equation.target());
            values.add(new Model.Value(
                    equation.name(), term.node().type(), term.sizes(), equation.span(), equation.label()));
        }
        return values;
    }

    /** @param layers receives the cells that run over the sequences */
    private Graph evaluation(
            Reading reading,
            List<Loss> losses,
            Map<String, Measured> metrics,
            Map<String, Term> answers,
            List<Layer> layers) {
        Map<String, Node> outputs = new LinkedHashMap<>();
        CountingFaults faults = new CountingFaults(diagnostics);
        if (!losses.isEmpty()) {
            for (int i = 0; i < losses.size(); i++) {
                faults.loss(losses.get(i), spec.loss().get(i));
            }
            Loss.put(losses, outputs);
        }
        for (Equation equation : spec.equations()) {
            outputs.put(
                    Output.VALUE.of(equation.name()),
                    rows(reading.scope.values().get(equation.target()).node()));
        }
        spec.equations()
                .forEach(equation -> faults.value(
                        reading.scope.values().get(equation.target()).node(), equation.value()));
        metrics.forEach((name, metric) -> {
            List<Term> arguments = metric.arguments();
            for (int k = 0; k < arguments.size(); k++) {
                outputs.put(Output.argument(name, k), rows(arguments.get(k).node()));
            }
            faults.metric(arguments, metric.weights())
                    .ifPresent(weights -> outputs.put(Output.weights(name), rows(weights)));
        });
        answers.forEach((name, term) -> {
            faults.value(term.node(), term.span(), term.text());
            Node node = rows(term.node());
            outputs.put(Output.ANSWER.of(name), node);
            if (isChoice(node)) {
                Node softmax = Node.of(new Softmaxes.Softmax(), node.input(0));
                outputs.put(Output.PROBABILITIES.of(name), softmax);
                outputs.put(
                        Output.PROBABILITY.of(name), Ops.sum(Ops.mul(softmax, Node.of(new Indexed.OneHot(), node))));
            }
        });
        outputs.putAll(reading.states());
        reading.elaboration.passes().forEach(pass -> layers.add(pass.layer(outputs)));
        reading.elaboration.merged().forEach((path, term) -> outputs.put(Output.MERGED.of(path), term.node()));
        Map<Node, Node> resolved = Counted.resolved(outputs.values());
        outputs.replaceAll((name, node) -> resolved.get(node));
        return Dropped.off(new Graph(outputs));
    }
}
