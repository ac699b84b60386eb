package dev.unroll.model;

import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.spec.Equation;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The names that an equation can see, and the place in the model that its parameters are named after. */
final class Scope {
    /** A value from outside a recurrence, the same at every step. */
    record Constant(Term inner, Supplier<Node> outer) {}

    private final ParameterTable weighing;
    private final String prefix;
    private final Optional<Rows> lanes;
    private final Optional<Scope> caller;
    private final Map<String, Term> values = new LinkedHashMap<>();
    private final Map<String, Double> numbers = new LinkedHashMap<>();
    private final Set<String> states = new HashSet<>();
    private final Set<String> used = new HashSet<>();
    private final Map<String, Width> unknown = new LinkedHashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, Equation> later = new LinkedHashMap<>();
    private final List<Constant> constants = new ArrayList<>();
    private String equation = "";
    private String target = "";
    private final Map<String, Integer> uses = new HashMap<>();

    private Scope(ParameterTable weighing, String prefix, Optional<Rows> lanes, Optional<Scope> caller) {
        this.weighing = weighing;
        this.prefix = prefix;
        this.lanes = lanes;
        this.caller = caller;
    }

    /** The equations of a model. */
    static Scope model(ParameterTable weighing) {
        return new Scope(weighing, "", Optional.empty(), Optional.empty());
    }

    /**
     * The equations of a cell that is used under a path.
     *
     * @param rows what a step has a row of: the rows above the axis that the cell runs along
     */
    Scope cell(String path, Rows rows) {
        return new Scope(weighing, path + ".", Optional.of(rows), Optional.empty());
    }

    /** The body of a function that an equation of this scope calls: its parameters belong to that equation. */
    Scope function() {
        return new Scope(weighing, prefix, lanes, Optional.of(this));
    }

    boolean isStep() {
        return lanes.isPresent();
    }

    /** What a step has a row of. */
    Rows lanes() {
        return lanes.orElseThrow();
    }

    /** Whether, within a step, values with such rows keep all steps of an axis below that of the step. */
    boolean isOtherAxis(Rows rows) {
        return lanes.isPresent() && rows != lanes.get() && lanes.get().contains(rows);
    }

    Map<String, Term> values() {
        return values;
    }

    Map<String, Double> numbers() {
        return numbers;
    }

    Set<String> states() {
        return states;
    }

    /** Names that something uses. */
    Set<String> used() {
        return used;
    }

    /** A width that is a number of this scope, under the name of that: the model's, where a cell was given one of its. */
    Width named(Width width, Expr expr) {
        return expr instanceof Expr.Name name
                ? width.named(aliases.getOrDefault(name.written(), name.written()))
                : width;
    }

    /** Names of the model's for numbers that are called otherwise here. */
    Map<String, String> aliases() {
        return aliases;
    }

    /** Numbers that nobody gave, each with the width that is as large. */
    Map<String, Width> unknown() {
        return unknown;
    }

    /** The equations that are not read yet, by the name they define. */
    Map<String, Equation> later() {
        return later;
    }

    List<Constant> constants() {
        return constants;
    }

    /** The equation that is being read: parameters are named after it. */
    void enter(Equation read) {
        enter(read.name());
        target = read.target();
    }

    void enter(String name) {
        equation = name;
        target = name;
        uses.clear();
    }

    /** What the equation that is being read defines: {@code f} or {@code c'}. */
    String equation() {
        return caller.map(Scope::equation).orElse(target);
    }

    /** The shortest path from a name, through the names its equation uses, to the current equation; empty if none. */
    List<String> wayBack(String name) {
        Map<String, String> users = new HashMap<>(Map.of(name, ""));
        Deque<String> open = new ArrayDeque<>(List.of(name));
        while (!open.isEmpty()) {
            String user = open.remove();
            if (!later.containsKey(user)) {
                continue;
            }
            Set<String> uses = names(later.get(user).value());
            if (uses.contains(equation())) {
                LinkedList<String> way = new LinkedList<>();
                for (String at = user; !at.isEmpty(); at = users.get(at)) {
                    way.addFirst(at);
                }
                return way;
            }
            uses.forEach(used -> {
                if (users.putIfAbsent(used, user) == null) {
                    open.add(used);
                }
            });
        }
        return List.of();
    }

    /** The names that an expression has in it. */
    static Set<String> names(Expr expr) {
        Set<String> names = new LinkedHashSet<>();
        names(expr, names);
        return names;
    }

    private static void names(Expr expr, Set<String> into) {
        if (expr instanceof Expr.Name name) {
            into.add(name.written());
        } else if (expr instanceof Expr.Negate negate) {
            names(negate.operand(), into);
        } else if (expr instanceof Expr.Binary binary) {
            names(binary.left(), into);
            names(binary.right(), into);
        } else if (expr instanceof Expr.Slice slice) {
            names(slice.value(), into);
        } else if (expr instanceof Expr.Call call) {
            call.args().forEach(argument -> names(argument, into));
            call.named().forEach(named -> names(named.value(), into));
        }
    }

    /** The path of the current equation. */
    String path() {
        return caller.map(Scope::path).orElse(prefix + equation);
    }

    /** A path for one more thing of a kind in the current equation: the first is the equation's own, then {@code .2}. */
    String path(String kind) {
        if (caller.isPresent()) {
            return caller.get().path(kind);
        }
        int use = uses.merge(kind, 1, Integer::sum);
        return path() + (use == 1 ? "" : "." + use);
    }

    /** A new trained parameter. */
    Term parameter(String path, List<Width> shape, Initialiser initialiser, Span span) {
        if (caller.isPresent()) {
            return caller.get().parameter(path, shape, initialiser, span);
        }
        Term outer = weighing.add(path, shape, initialiser, span);
        return isStep() ? constant(path, outer) : outer;
    }

    /** A value from outside as the step sees it. */
    Term constant(String path, Term outer) {
        if (caller.isPresent()) {
            return caller.get().constant(path, outer);
        }
        Rows own = lanes.orElseThrow();
        Term seen = outer.rows() != Rows.NONE && outer.rows().contains(own) ? Call.spread(outer, own) : outer;
        Term inner = Term.of(seen.type(), seen.span(), () -> leaf(path, seen.rows(), seen));
        constants.add(new Constant(inner, seen::node));
        return inner;
    }

    static Node leaf(String name, Rows rows, Term like) {
        Type type = like.isIndex() ? Type.index(rows, like.classes()) : Type.real(rows, like.resolved());
        return Node.of(new Leaf.Input(name, type));
    }
}
