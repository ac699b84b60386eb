package dev.unroll.spec;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Span;
import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.expr.Parser;
import dev.unroll.spec.key.Equations;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Names;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Node;
import dev.unroll.spec.yaml.Scalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Reads the sections that models and cells share, and notes which names it could not read. */
final class SectionReader {
    private final Diagnostics diagnostics;
    private final Names names;
    private final Set<String> broken = new LinkedHashSet<>();

    /** A name with its parameters: {@code lstm(units, bias=1)}. */
    record Signature(String name, List<ParameterName> parameters) {}

    SectionReader(Diagnostics diagnostics, Names names) {
        this.diagnostics = diagnostics;
        this.names = names;
    }

    Names names() {
        return names;
    }

    Set<String> broken() {
        return broken;
    }

    /** Walks through a section's entries; an absent section has none, and one that must be there is asked for elsewhere. */
    void each(Mapping mapping, Key<?> section, Consumer<Mapping.Entry> read) {
        Optional<Node> node = mapping.get(section.name());
        if (node.isPresent() && node.get() instanceof Mapping entries) {
            entries.entries().forEach(read);
        } else if (node.isPresent() && !isNothing(node.get())) {
            String message = "'%s' must be a mapping of names to values, not %s"
                    .formatted(section, node.get().kind());
            diagnostics.add(
                    Diagnostic.error(Codes.WRONG_VALUE, message, node.get().span())
                            .hint("write name: value, one a line"));
        } else if (node.isPresent() && !section.required()) {
            diagnostics.add(empty(mapping, section.name()));
        }
    }

    /** A key without a value: its content is missing or not indented. */
    static Diagnostic empty(Mapping mapping, String key) {
        return Diagnostic.error(
                        Codes.WRONG_VALUE,
                        "'" + key + "' is empty",
                        mapping.find(key).orElseThrow().key().span())
                .hint("remove the key, or indent its content");
    }

    private static boolean isNothing(Node node) {
        return node instanceof Scalar scalar && scalar.isNothing();
    }

    List<Equation> equations(Mapping mapping, Key<?> section, String what, Names scope, boolean primes) {
        List<Equation> equations = new ArrayList<>();
        each(mapping, section, entry -> {
            String written = entry.key().value();
            boolean next = written.endsWith("'");
            String name = next ? written.substring(0, written.length() - 1) : written;
            if (next && !primes) {
                diagnostics.add(Diagnostic.error(
                                Codes.STATE,
                                "'" + written + "' has a prime, but only a cell has states",
                                entry.key().span())
                        .hint("remove the prime"));
                broken.add(name);
                return;
            }
            boolean fresh = scope.define(written, what, entry.key().span());
            Optional<Expr> value = Equations.expr(written, entry.value(), diagnostics);
            if (fresh && value.isPresent()) {
                Optional<String> label = entry.value().label();
                equations.add(new Equation(name, next, value.get(), entry.key().span(), label));
            } else if (fresh) {
                broken.add(written);
            }
        });
        return equations;
    }

    /** Functions, whose weights belong to each call, and networks, whose weights belong to their names. */
    List<FunctionSpec> functions(Mapping mapping) {
        List<FunctionSpec> functions = new ArrayList<>();
        functions(mapping, SpecKeys.FUNCTIONS, "a function", "swish(x)", functions);
        functions(mapping, SpecKeys.NETWORKS, "a network", "encode(s)", functions);
        return functions;
    }

    private void functions(Mapping mapping, Key<?> section, String what, String example, List<FunctionSpec> functions) {
        each(mapping, section, entry -> {
            Optional<Signature> signature = signature(entry.key(), what, example);
            Optional<Expr> body = Equations.expr(entry.key().value(), entry.value(), diagnostics);
            if (signature.isEmpty()
                    || !names.define(signature.get().name(), what, entry.key().span())) {
                broken.add(entry.key().value().replaceFirst("[(].*", "").strip());
            } else if (body.isEmpty()) {
                broken.add(signature.get().name());
            } else {
                List<ParameterName> parameters = signature.get().parameters();
                Optional<String> label = entry.value().label();
                functions.add(new FunctionSpec(
                        signature.get().name(),
                        parameters,
                        body.get(),
                        section == SpecKeys.NETWORKS,
                        entry.key().span(),
                        label));
            }
        });
    }

