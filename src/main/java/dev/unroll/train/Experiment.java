package dev.unroll.train;

import dev.unroll.api.PublicApi;
import dev.unroll.data.Dataset;
import dev.unroll.data.Field;
import dev.unroll.data.Recipe;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.Span;
import dev.unroll.model.Initialisation;
import dev.unroll.model.Model;
import dev.unroll.plugin.Plugins;
import dev.unroll.run.Heap;
import dev.unroll.run.Weights;
import dev.unroll.spec.Equation;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.SpecReader;
import dev.unroll.spec.key.Settings;
import dev.unroll.store.Digest;
import dev.unroll.store.Disk;
import dev.unroll.store.Environment;
import dev.unroll.store.Figures;
import dev.unroll.store.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A validated spec with its data, its model and its training settings.
 *
 * @param spec the model as written, with all defaults of its data and training
 * @param recipe how its data is read
 * @param data the data, or its fields alone if it was not to be read
 * @param model the model for these fields
 * @param settings how to train it
 * @param measures what is measured besides the loss
 * @param plugins what others added that it may use
 */
@PublicApi
public record Experiment(
        ModelSpec spec,
        Recipe recipe,
        Dataset data,
        Model model,
        TrainSettings settings,
        List<Network.Measure> measures,
        Plugins plugins) {
    /** The length and temperature of the sample text in a report. */
    private static final int SAMPLE = 300;

    private static final double WARMTH = 0.8;

    /**
     * Reads a spec and its data and checks both.
     *
     * @param overrides texts {@code KEY=VALUE}
     * @param plugins what others added
     * @param warnings receives the warnings
     * @throws InvalidInput with all that is wrong with either
     */
    public static Experiment load(Path file, List<String> overrides, Plugins plugins, Diagnostics warnings) {
        return load(file, overrides, true, plugins, warnings);
    }

    /** The same with what is on the class path. */
    public static Experiment load(Path file, List<String> overrides, Diagnostics warnings) {
        return load(file, overrides, Plugins.installed(), warnings);
    }

    /** The same for a text that was read already. */
    public static Experiment load(Source source, List<String> overrides, Plugins plugins, Diagnostics warnings) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<ModelSpec> spec = SpecReader.tryRead(source, overrides, diagnostics);
        return load(spec, true, plugins, diagnostics, warnings);
    }

    /** The same without reading the data: classes that only the data can tell are made up. */
    public static Experiment outline(Path file, List<String> overrides, Plugins plugins, Diagnostics warnings) {
        return load(file, overrides, false, plugins, warnings);
    }

    /** The same with what is on the class path. */
    public static Experiment outline(Path file, List<String> overrides, Diagnostics warnings) {
        return outline(file, overrides, Plugins.installed(), warnings);
    }

    private static Experiment load(
            Path file, List<String> overrides, boolean read, Plugins plugins, Diagnostics warnings) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<ModelSpec> spec = SpecReader.tryRead(file, overrides, diagnostics);
        return load(spec, read, plugins, diagnostics, warnings);
    }

    private static Experiment load(
            Optional<ModelSpec> spec, boolean read, Plugins plugins, Diagnostics diagnostics, Diagnostics warnings) {
        Optional<Experiment> experiment = spec.flatMap(s -> load(s, read, plugins, diagnostics));
        diagnostics.throwIfErrors();
        warnings.addAll(diagnostics.list());
        return experiment.orElseThrow();
    }

    private static Optional<Experiment> load(ModelSpec spec, boolean read, Plugins plugins, Diagnostics diagnostics) {
        Loading loading = Loading.of(spec, plugins, diagnostics);
        if (!loading.configured()) {
            loading.checkEquations();
            return Optional.empty();
        }
        Reading reading = new Reading(spec, loading.settings(), diagnostics);
        Dataset data = reading.data(loading.recipe().orElseThrow(), read);
        reading.checkParts(data, read);
        reading.warn(data);
        Optional<Experiment> experiment = loading.on(data);
        experiment.ifPresent(e -> Footprint.of(e.model(), e.settings(), data, Heap.free())
                .problem(spec.source().span(0, 0))
                .ifPresent(diagnostics::add));
        return experiment.map(e -> e.with(loading.complete()));
    }

    private Experiment with(ModelSpec complete) {
        return new Experiment(complete, recipe, data, model, settings, measures, plugins);
    }

    /** Finds what is wrong or odd once the data is read. */
    private record Reading(ModelSpec spec, TrainSettings settings, Diagnostics diagnostics) {
        private Dataset data(Recipe recipe, boolean read) {
            if (read) {
                try {
                    return recipe.read();
                } catch (InvalidInput e) {
                    diagnostics.addAll(e.diagnostics());
                }
            }
            return Dataset.of(recipe.outline(), Map.of());
        }

        /** What can be seen only once the data is read, and what a spec leaves open. */
        private void warn(Dataset data) {
            for (Field field : data.fields().values()) {
                double unknown = data.unknown(Split.TRAIN, field);
                if (unknown > 0.5) {
                    String message =
                            "the vocabulary of '%s' has %d entries, and %.0f %% of training tokens are out of vocabulary"
                                    .formatted(field.name(), field.type().classes(), 100 * unknown);
                    Settings written = spec.data();
                    Span place = written.place("fields", field.name(), "vocabulary")
                            .or(() -> written.place("vocabulary"))
                            .orElseGet(written::span);
                    diagnostics.add(Diagnostic.warning(Codes.VOCABULARY, message, place)
                            .hint("lower 'min_count' to keep more words"));
                }
            }
            data.leftOut()
                    .forEach(message -> diagnostics.add(Diagnostic.warning(
                            Codes.LEFT_OUT, message, spec.data().span())));
            Settings train = spec.train();
            boolean chosen = train.place("stop", "watch").isPresent();
            if (settings.patience().isPresent() && !chosen && !spec.metrics().isEmpty()) {
                List<String> names = spec.metrics().stream().map(Equation::name).toList();
                diagnostics.add(Diagnostic.warning(
                                Codes.UNWATCHED,
                                "no metric is watched: the loss decides which epoch is kept and when training ends",
                                train.keySpan(TrainSettings.STOP))
                        .hint("choose one with watch: " + String.join(" or watch: ", names)
                                + ", or write watch: loss"));
            }
        }

        private void checkParts(Dataset data, boolean read) {
            boolean complete = read && data.has(Split.TRAIN);
            boolean stops = settings.patience().isPresent() || !settings.watch().equals(Figures.LOSS);
            if (complete && stops && !data.has(Split.VALID)) {
                diagnostics.add(Diagnostic.error(
                                Codes.MISSING_KEY,
                                "'stop' needs a validation part",
                                spec.train().keySpan(TrainSettings.STOP))
                        .hint("add 'valid' under 'data', or remove 'stop'"));
            }
        }
    }

    /** The model, ready to compute. */
    public Network network() {
        return new CompiledNetwork(
                model, spec, data.fields(), measures, data.window().isPresent());
    }

    /** Fresh weights, by the seed of {@code train}. */
    public Weights initialWeights() {
        return Initialisation.weights(model.parameters(), settings.seed());
    }

    /** Whether there is anything to train. @throws InvalidInput if the spec has no loss */
    public void requireLoss() {
        if (model.training().isEmpty()) {
            throw new InvalidInput(Diagnostic.error(
                            Codes.MISSING_KEY,
                            "'" + model.name() + "' has no loss, so there is nothing to train",
                            spec.source().span(0, 0))
                    .hint("add a line such as loss: cross_entropy(scores, labels)"));
        }
    }

    /**
     * Trains from the beginning into a new or empty folder. If the thread is interrupted, training ends as if {@code interrupted}
     * said so, and the thread stays interrupted.
     *
     * @param listener receives progress callbacks, and may stop training
     * @param interrupted asked after each step, and while the starting values are drawn, by several threads
     * @return how it ended
     * @throws InvalidInput as {@link Trainer#start}, or if it was interrupted before there was anything to save
     */
    public Outcome train(Path folder, TrainingListener listener, BooleanSupplier interrupted) {
        // Before anything is written, so that an interrupted start leaves no files.
        Thread trains = Thread.currentThread();
        Weights initial = Initialisation.weights(
                        model.parameters(),
                        settings.seed(),
                        drawn -> listener.preparing(drawn, model.size()),
                        () -> trains.isInterrupted() || interrupted.getAsBoolean())
                .orElseThrow(() ->
                        new InvalidInput(Diagnostic.error(Codes.INTERRUPTED, "training was interrupted before it began")
                                .hint("nothing was written")));
        try (RunFolder run = RunFolder.create(folder, beginning(), Disk.LOCAL)) {
            return trainer(run, listener, interrupted).start(initial);
        }
    }

    /** Goes on with a run of this spec. @throws InvalidInput if it is of another, or as {@link Trainer#resume} */
    public Outcome resume(Path folder, TrainingListener listener, BooleanSupplier interrupted) {
        try (RunFolder run = RunFolder.resume(folder, beginning(), Disk.LOCAL)) {
            return trainer(run, listener, interrupted).resume();
        }
    }

    private Trainer trainer(RunFolder run, TrainingListener listener, BooleanSupplier interrupted) {
        Network network = network();
        Optional<Function<Weights, String>> writer = network.language()
                .map(language -> weights -> new Generation(network, weights, recipe, data.fields())
                        .text("", SAMPLE, WARMTH, settings.seed()));
        return new Trainer(network, data, settings, run, writer, listener, interrupted);
    }

    private RunFolder.Beginning beginning() {
        String yaml = spec.resolvedYaml();
        Map<String, String> files = new LinkedHashMap<>();
        spec.data().files().forEach((key, path) -> {
            try {
                files.put(key, Digest.of(path));
            } catch (IOException e) {
                throw new InvalidInput(
                        Diagnostic.error(Codes.DATA_FILE, "the data file '" + path + "' " + e.getMessage()));
            }
        });
        return new RunFolder.Beginning(yaml, data.state(), PluginNeeds.of(plugins, yaml), Environment.now(), files);
    }
}
