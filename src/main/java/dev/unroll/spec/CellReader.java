package dev.unroll.spec;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.key.Equations;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Names;
import dev.unroll.spec.key.Unknown;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Node;
import dev.unroll.spec.yaml.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a cell, from a separate file or inline. */
final class CellReader {
    private final Diagnostics diagnostics;

    CellReader(Diagnostics diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** A cell's file. */
    Optional<CellSpec> file(Mapping mapping) {
        Version.check(mapping, diagnostics);
        Optional<Node> signature = mapping.get("cell");
        if (signature.isEmpty() || !(signature.get() instanceof Scalar scalar) || scalar.isNothing()) {
            Span place = signature
                    .map(Node::span)
                    .orElse(
                            mapping.entries().isEmpty()
                                    ? mapping.span()
                                    : mapping.entries().get(0).key().span());
            diagnostics.add(Diagnostic.error(Codes.MISSING_KEY, "a cell's file needs the key 'cell'", place)
                    .hint("write, for example, cell: mine(units)"));
            return Optional.empty();
        }
        return cell(scalar, mapping, SpecKeys.CELL);
    }

    /** A cell inside a model, with its signature. */
    Optional<CellSpec> inline(Scalar signature, Mapping mapping) {
        return cell(signature, mapping, SpecKeys.INLINE);
    }

    private Optional<CellSpec> cell(Scalar signature, Mapping written, Keys keys) {
        Names names = new Names(diagnostics);
        names.reserve("x", "the input of the cell", signature.span());
        SectionReader sections = new SectionReader(diagnostics, names);
        Mapping body = Unknown.repair(written, keys.names(), diagnostics);
        Optional<SectionReader.Signature> read = sections.signature(signature, "a cell", "lstm(units)");
        read.ifPresent(s -> s.parameters().forEach(p -> names.define(p.name(), "a parameter", p.span())));
        List<StateSpec> states = states(body, sections);
        List<ParameterSpec> weights = sections.parameters(body);
        List<FunctionSpec> functions = sections.functions(body);
        checkTargets(body, states, sections.broken());
        List<Equation> equations =
                sections.equations(withoutStates(body, states), SpecKeys.STEP, "an equation", names, true);
        require(body, signature, SpecKeys.STEP.name(), "write, for example, h': tanh(affine(x, h))");
        require(body, signature, SpecKeys.OUTPUT.name(), "write the output of a step, for example output: h'");
        Optional<Expr> output = body.get(SpecKeys.OUTPUT.name()).flatMap(n -> Equations.expr("output", n, diagnostics));
        Optional<String> about = About.read(body, diagnostics);
        if (output.isEmpty()) {
            sections.broken().add(SpecKeys.OUTPUT.name());
        }
        Expr shown = output.orElseGet(() -> new Expr.Name(SpecKeys.OUTPUT.name(), false, signature.span()));
        return read.map(s -> new CellSpec(
                s.name(),
                s.parameters(),
                about,
                states,
                weights,
                functions,
                equations,
                shown,
                sections.broken(),
                signature.span()));
    }

    private List<StateSpec> states(Mapping body, SectionReader sections) {
        List<StateSpec> states = new ArrayList<>();
        sections.each(body, SpecKeys.STATE, entry -> {
            String name = entry.key().value();
            if (name.endsWith("'")) {
                diagnostics.add(Diagnostic.error(
                                Codes.STATE,
                                "a state is declared without a prime",
                                entry.key().span())
                        .hint("write " + name.substring(0, name.length() - 1)));
                return;
            }
            boolean fresh = sections.names().define(name, "a state", entry.key().span());
            Optional<Expr> width = Equations.expr(name, entry.value(), diagnostics);
            if (fresh && width.isPresent()) {
                states.add(new StateSpec(
                        name, width.get(), entry.key().span(), entry.value().label()));
            } else {
                sections.broken().add(name);
            }
        });
        return states;
    }

    /** Every state has its next value, every next value its state, and no equation sets a state without a prime. */
    private void checkTargets(Mapping body, List<StateSpec> states, Set<String> broken) {
        Set<String> names = states.stream().map(StateSpec::name).collect(Collectors.toSet());
        body.get(SpecKeys.STATE.name())
                .filter(Mapping.class::isInstance)
                .ifPresent(n -> ((Mapping) n).keys().forEach(k -> names.add(k.replace("'", ""))));
        Set<String> primed = new HashSet<>();
        if (!(body.get(SpecKeys.STEP.name()).orElse(null) instanceof Mapping equations)) {
            return;
        }
        Set<String> unprimed = new HashSet<>();
        for (Mapping.Entry entry : equations.entries()) {
            String written = entry.key().value();
            if (written.endsWith("'")) {
                String name = written.substring(0, written.length() - 1);
                primed.add(name);
                if (!names.contains(name)) {
                    broken.add(name);
                    Optional<String> hint = Suggest.question(name, names)
                            .or(() -> Optional.of("declare it under 'state', or remove the prime"));
                    diagnostics.add(Diagnostic.error(
                                    Codes.STATE,
                                    "'" + name + "' is not a state of this cell",
                                    entry.key().span())
                            .hint(hint));
                }
            } else if (names.contains(written)) {
                unprimed.add(written);
                diagnostics.add(Diagnostic.error(
                                Codes.STATE,
                                "'" + written + "' is the state before the step",
                                entry.key().span())
                        .hint("write " + written + "' for its value after the step"));
            }
        }
        for (StateSpec state : states) {
            if (!primed.contains(state.name())) {
                broken.add(state.name() + "'");
            }
            if (!primed.contains(state.name()) && !unprimed.contains(state.name())) {
                String message = "the state '%s' has no value after the step".formatted(state.name());
                diagnostics.add(Diagnostic.error(Codes.STATE, message, state.span())
                        .hint("add an equation " + state.name() + "': ..."));
            }
        }
    }

    /** The body without equations that set a state, which were reported already. */
    private static Mapping withoutStates(Mapping body, List<StateSpec> states) {
        if (!(body.get(SpecKeys.STEP.name()).orElse(null) instanceof Mapping equations)) {
            return body;
        }
        Mapping rest = equations;
        for (StateSpec state : states) {
            rest = rest.without(state.name());
        }
        Scalar key = body.find(SpecKeys.STEP.name()).orElseThrow().key();
        return body.with(new Mapping.Entry(key, rest));
    }

    private void require(Mapping body, Scalar signature, String key, String hint) {
        boolean nothing = body.get(key)
                .map(n -> n instanceof Scalar s && s.isNothing()
                        || n instanceof Mapping m && m.entries().isEmpty())
                .orElse(true);
        if (nothing) {
            Span place = body.find(key).map(e -> e.key().span()).orElse(signature.span());
            boolean there = body.find(key).isPresent();
            String message = there ? "'" + key + "' is empty" : "this cell has no '" + key + "'";
            diagnostics.add(Diagnostic.error(Codes.MISSING_KEY, message, place).hint(hint));
        }
    }
}
