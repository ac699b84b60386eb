package dev.unroll.train;

import dev.unroll.api.PublicApi;
import dev.unroll.data.Dataset;
import dev.unroll.data.Recipe;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.model.Model;
import dev.unroll.model.Output;
import dev.unroll.plugin.Plugins;
import dev.unroll.run.Stream;
import dev.unroll.run.Weights;
import dev.unroll.spec.ModelSpec;
import dev.unroll.spec.SpecReader;
import dev.unroll.store.Needs;
import dev.unroll.store.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A trained model, opened from its run folder: it needs neither the training data nor the original spec file. Any
 * number of threads may use it at a time: they share the weights, and each has its own buffers. A {@link Stream}
 * belongs to one thread. Nothing has to be closed.
 *
 * @param folder where it was opened from
 * @param spec its spec
 * @param recipe how its data was read
 * @param data its fields with their vocabularies and scaling, without examples
 * @param model the model
 * @param settings how it was trained
 * @param network the model, ready to compute
 * @param weights the best weights, which must not be modified
 */
@PublicApi
public record Run(
        RunFolder folder,
        ModelSpec spec,
        Recipe recipe,
        Dataset data,
        Model model,
        TrainSettings settings,
        Network network,
        Weights weights) {

    /** Opens a run. @throws InvalidInput if the folder is not a run, or is damaged */
    public static Run open(Path path) {
        return open(path, List.of(), Plugins.installed());
    }

    /**
     * Opens a run with some of its spec's keys changed, such as {@code data.test=other.csv}.
     *
     * @param overrides texts {@code KEY=VALUE}
     * @param plugins what others added
     * @throws InvalidInput if the folder is not a run, is damaged, needs a plug-in that is missing, or its weights do not fit
     *     the changed spec
     */
    public static Run open(Path path, List<String> overrides, Plugins plugins) {
        RunFolder folder = RunFolder.open(path);
        PluginNeeds.require(Needs.read(path), plugins, path);
        Diagnostics diagnostics = new Diagnostics();
        if (!SpecReader.uses(folder.spec(), List.of()).isEmpty()) {
            throw new InvalidInput(Diagnostic.error(Codes.RUN_FOLDER, "'" + folder.spec() + "' has the key 'use'")
                    .hint("the spec of a run contains its cells and reads no other file"));
        }
        ModelSpec spec = SpecReader.read(folder.spec(), overrides, diagnostics);
        Loading loading = Loading.of(spec, plugins, diagnostics);
        diagnostics.throwIfErrors();
        Dataset data = Dataset.restore(folder.data());
        Optional<Experiment> built = loading.on(data);
        diagnostics.throwIfErrors();
        Experiment experiment = built.orElseThrow();
        Network network = experiment.network();
        Weights weights = folder.best(network.parameters()).fixed();
        return new Run(
                folder, spec, experiment.recipe(), data, experiment.model(), experiment.settings(), network, weights);
    }

    /**
     * All metrics on a part of its data, which is read again, {@code loss} first.
     *
     * @throws InvalidInput if the data cannot be read, lacks the part, or has changed since training
     */
    public Map<String, Double> evaluate(Split split) {
        return findings(split).metrics();
    }

    /**
     * The same with what it mistook for what, and the examples it did worst and best at.
     *
     * @throws InvalidInput as {@link #evaluate}
     */
    public Findings findings(Split split) {
        Dataset all = recipe.read();
        if (!all.fields().equals(data.fields())) {
            throw new InvalidInput(Diagnostic.error(
                            Codes.RUN_FOLDER, "the data differs from what '" + folder.path() + "' was trained on")
                    .hint("its vocabularies or scaling differ; train again"));
        }
        if (!all.has(split)) {
            throw new InvalidInput(Diagnostic.error(Codes.EMPTY_DATA, "the data has no part '" + split.key() + "'")
                    .hint("known parts: "
                            + String.join(
                                    ", ",
                                    all.splits().keySet().stream()
                                            .map(Split::key)
                                            .toList())));
        }
        return Evaluation.findings(network, weights, all, split, () -> false).orElseThrow();
    }

    /** Answers new input. */
    public Prediction prediction() {
        return new Prediction(network, weights, recipe, data.fields());
    }

    /**
     * Some of its answers or equations, one step at a time.
     *
     * @param outputs names such as {@code predict:kind} or {@code value:h}, see {@link Network}
     * @param sequences the number of parallel sequences
     * @throws InvalidInput if one of them needs the steps to come
     */
    public Stream stream(Set<String> outputs, int sequences) {
        return network.stream(outputs, weights, sequences);
    }

    /** Its answers, or these equations and answers, one step of one sequence at a time. @throws InvalidInput as above */
    public Stream stream(String... outputs) {
        Set<String> names = outputs.length > 0
                ? Set.of(outputs)
                : model.answers().stream()
                        .map(answer -> Output.ANSWER.of(answer.name()))
                        .collect(Collectors.toSet());
        return stream(names, 1);
    }

    /** Goes on with texts. @throws InvalidInput if the model does not predict the next step of a text */
    public Generation generation() {
        return new Generation(network, weights, recipe, data.fields());
    }
}
