package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.spec.expr.Expr;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The states before the first step: zeros, trained, or values of the model, one for each sequence. */
final class InitialStates {
    private static final List<String> WORDS = List.of("zero", "learned");

    /** The name of the only state, whatever it is called. */
    private static final String ONLY = "";

    private final Call call;
    private final boolean learned;
    private final Map<String, Term> values = new LinkedHashMap<>();

    private InitialStates(Call call, boolean learned) {
        this.call = call;
        this.learned = learned;
    }

    /** What a call of {@code rnn} or {@code birnn} asks for. */
    static InitialStates of(Call call) {
        Optional<Expr> given = call.expr("initial");
        if (given.isEmpty()) {
            return new InitialStates(call, false);
        }
        if (given.get() instanceof Expr.Fields fields) {
            InitialStates states = new InitialStates(call, false);
            fields.entries().forEach(entry -> states.add(entry.name(), entry.value()));
            return states;
        }
        boolean word = given.get() instanceof Expr.Name name
                && !call.scope().values().containsKey(name.written())
                && (WORDS.contains(name.written())
                        || Suggest.question(name.written(), WORDS).isPresent());
        if (word || given.get() instanceof Expr.Text) {
            return new InitialStates(call, call.choice("initial", "zero", WORDS).equals("learned"));
        }
        InitialStates states = new InitialStates(call, false);
        states.add(ONLY, given.get());
        return states;
    }

    private void add(String state, Expr written) {
        Elaboration elaboration = call.elaboration();
        Term value = elaboration.real(elaboration.term(written, call.scope()));
        if (value.isBroken()) {
            return;
        }
        values.put(state, value);
    }

    /** Whether a value is given for each name that the cell has, and no other; an error is reported. */
    void check(Set<String> states, String cell) {
        for (Map.Entry<String, Term> given : values.entrySet()) {
            String name = given.getKey();
            if (name.equals(ONLY) && states.size() > 1) {
                String first = states.iterator().next();
                call.elaboration()
                        .add(Diagnostic.error(
                                        Codes.STATE,
                                        cell + " has the states " + String.join(", ", states) + ": name the one that '"
                                                + given.getValue().text() + "' is",
                                        given.getValue().span())
                                .hint("write initial={" + first + ":"
                                        + given.getValue().text() + "}; states that are not named begin at 0"));
            } else if (!name.equals(ONLY) && !states.contains(name)) {
                call.elaboration()
                        .add(Diagnostic.error(
                                        Codes.STATE,
                                        cell + " has no state '" + name + "'",
                                        given.getValue().span())
                                .hint(Suggest.nearest(name, states)
                                        .map(nearest -> "did you mean '" + nearest + "'?")
                                        .orElse("its states are " + String.join(", ", states))));
            }
        }
    }

    /** A state before the first step. */
    Term of(String name, Term state, String path) {
        Term given = values.getOrDefault(name, values.get(ONLY));
        if (given != null) {
            return given(name, state, given);
        }
        if (!learned) {
            return Term.real(
                    state.rows(),
                    state.shape(),
                    state.span(),
                    () -> LayerFunctions.rows(Node.of(new Leaf.Constant(0, state.resolved())), state.rows()));
        }
        Term parameter = call.scope().parameter(path, state.shape(), new Initialiser.Constant(0), call.span());
        return Term.real(
                state.rows(), state.shape(), state.span(), () -> LayerFunctions.rows(parameter.node(), state.rows()));
    }

    private Term given(String name, Term state, Term value) {
        if (!value.rows().contains(state.rows())) {
            call.elaboration()
                    .add(Diagnostic.error(
                                    Codes.ROWS,
                                    "an initial state is one value per "
                                            + state.rows().unit() + ", but '" + value.text() + "' is one per "
                                            + value.rows().unit(),
                                    value.span())
                            .hint("last(" + value.text() + ") is its last step"));
            return Term.broken(value.span());
        }
        boolean same = value.rank() == state.rank();
        for (int axis = 0; same && axis < state.rank(); axis++) {
            same = state.shape().get(axis).unite(value.shape().get(axis));
        }
        if (!same) {
            call.elaboration()
                    .add(Diagnostic.error(
                            Codes.SHAPE,
                            "the state '" + name + "' has " + Operators.features(state) + ", but '" + value.text()
                                    + "' has " + Operators.features(value).replace(" features", ""),
                            value.span()));
        }
        return Term.real(
                state.rows(),
                state.shape(),
                state.span(),
                () -> LayerFunctions.rows(Call.spread(value, state.rows()).node(), state.rows()));
    }
}
