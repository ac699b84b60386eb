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
import dev.unroll.tensor.Classes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
     * @param classes the classes of each index among the fields, where known
     * @param library the cells that every model can use
     * @param carry whether states are carried from batch to batch
     * @param plugins functions and initialisers that others added
     * @param diagnostics receives every error
     * @return the model; empty if there are errors
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
        Elaboration elaboration = builder.elaboration();
        elaboration.letFieldsPass();
        Map<String, Term> known = new LinkedHashMap<>();
        fields.forEach(name -> known.put(name, Term.broken(spec.source().span(0, 0))));
        ModelReading.of(spec, known, elaboration, builder.diagnostics);
        new Rehearsal(spec, elaboration).run();
        diagnostics.addAll(builder.diagnostics.list());
    }

    private Elaboration elaboration() {
        return new Elaboration(diagnostics, new Cells(spec.cells(), library), spec.functions(), plugins, carry);
    }

    private Map<String, Term> fieldTerms() {
        Span place = spec.source().span(0, 0);
        Map<String, Term> terms = new LinkedHashMap<>();
        fields.forEach((name, type) -> terms.put(
                name, Term.field(name, type, open.contains(name), Optional.ofNullable(classes.get(name)), place)));
        return terms;
    }

    private Optional<Model> build() {
        new TakenNames(spec, fields.keySet(), Functions.of(plugins).names()).check(diagnostics);
        ModelReading reading = ModelReading.of(spec, fieldTerms(), elaboration(), diagnostics);
        reading.elaboration().close();
        new Rehearsal(spec, reading.elaboration()).run();
        warnUnused(reading, !spec.loss().isEmpty() || !reading.answers().isEmpty());
        checkSize(reading.elaboration().weighing());
        if (diagnostics.hasErrors() || !reading.elaboration().isWhole()) {
            return Optional.empty();
        }
        reading.makeNodes();
        List<Loss> losses = reading.losses();
        List<Layer> layers = new ArrayList<>();
        Graph evaluation = evaluation(reading, losses, layers);
        if (diagnostics.hasErrors()) {
            return Optional.empty();
        }
        List<Parameter> parameters = reading.elaboration().weighing().parameters();
        Optional<Graph> training = losses.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Model.training(losses, reading.elaboration().weighing().nodes(), reading.states()));
        Comparisons comparisons = new Comparisons(fields);
        List<Model.Objective> objectives = objectives(reading, losses, comparisons);
        reading.metrics().values().forEach(metric -> comparisons.add(metric.arguments()));
        List<Model.Answer> predictions = new ArrayList<>();
        reading.answers().forEach((name, term) -> predictions.add(answer(name, rows(term.node()), comparisons)));
        Map<String, Type> carried = new LinkedHashMap<>();
        reading.states().forEach((name, node) -> carried.put(name, node.type()));
        return diagnostics.hasErrors()
                ? Optional.empty()
                : Optional.of(new Model(
                        spec.name(),
                        parameters,
                        values(reading),
                        reading.elaboration().functions().owners(),
                        layers,
                        objectives,
                        predictions,
                        carried,
                        training,
                        evaluation));
    }

    /** @param result whether anything comes of the equations */
    private void warnUnused(ModelReading reading, boolean result) {
        Unused unused = new Unused()
                .sizes(spec.sizes().values(), reading.scope())
                .cells(reading.elaboration().cells().unused())
                .functions(spec.functions().values(), reading.elaboration().functions());
        if (result) {
            unused.equations(spec.equations(), reading.scope()).parameters(spec.parameters(), reading.scope());
        }
        reading.elaboration().warnUnused(unused);
    }

    private void checkSize(ParameterTable weighing) {
        double size = weighing.size();
        if (size > MOST_NUMBERS && !diagnostics.hasErrors()) {
            Term largest = weighing.largest();
            diagnostics.add(Diagnostic.error(
                    Codes.TOO_LARGE,
                    String.format(
                            Locale.ROOT,
                            "the model has %.0f parameters, %.0f of them here; the limit is %d",
                            size,
                            largest.features(),
                            MOST_NUMBERS),
                    largest.span()));
        }
    }

    /** What is one for all is shown with every sequence: outputs without rows are sums over rows. */
    private static Node rows(Node node) {
        return LayerFunctions.rows(node, Rows.BATCH);
    }

    private List<Model.Objective> objectives(ModelReading reading, List<Loss> losses, Comparisons comparisons) {
        List<Model.Objective> objectives = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            objectives.add(comparisons.add(spec.loss().get(i), losses.get(i), reading.scope()));
        }
        return objectives;
    }

    private static Model.Answer answer(String name, Node node, Comparisons comparisons) {
        return new Model.Answer(name, node.type(), comparisons.target(name, node), isChoice(node));
    }

    private static boolean isChoice(Node answer) {
        return answer.op() instanceof Features.ArgMax;
    }

    private List<Model.Value> values(ModelReading reading) {
        List<Model.Value> values = new ArrayList<>();
        for (Equation equation : spec.equations()) {
            Term term = reading.scope().values().get(equation.target());
            values.add(new Model.Value(
                    equation.name(), term.node().type(), term.sizes(), equation.span(), equation.label()));
        }
        return values;
    }

    /** @param layers receives the cells that run over the sequences */
    private Graph evaluation(ModelReading reading, List<Loss> losses, List<Layer> layers) {
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
                    rows(reading.scope().values().get(equation.target()).node()));
        }
        spec.equations()
                .forEach(equation -> faults.value(
                        reading.scope().values().get(equation.target()).node(), equation.value()));
        reading.metrics().forEach((name, metric) -> {
            List<Term> arguments = metric.arguments();
            for (int k = 0; k < arguments.size(); k++) {
                outputs.put(Output.argument(name, k), rows(arguments.get(k).node()));
            }
            faults.metric(arguments, metric.weights())
                    .ifPresent(weights -> outputs.put(Output.weights(name), rows(weights)));
        });
        reading.answers().forEach((name, term) -> {
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
        reading.elaboration().passes().forEach(pass -> layers.addAll(pass.layers(outputs)));
        reading.elaboration().merged().forEach((path, term) -> outputs.put(Output.MERGED.of(path), term.node()));
        Map<Node, Node> resolved = Counted.resolved(outputs.values());
        outputs.replaceAll((name, node) -> resolved.get(node));
        return Dropped.off(new Graph(outputs));
    }
}
