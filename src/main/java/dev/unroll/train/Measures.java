package dev.unroll.train;

import dev.unroll.data.Field;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Node;
import dev.unroll.model.Output;
import dev.unroll.spec.Equation;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.expr.Expr;
import dev.unroll.store.Figures;
import dev.unroll.train.metric.Metric;
import dev.unroll.train.metric.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds the metrics that a spec names and checks them against their arguments. */
record Measures(Metrics metrics, ModelSpec spec) {
    /** The arguments that every metric takes that can: which rows count, and how much. */
    private static final Set<String> COUNTING = Set.of("where", "weights");

    /** Checks that each line of {@code metrics} calls a metric with the right number of arguments; errors are reported. */
    boolean check(Diagnostics diagnostics) {
        boolean well = true;
        for (Equation line : spec.metrics()) {
            if (line.name().equals(Figures.LOSS)) {
                diagnostics.add(Diagnostic.error(
                                Codes.RESERVED,
                                "'loss' is always measured and cannot be the name of a metric",
                                line.span())
                        .hint("choose another name"));
                well = false;
            }
            if (!(line.value() instanceof Expr.Call call)) {
                diagnostics.add(Diagnostic.error(
                                Codes.UNKNOWN_METHOD,
                                "the metric '" + line.name() + "' must be a call such as accuracy(scores, labels)",
                                line.value().span())
                        .hint("known metrics: " + metrics.listing()));
                well = false;
            } else if (metrics.find(call.function()).isEmpty()) {
                String message = "unknown metric '" + call.function() + "'";
                diagnostics.add(Diagnostic.error(Codes.UNKNOWN_METHOD, message, call.functionSpan())
                        .hint(Suggest.question(call.function(), names())
                                .orElse("known metrics: " + metrics.listing())));
                well = false;
            } else {
                well &= arity(call, diagnostics);
            }
        }
        return well;
    }

    private boolean arity(Expr.Call call, Diagnostics diagnostics) {
        int wanted = metrics.find(call.function()).orElseThrow().arguments();
        List<Expr.Named> unknown = call.named().stream()
                .filter(named -> !COUNTING.contains(named.name()))
                .toList();
        if (call.args().size() == wanted && unknown.isEmpty()) {
            return weighs(call, diagnostics);
        }
        String message = unknown.isEmpty()
                ? "'%s' takes %d arguments, not %d"
                        .formatted(call.function(), wanted, call.args().size())
                : "'%s' takes no argument called '%s'"
                        .formatted(call.function(), unknown.get(0).name());
        diagnostics.add(Diagnostic.error(Codes.ARGUMENTS, message, call.span()));
        return false;
    }

    /** Whether a metric with {@code where=} or {@code weights=} supports them. */
    private boolean weighs(Expr.Call call, Diagnostics diagnostics) {
        boolean told = !call.named().isEmpty();
        if (told && !metrics.find(call.function()).orElseThrow().weighs()) {
            String message = "'%s' counts all rows and takes no '%s'"
                    .formatted(call.function(), call.named().get(0).name());
            diagnostics.add(Diagnostic.error(Codes.ARGUMENTS, message, call.span())
                    .hint("its class can support it by overriding weighs()"));
            return false;
        }
        return true;
    }

    /**
     * The metrics with their arguments, which {@link #check} must have accepted; errors are reported.
     *
     * @param evaluation has an output for each argument, and one with weights where rows do not count alike
     */
    List<Network.Measure> bind(Graph evaluation, Map<String, Field> fields, Diagnostics diagnostics) {
        List<Network.Measure> measures = new ArrayList<>();
        for (Equation line : spec.metrics()) {
            Expr.Call call = (Expr.Call) line.value();
            Metric metric = metrics.find(call.function()).orElseThrow();
            List<Metric.Argument> arguments = new ArrayList<>();
            List<Node> nodes = new ArrayList<>();
            for (int i = 0; i < call.args().size(); i++) {
                Expr arg = call.args().get(i);
                Node node = evaluation.output(Output.argument(line.name(), i));
                nodes.add(node);
                Optional<Field> field =
                        arg instanceof Expr.Name name ? Optional.ofNullable(fields.get(name.name())) : Optional.empty();
                arguments.add(new Metric.Argument(arg.text(), node.type(), field.flatMap(Field::vocabulary)));
            }
            Optional<String> refused = metric.problem(arguments);
            refused.ifPresent(problem -> diagnostics.add(Diagnostic.error(Codes.SHAPE, problem, call.span())));
            boolean isKnown = call.args().stream()
                    .filter(arg -> arg instanceof Expr.Name name && fields.containsKey(name.name()))
                    .noneMatch(arg -> fields.get(((Expr.Name) arg).name()).placeholder());
            if (refused.isEmpty() && isKnown) {
                diagnostics.addAll(metrics.check(call.function(), arguments, call.span()));
                diagnostics.addAll(refusal(metric, arguments, call));
            }
            boolean weighted = evaluation.outputs().containsKey(Output.weights(line.name()));
            if (weighted && !metric.weighs()) {
                String message = "'%s' counts all rows, but '%s' leaves some out"
                        .formatted(call.function(), call.args().get(0).text());
                diagnostics.add(Diagnostic.error(Codes.ARGUMENTS, message, call.span()));
            }
            measures.add(new Network.Measure(
                    line.name(), metric, arguments, weighted, Scaling.of(metric, nodes, evaluation, fields)));
        }
        return measures;
    }

    /** Checks of a built-in metric that need the names of classes. */
    private static List<Diagnostic> refusal(Metric metric, List<Metric.Argument> arguments, Expr.Call call) {
        try {
            metric.tally(arguments);
            return List.of();
        } catch (IllegalArgumentException refused) {
            return List.of(Diagnostic.error(Codes.SHAPE, refused.getMessage(), call.span()));
        } catch (InvalidInput told) {
            return List.of();
        }
    }

    private List<String> names() {
        return metrics.all().stream().map(Metric::name).toList();
    }
}
