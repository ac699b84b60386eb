package dev.unroll.model;

import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.spec.Equation;
import dev.unroll.spec.FunctionSpec;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Width;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** The names that an equation can see, and the place in the model that its parameters are named after. */
final class Scope {
    /** A value from outside a recurrence, the same at every step. */
    record Constant(Term inner, Supplier<Node> outer) {}

    private final WeightOwner owner;
    private final String prefix;
    /** The axis that the cell runs along, within a cell. */
    private final Optional<Rows> axis;

    private final Optional<Scope> caller;
    /** The scope of the whole step that this one is a part of, which owns what comes from outside. */
    private final Scope frame;

    /** Makes the path of a call from that of its weights: the two differ where calls share weights. */
    private final UnaryOperator<String> place;
    /** The sizes of the model, which definitions of its see wherever they are used. */
    private final Map<String, Double> sizes;

    private final Map<String, Term> values = new LinkedHashMap<>();
    private final Map<String, Bundle> bundles = new LinkedHashMap<>();
    private final Map<String, InnerCell> inner = new LinkedHashMap<>();
    private final Map<FunctionSpec, SharedWeights> networks = new HashMap<>();
    private final Map<String, BoundCell> cells = new LinkedHashMap<>();
    private final Map<String, Double> numbers = new LinkedHashMap<>();
    private final Set<String> states = new HashSet<>();
    private final Set<String> used = new HashSet<>();
    private final Map<String, Width> unknown = new LinkedHashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final Map<String, Equation> later = new LinkedHashMap<>();
    private final Map<String, Term> outer = new HashMap<>();
    private final List<Constant> constants = new ArrayList<>();
    private final List<Constant> sequences = new ArrayList<>();
    private final Map<Term, Term> brought = new IdentityHashMap<>();
    private final Map<Term, Term> broughtPerStep = new IdentityHashMap<>();
    private final List<CellStep.Inside> inside = new ArrayList<>();
    /** The place within the current equation that paths begin with, where it is not the equation's own. */
    private Optional<String> part = Optional.empty();

    private String equation = "";
    private String target = "";
    private final Map<String, Integer> uses = new HashMap<>();

    private Scope(
            WeightOwner owner,
            String prefix,
            Optional<Rows> axis,
            Optional<Scope> caller,
            Optional<Scope> frame,
            UnaryOperator<String> place,
            Optional<Map<String, Double>> sizes) {
        this.owner = owner;
        this.prefix = prefix;
        this.axis = axis;
        this.caller = caller;
        this.frame = frame.orElse(this);
        this.place = place;
        this.sizes = sizes.orElse(numbers);
    }

    /** The equations of a model. */
    static Scope model(WeightOwner owner) {
        return new Scope(
                owner,
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                UnaryOperator.identity(),
                Optional.empty());
    }

    /** The equations of a cell that is used under a path and runs along an axis. */
    Scope cell(String path, Rows along) {
        return new Scope(
                owner, path + ".", Optional.of(along), Optional.empty(), Optional.empty(), place, Optional.of(sizes));
    }

    /** The equations of a cell inside the cell of this scope, whose weights belong to {@code shared}. */
    Scope within(WeightOwner shared, String path, UnaryOperator<String> calls) {
        return new Scope(
                shared,
                path + ".",
                axis,
                Optional.empty(),
                Optional.of(frame),
                name -> place.apply(calls.apply(name)),
                Optional.of(sizes));
    }

    /** The same cell as {@link #within}, but read only for its widths: nothing of it becomes part of the model. */
    Scope apart(String path) {
        return new Scope(
                new ParameterTable(), path + ".", axis, Optional.empty(), Optional.empty(), place, Optional.of(sizes));
    }

    /** The body of a function that an equation of this scope calls: its parameters belong to that equation. */
    Scope function() {
        return new Scope(owner, prefix, axis, Optional.of(this), Optional.of(frame), place, Optional.of(sizes));
    }

    /**
     * The body of a network that an equation of this scope calls: its weights belong to its name.
     *
     * @param home the scope of the spec that defines it
     */
    Scope network(String name, Scope home, WeightOwner shared) {
        String call = place(path(name + "()"));
        String own = home.prefix + name;
        UnaryOperator<String> places = path -> path.equals(own) || path.startsWith(own + ".")
                ? call + "." + path.substring(home.prefix.length())
                : path;
        Scope body =
                new Scope(shared, home.prefix, axis, Optional.empty(), Optional.of(frame), places, Optional.of(sizes));
        body.enter(name);
        return body;
    }

    /** This scope with other values under some names. */
    Scope with(Map<String, Term> changed) {
        Scope view = function();
        view.values.putAll(values);
        view.values.putAll(changed);
        view.numbers.putAll(numbers);
        view.bundles.putAll(bundles);
        view.inner.putAll(inner);
        view.states.addAll(states);
        view.unknown.putAll(unknown);
        view.aliases.putAll(aliases);
        view.later.putAll(later);
        return view;
    }

