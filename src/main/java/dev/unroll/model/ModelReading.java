package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.spec.Equation;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.key.LossTerm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The equations of a spec, its losses, metrics and answers as terms. */
final class ModelReading {
    /** What a metric measures, and how much each of its rows counts. */
    record Measured(List<Term> arguments, Optional<Term> weights) {}

    private final ModelSpec spec;
    private final Elaboration elaboration;
    private final Diagnostics diagnostics;
    private final Scope scope;
    private final Map<LossTerm, Term> losses = new LinkedHashMap<>();
    private final Map<String, Measured> metrics = new LinkedHashMap<>();
    private final Map<String, Term> answers = new LinkedHashMap<>();

    private ModelReading(ModelSpec spec, Elaboration elaboration, Diagnostics diagnostics) {
        this.spec = spec;
        this.elaboration = elaboration;
        this.diagnostics = diagnostics;
        this.scope = Scope.model(elaboration.weighing());
    }

    /**
     * Reads a spec.
     *
     * @param fields what the names of the data's fields mean
     */
    static ModelReading of(ModelSpec spec, Map<String, Term> fields, Elaboration elaboration, Diagnostics diagnostics) {
        ModelReading reading = new ModelReading(spec, elaboration, diagnostics);
        reading.scope.values().putAll(fields);
        reading.read();
        return reading;
    }

    Elaboration elaboration() {
        return elaboration;
    }

    Scope scope() {
        return scope;
    }

    Map<String, Measured> metrics() {
        return metrics;
    }

    Map<String, Term> answers() {
        return answers;
    }

    private void read() {
        elaboration.functions().home(scope);
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
        readMetrics();
        for (Equation answer : spec.predict()) {
            answers.put(answer.name(), untrained("predict." + answer.name(), answer.value()));
        }
    }

    /** A value that training does not see, and that so cannot own parameters. */
    private Term untrained(String path, Expr expr) {
        return untrained(path, expr, () -> elaboration.term(expr, scope));
    }

    /** How much each row of a metric counts. */
    private Optional<Term> weights(String path, Expr.Call metric, Rows rows) {
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
                            "'" + expr.text() + "' creates parameters that would never be trained",
                            expr.span())
                    .hint("define it as an equation and use its name here"));
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
                            "a loss must be one number per step or per sequence, but '" + term.text() + "' has "
                                    + (term.isIndex() ? "a class" : Operators.features(term)) + " "
                                    + elaboration.per(term.rows()),
                            term.span())
                    .hint("use mean(...) of its features, or a loss such as cross_entropy"));
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
                .forEach(carrying -> states.put(carrying.name(), carrying.last().get()));
        return states;
    }

    /** The arguments of each metric; which metrics there are is known above. */
    private void readMetrics() {
        for (Equation metric : spec.metrics()) {
            if (metric.value() instanceof Expr.Call call) {
                String path = "metrics." + metric.name();
                List<Term> arguments = call.args().stream()
                        .map(argument -> untrained(path, argument))
                        .toList();
                elaboration.classTexts().requireSame(arguments, call.span());
                Optional<Rows> rows = elaboration.operators().joined(arguments, call.span());
                boolean known = rows.isPresent() && arguments.stream().noneMatch(Term::isBroken);
                metrics.put(
                        metric.name(),
                        new Measured(
                                arguments,
                                Counting.isIn(call) && known
                                        ? weights(path, call, rows.get() == Rows.NONE ? Rows.BATCH : rows.get())
                                        : Optional.empty()));
            }
        }
    }
}
