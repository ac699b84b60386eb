package dev.unroll.spec;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.SourceFile;
import dev.unroll.diagnostic.Span;
import dev.unroll.spec.key.LossTerm;
import dev.unroll.spec.key.Names;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Unknown;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Node;
import dev.unroll.spec.yaml.Scalar;
import dev.unroll.spec.yaml.YamlReader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a model from its mapping. */
final class ModelReader {
    private final Source source;
    private final Diagnostics diagnostics;
    private final Names names;
    private final Names cellNames;
    private final SectionReader sections;
    private final Map<String, CellSpec> cells = new LinkedHashMap<>();
    private final List<Mapping.Entry> usedCells = new ArrayList<>();

    ModelReader(Source source, Diagnostics diagnostics) {
        this.source = source;
        this.diagnostics = diagnostics;
        this.names = new Names(diagnostics);
        this.cellNames = new Names(diagnostics);
        this.sections = new SectionReader(diagnostics, names);
    }

    Optional<ModelSpec> read(Mapping written) {
        Mapping mapping = written;
        if (mapping.find("cell").isPresent() && mapping.find("model").isEmpty()) {
            diagnostics.add(Diagnostic.error(
                            Codes.MISSING_KEY,
                            "this file is a cell, not a model",
                            mapping.find("cell").get().key().span())
                    .hint("a model lists it under 'use'"));
            return Optional.empty();
        }
        mapping = Unknown.repair(mapping, SpecKeys.MODEL.names(), diagnostics);
        Version.check(mapping, diagnostics);
        Settings keys = Settings.of("", mapping).declare(SpecKeys.MODEL.all());
        keys.entries();
        String name = keys.get(SpecKeys.NAME, "model");
        if (!keys.has(SpecKeys.NAME)) {
            diagnostics.add(Diagnostic.error(Codes.MISSING_KEY, "missing key 'model'", firstKey(mapping))
                    .hint("begin with model: NAME"));
        }
        if (keys.has(SpecKeys.NAME) && name.isBlank()) {
            keys.error(SpecKeys.NAME, "a model's name must not be empty");
        }
        Optional<String> about = keys.find(SpecKeys.ABOUT);
        Settings data = section(mapping, SpecKeys.DATA.name());
        Settings train = section(mapping, SpecKeys.TRAIN.name());
        Map<String, Size> sizes = sizes(mapping);
        Map<String, FunctionSpec> functions = new LinkedHashMap<>();
        sections.functions(mapping).forEach(f -> functions.put(f.name(), f));
        inlineCells(mapping);
        use(mapping, keys);
        List<ParameterSpec> parameters = sections.parameters(mapping);
        List<Equation> equations = sections.equations(mapping, SpecKeys.EQUATIONS, "an equation", names, false);
        boolean without = mapping.get(SpecKeys.EQUATIONS.name())
                .map(n -> n instanceof Mapping m && m.entries().isEmpty() || n instanceof Scalar s && s.isNothing())
                .orElse(true);
        if (without) {
            Span place = mapping.find(SpecKeys.EQUATIONS.name())
                    .map(e -> e.key().span())
                    .orElse(firstKey(mapping));
            diagnostics.add(Diagnostic.error(Codes.MISSING_KEY, "this model has no equations", place)
                    .hint("write equations: and below it name: value, one a line"));
        }
        List<LossTerm> loss = keys.find(SpecKeys.LOSS).orElse(List.of());
        List<Equation> metrics =
                sections.equations(mapping, SpecKeys.METRICS, "a metric", new Names(diagnostics), false);
        List<Equation> predict =
                sections.equations(mapping, SpecKeys.PREDICT, "a prediction", new Names(diagnostics), false);
        keys.finish(diagnostics);
        return Optional.of(new ModelSpec(
                name,
                about,
                sizes,
                cells,
                functions,
                data,
                parameters,
                equations,
                loss,
                metrics,
                predict,
                train,
                sections.broken(),
                Settings.of("", document(mapping)),
                source,
                source.base().toAbsolutePath().normalize()));
    }

    private static Span firstKey(Mapping mapping) {
        return mapping.entries().isEmpty()
                ? mapping.span()
                : mapping.entries().get(0).key().span();
    }

    /** A section that another package reads; an absent one has no keys. */
    private Settings section(Mapping mapping, String key) {
        Optional<Node> node = mapping.get(key);
        if (node.isPresent() && node.get() instanceof Mapping section) {
            return Settings.of(key, section);
        }
        boolean nothing = node.isEmpty() || node.get() instanceof Scalar scalar && scalar.isNothing();
        if (!nothing) {
            String message = "'%s' must be a mapping such as {key: value}, not %s"
                    .formatted(key, node.get().kind());
            diagnostics.error(Codes.WRONG_VALUE, message, node.get().span());
        } else if (node.isPresent() && key.equals(SpecKeys.TRAIN.name())) {
            diagnostics.add(SectionReader.empty(mapping, key));
        }
        return Settings.of(
                key, Mapping.empty(mapping.find(key).map(e -> e.key().span()).orElse(firstKey(mapping))));
    }