    List<ParameterSpec> parameters(Mapping mapping) {
        List<ParameterSpec> parameters = new ArrayList<>();
        each(mapping, SpecKeys.PARAMETERS, entry -> {
            String name = entry.key().value();
            Span span = entry.key().span();
            boolean fresh = names.define(name, "a parameter", span);
            Node shape = entry.value();
            Optional<Expr> init = Optional.empty();
            if (entry.value() instanceof Mapping keys) {
                Settings settings = Settings.of("parameters." + name, keys).declare(SpecKeys.WEIGHT.all());
                settings.has(SpecKeys.INIT);
                settings.requires(SpecKeys.SHAPE).finish(diagnostics);
                init = keys.get(SpecKeys.INIT.name()).flatMap(n -> Equations.expr("init", n, diagnostics));
                shape = keys.get(SpecKeys.SHAPE.name()).orElse(null);
            }
            Optional<Expr> sizes = shape == null ? Optional.empty() : Equations.expr(name, shape, diagnostics);
            if (fresh && sizes.isPresent() && sizes.get() instanceof Expr.Items items) {
                parameters.add(
                        new ParameterSpec(name, items, init, span, entry.value().label()));
                return;
            }
            broken.add(name);
            if (sizes.isPresent() && !(sizes.get() instanceof Expr.Items)) {
                diagnostics.add(Diagnostic.error(
                                Codes.WRONG_VALUE,
                                "'" + name + "' must have a list of sizes",
                                sizes.get().span())
                        .hint("write [" + sizes.get().text() + "]"));
            }
        });
        return parameters;
    }

    /** A signature such as {@code lstm(units, bias=1)}; an error is reported and yields nothing. */
    Optional<Signature> signature(Scalar scalar, String what, String example) {
        Expr expr;
        try {
            expr = Parser.parse(scalar.text(), scalar.label());
        } catch (InvalidInput e) {
            diagnostics.addAll(e.diagnostics());
            return Optional.empty();
        }
        if (!(expr instanceof Expr.Call call)) {
            String message = "'%s' is not a signature of %s".formatted(scalar.value(), what);
            String hint = expr instanceof Expr.Name name
                    ? "write its parameters in brackets: " + name.name() + example.substring(example.indexOf('('))
                    : "write it like " + example;
            diagnostics.add(
                    Diagnostic.error(Codes.SYNTAX, message, scalar.span()).hint(hint));
            return Optional.empty();
        }
        List<ParameterName> parameters = new ArrayList<>();
        for (Expr arg : call.args()) {
            if (!(arg instanceof Expr.Name name) || name.next() || name.name().indexOf('.') >= 0) {
                diagnostics.add(Diagnostic.error(
                                Codes.SYNTAX, "'" + arg.text() + "' is not a valid name for a parameter", arg.span())
                        .hint("a signature lists the names of its parameters: " + example));
                return Optional.empty();
            }
            parameters.add(new ParameterName(name.name(), Optional.empty(), name.span()));
        }
        call.named().forEach(n -> parameters.add(new ParameterName(n.name(), Optional.of(n.value()), n.nameSpan())));
        Set<String> seen = new HashSet<>();
        for (ParameterName parameter : parameters) {
            if (!seen.add(parameter.name())) {
                diagnostics.error(
                        Codes.DEFINED_TWICE,
                        "the parameter '" + parameter.name() + "' is listed twice",
                        parameter.span());
                return Optional.empty();
            }
        }
        return Optional.of(new Signature(call.function(), parameters));
    }
}