    WeightOwner owner() {
        return owner;
    }

    /** The same names at a place of its own within the current equation: parameters are named after it. */
    Scope within(String path) {
        Scope within = with(Map.of());
        within.part = Optional.of(path);
        return within;
    }

    /** Whether a function's body does not see a name that its call does. */
    boolean isHidden(String name) {
        return caller.isPresent()
                && (caller.get().values.containsKey(name) || caller.get().isHidden(name));
    }

    boolean isStep() {
        return axis.isPresent();
    }

    /** The axis that the cell of this scope runs along. */
    Rows axis() {
        return axis.orElseThrow();
    }

    /** What a step has a row of: the rows above the axis that the cell runs along. */
    Rows lanes() {
        return axis.orElseThrow().parent();
    }

    /** Whether, within a step, values with such rows keep all steps of an axis below that of the step. */
    boolean isOtherAxis(Rows rows) {
        return isStep() && rows != lanes() && lanes().contains(rows);
    }

    /** Values from outside that have a row per step of the run's own axis, by what the cell calls them. */
    Map<String, Term> outer() {
        return caller.map(Scope::outer).orElse(outer);
    }

    Map<String, Term> values() {
        return values;
    }

    /** The states of inner cells, before and after the step, and what equations make of them, by name. */
    Map<String, Bundle> bundles() {
        return bundles;
    }

    /** The cells whose states are this one's, by the name of the states. */
    Map<String, InnerCell> inner() {
        return inner;
    }

    /** The weights of the networks that this scope's spec defines. */
    Map<FunctionSpec, SharedWeights> networks() {
        return networks;
    }

    /** The cells that the cell of this scope was given, by the name of its parameter. */
    Map<String, BoundCell> cells() {
        return cells;
    }

    /** What the inner cells of the whole step compute, in the order in which they were read. */
    List<CellStep.Inside> inside() {
        return frame.inside;
    }

    /** The sizes of the model. */
    Map<String, Double> sizes() {
        return sizes;
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

    /** Values from outside a recurrence that have a row per step, beside its input. */
    List<Constant> sequences() {
        return sequences;
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
        } else if (expr instanceof Expr.Fields fields) {
            fields.entries().forEach(entry -> names(entry.value(), into));
        } else if (expr instanceof Expr.Call call) {
            call.args().forEach(argument -> names(argument, into));
            call.named().forEach(named -> names(named.value(), into));
        }
    }

    /** The path of the current equation. */
    String path() {
        return part.or(() -> caller.map(Scope::path)).orElseGet(() -> prefix + equation);
    }

    /** A path for one more thing of a kind in the current equation: the first is the equation's own, then {@code .2}. */
    String path(String kind) {
        if (caller.isPresent() && part.isEmpty()) {
            return caller.get().path(kind);
        }
        int use = uses.merge(kind, 1, Integer::sum);
        return path() + (use == 1 ? "" : "." + use);
    }

    /** The path of a call where weights have this one: of layers, masks and carried states, which are not shared. */
    String place(String path) {
        return place.apply(path);
    }

    /** A trained parameter: a new one, unless calls share it. */
    Term parameter(String path, List<Width> shape, Initialiser initialiser, Span span) {
        Term outer = owner.add(path, shape, initialiser, span);
        return isStep() && !outer.isBroken() ? constant(path, outer) : outer;
    }

    /** A value from outside, the same at every step, as the step sees it. */
    Term constant(String path, Term outer) {
        Rows rows = outer.rows();
        boolean above = rows != Rows.NONE && rows.contains(lanes());
        return frame.bring(path, outer, above ? lanes() : rows, frame.constants);
    }

    /**
     * A value from outside as the step sees it. One that has a row per step of the run gives each step its own; one of another
     * axis below the same rows has all its steps; any other is the same at each step.
     */
    Term bring(String path, Term outer) {
        boolean own = outer.rows() == axis.orElseThrow();
        return own ? frame.bring(path, outer, lanes(), frame.sequences) : constant(path, outer);
    }

    /** Whether a step can see a value from outside with such rows. */
    boolean sees(Rows rows) {
        return rows.contains(lanes()) || lanes().contains(rows);
    }

    private Term bring(String path, Term outer, Rows rows, List<Constant> list) {
        return (list == constants ? brought : broughtPerStep).computeIfAbsent(outer, o -> {
            Type type = outer.type().withRows(rows);
            Term leaf = Term.of(type, outer.span(), () -> leaf(path, rows, outer));
            Term spread = list == constants ? Call.spread(outer, rows) : outer;
            list.add(new Constant(leaf, spread::node));
            return leaf;
        });
    }

    static Node leaf(String name, Rows rows, Term like) {
        Type type = like.isIndex() ? Type.index(rows, like.classes()) : Type.real(rows, like.resolved());
        return Node.of(new Leaf.Input(name, type));
    }
}