    private Map<String, Size> sizes(Mapping mapping) {
        Map<String, Size> sizes = new LinkedHashMap<>();
        sections.each(mapping, SpecKeys.SIZES, entry -> {
            String name = entry.key().value();
            boolean fresh = names.define(name, "a size", entry.key().span());
            Settings one =
                    Settings.of("sizes", new Mapping(List.of(entry), entry.key().span(), Optional.empty()));
            Optional<Integer> value = SpecKeys.SIZE.read(one, name);
            one.finish(diagnostics);
            if (fresh && value.isPresent()) {
                sizes.put(name, new Size(name, value.get(), entry.key().span()));
            } else {
                sections.broken().add(name);
            }
        });
        return sizes;
    }

    private void inlineCells(Mapping mapping) {
        sections.each(mapping, SpecKeys.CELLS, entry -> {
            if (entry.value() instanceof Mapping body) {
                body.find("cell")
                        .ifPresent(e -> diagnostics.error(
                                Codes.UNKNOWN_KEY,
                                "the key above is already the cell's signature",
                                e.key().span()));
                add(entry.key(), new CellReader(diagnostics).inline(entry.key(), body.without("cell")));
            } else {
                diagnostics.add(Diagnostic.error(
                                Codes.WRONG_VALUE,
                                "a cell must be a mapping, not " + entry.value().kind(),
                                entry.key().span())
                        .hint("give it the keys state, equations and output"));
                sections.broken().add(bareName(entry.key()));
            }
        });
    }

    private void use(Mapping mapping, Settings keys) {
        if (!keys.has(SpecKeys.USE)) {
            return;
        }
        for (Settings.Text file : keys.texts(SpecKeys.USE)) {
            try {
                Path path = file.span().source().base().resolve(file.value());
                String shown = shown(file.value());
                Source read = SourceFile.read(path, shown, Optional.of(file.span()));
                Optional<Mapping> found = YamlReader.mapping(read, diagnostics);
                if (found.isEmpty()) {
                    continue;
                }
                Mapping body = found.get();
                Optional<CellSpec> cell = new CellReader(diagnostics).file(body);
                if (body.get("cell").orElse(null) instanceof Scalar signature) {
                    add(signature, cell);
                    usedCells.add(
                            new Mapping.Entry(signature, body.without("cell").without("unroll")));
                }
            } catch (InvalidInput e) {
                diagnostics.addAll(e.diagnostics());
            } catch (InvalidPathException e) {
                diagnostics.error(Codes.FILE, "'" + file.value() + "' is not a file name", file.span());
            }
        }
    }

    /** A used file's name as seen from where the model was named, so that a terminal can open it. */
    private String shown(String file) {
        int slash = Math.max(source.name().lastIndexOf('/'), source.name().lastIndexOf('\\'));
        boolean absolute = Path.of(file).isAbsolute();
        return absolute || slash < 0 ? file : source.name().substring(0, slash + 1) + file;
    }

    private void add(Scalar signature, Optional<CellSpec> cell) {
        boolean fresh = cellNames.define(bareName(signature), "a cell", signature.span());
        if (cell.isPresent() && fresh) {
            cells.put(cell.get().name(), cell.get());
        } else if (fresh) {
            sections.broken().add(bareName(signature));
        }
    }

    private static String bareName(Scalar signature) {
        String written = signature.value();
        int bracket = written.indexOf('(');
        return (bracket < 0 ? written : written.substring(0, bracket)).strip();
    }

    /** The spec that stands alone: used cells inline, the language's version first. */
    private Mapping document(Mapping mapping) {
        List<Mapping.Entry> entries = new ArrayList<>();
        Span start = source.span(0, 0);
        entries.add(
                new Mapping.Entry(Scalar.word("unroll", start), Scalar.word(Integer.toString(Version.NEWEST), start)));
        for (Mapping.Entry entry : mapping.entries()) {
            if (!List.of("unroll", "use", "cells").contains(entry.key().value())) {
                entries.add(entry);
            }
        }
        List<Mapping.Entry> all = new ArrayList<>();
        if (mapping.get("cells").orElse(null) instanceof Mapping inline) {
            all.addAll(inline.entries());
        }
        all.addAll(usedCells);
        if (!all.isEmpty()) {
            Mapping inline = new Mapping(all, start, Optional.empty());
            entries.add(new Mapping.Entry(Scalar.word("cells", start), inline));
        }
        return new Mapping(entries, mapping.span(), mapping.label());
    }
}
