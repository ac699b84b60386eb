package dev.unroll.model;

import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Type;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.key.LossTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a spec compares with fields of the data, in the terms of its loss and in its metrics: from this follows which field an
 * answer predicts.
 *
 * @param fields the type of each field
 * @param all the loss's before the metrics'
 */
record Comparisons(Map<String, Type> fields, List<Comparison> all) {
    private static final String CROSS_ENTROPY = "cross_entropy";

    /**
     * One of them.
     *
     * @param values what is compared, as far as it has a name
     * @param field with what: the last argument that is a field
     */
    record Comparison(List<Node> values, String field) {}

    Comparisons(Map<String, Type> fields) {
        this(fields, new ArrayList<>());
    }

    /** Adds a term of the loss, which may be a call or a number times one. */
    Model.Objective add(LossTerm term, Loss loss, Scope scope) {
        Optional<Expr.Call> call = call(term.value());
        Optional<Comparison> found = call.flatMap(c -> comparison(named(c, scope)));
        found.ifPresent(all::add);
        return new Model.Objective(
                term.name(),
                loss.weights().isPresent(),
                loss.each().type().rows(),
                found.map(Comparison::field),
                call.flatMap(c -> scores(c, scope)));
    }

    /** Adds the arguments of a metric. */
    void add(List<Term> arguments) {
        comparison(arguments.stream().map(Term::node).toList()).ifPresent(all::add);
    }

    private static Optional<Expr.Call> call(Expr term) {
        Expr value = term instanceof Expr.Binary product
                        && product.op() == Expr.Op.MULTIPLY
                        && product.left() instanceof Expr.Number
                ? product.right()
                : term;
        return value instanceof Expr.Call call ? Optional.of(call) : Optional.empty();
    }

    private static List<Node> named(Expr.Call call, Scope scope) {
        return call.args().stream()
                .flatMap(argument -> named(argument, scope).stream())
                .map(Term::node)
                .toList();
    }

    private static Optional<Term> named(Expr argument, Scope scope) {
        return argument instanceof Expr.Name name
                ? Optional.ofNullable(scope.values().get(name.written()))
                : Optional.empty();
    }

    /** The equation of the scores that a cross-entropy takes. */
    private static Optional<String> scores(Expr.Call call, Scope scope) {
        return call.args().stream()
                .limit(call.function().equals(CROSS_ENTROPY) ? 1 : 0)
                .filter(first -> named(first, scope).flatMap(Term::origin).isPresent())
                .map(Expr::text)
                .findFirst();
    }

    private Optional<Comparison> comparison(List<Node> arguments) {
        return arguments.stream()
                .filter(this::isField)
                .reduce((a, b) -> b)
                .map(field -> new Comparison(
                        arguments.stream().filter(node -> node != field).toList(),
                        field.op().name()));
    }

    private boolean isField(Node node) {
        return node.op() instanceof Leaf.Input input && fields.containsKey(input.name());
    }

    /**
     * The field that an answer predicts: the one of its name; else that with which the last value is compared that it is
     * computed from; else that of the first comparison; else the only one whose type allows it.
     */
    Optional<String> target(String name, Node answer) {
        List<String> fitting = fields.keySet().stream()
                .filter(field -> fits(field, answer.type()))
                .toList();
        if (fitting.contains(name)) {
            return Optional.of(name);
        }
        List<Node> order = Graph.order(List.of(answer));
        int last = -1;
        Optional<String> target = Optional.empty();
        for (Comparison comparison : all) {
            if (fitting.contains(comparison.field())) {
                int at = comparison.values().stream()
                        .mapToInt(order::indexOf)
                        .max()
                        .orElse(-1);
                if (at > last || target.isEmpty()) {
                    target = Optional.of(comparison.field());
                    last = at;
                }
            }
        }
        return target.or(() -> fitting.stream().findFirst().filter(field -> fitting.size() == 1));
    }

    private boolean fits(String field, Type answer) {
        Type type = fields.get(field);
        int features = answer.shape().size();
        return type.isIndex()
                ? type.classes() == (answer.isIndex() ? answer.classes() : features)
                : !answer.isIndex() && type.shape().size() == features;
    }
}
