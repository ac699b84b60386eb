package dev.unroll.train;

import dev.unroll.data.Dataset;
import dev.unroll.data.Field;
import dev.unroll.data.Readers;
import dev.unroll.data.Recipe;
import dev.unroll.data.Vocabulary;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.graph.Type;
import dev.unroll.model.Model;
import dev.unroll.model.ModelBuilder;
import dev.unroll.plugin.Plugins;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.SpecReader;
import dev.unroll.spec.key.Settings;
import dev.unroll.tensor.Classes;
import dev.unroll.train.metric.Metrics;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way from a spec to an experiment, for a spec that is read with its data and for one that is opened with a run: first
 * what the spec says by itself, then, once there is data, the model. Mistakes of all parts are gathered.
 *
 * @param data the keys of its data, as they were read
 * @param train those of its training
 * @param recipe how the data is read; empty if the spec does not say
 * @param measures the metrics that it names
 * @param settings how it is trained
 * @param configured whether the keys of the data are without mistakes
 * @param measurable whether the metrics are
 */
record Loading(
        ModelSpec spec,
        Plugins plugins,
        Diagnostics diagnostics,
        Settings data,
        Settings train,
        Optional<Recipe> recipe,
        Measures measures,
        TrainSettings settings,
        boolean configured,
        boolean measurable) {

    /** Reads the keys of a spec. */
    static Loading of(ModelSpec spec, Plugins plugins, Diagnostics diagnostics) {
        Diagnostics found = new Diagnostics();
        Settings data = spec.data();
        Optional<Recipe> recipe = Readers.of(plugins).configure(data);
        data.finish(found);
        diagnostics.addAll(found.list());
        Measures measures = new Measures(Metrics.of(plugins), spec);
        boolean measurable = measures.check(diagnostics);
        List<String> names =
                Stream.concat(spec.measured().stream(), spec.broken().stream()).toList();
        Settings train = spec.train();
        TrainSettings settings = TrainSettings.read(train, names, plugins, diagnostics);
        boolean configured = recipe.isPresent() && !found.hasErrors();
        return new Loading(spec, plugins, diagnostics, data, train, recipe, measures, settings, configured, measurable);
    }

    /** Finds mistakes in the equations where there is no data: which fields there are, or of what kind, may be wrong. */
    void checkEquations() {
        Set<String> fields = recipe.map(
                        r -> Dataset.of(r.outline(), Map.of()).fields().keySet())
                .orElse(Set.of());
        ModelBuilder.check(spec, fields, SpecReader.library(), plugins, diagnostics);
    }

    /** The spec with all defaults of its data and training. */
    ModelSpec complete() {
        return spec.complete(data, train);
    }

    /** Builds the model for the data; nothing if there are mistakes. */
    Optional<Experiment> on(Dataset read) {
        Optional<Model> model = ModelBuilder.build(
                spec,
                types(read.fields()),
                open(read.fields()),
                classes(read.fields()),
                SpecReader.library(),
                read.window().isPresent(),
                plugins,
                diagnostics);
        if (model.isEmpty() || !measurable) {
            return Optional.empty();
        }
        List<Network.Measure> bound = measures.bind(model.get().evaluation(), read.fields(), diagnostics);
        return Optional.of(new Experiment(spec, recipe.orElseThrow(), read, model.get(), settings, bound, plugins));
    }

    private static Map<String, Type> types(Map<String, Field> fields) {
        Map<String, Type> types = new LinkedHashMap<>();
        fields.forEach((name, field) -> types.put(name, field.type()));
        return types;
    }

    /** The classes of each field. Fields with one vocabulary, that is one object, have the same. */
    private static Map<String, Classes> classes(Map<String, Field> fields) {
        Map<String, Classes> classes = new LinkedHashMap<>();
        Map<Vocabulary, Classes> shared = new IdentityHashMap<>();
        fields.forEach((name, field) -> field.vocabulary()
                .ifPresent(v ->
                        classes.put(name, shared.computeIfAbsent(v, same -> new Classes(name, same.entries())))));
        return classes;
    }

    private static Set<String> open(Map<String, Field> fields) {
        return fields.values().stream()
                .filter(Field::placeholder)
                .map(Field::name)
                .collect(Collectors.toSet());
    }
}
