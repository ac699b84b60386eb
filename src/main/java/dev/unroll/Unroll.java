package dev.unroll;

import dev.unroll.api.PublicApi;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.SourceFile;
import dev.unroll.plugin.Plugins;
import dev.unroll.report.Records;
import dev.unroll.train.Experiment;
import dev.unroll.train.Run;
import dev.unroll.train.TrainingListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Unroll as a library: a model from YAML, checked, trained and used, by the names that the YAML has. Immutable; each method
 * gives a new one.
 *
 * <pre>{@code
 * Run run = Unroll.load(Path.of("models/adding.yaml"))
 *         .set("train.epochs", 3)
 *         .train(Path.of("runs/adding"));
 * double loss = run.evaluate(Split.TEST).get("loss");
 *
 * Stream stream = run.stream("value:h");
 * float[] inputs = stream.input("inputs");
 * float[] h = stream.output("value:h");
 * inputs[0] = 0.5f;
 * stream.step();
 * }</pre>
 *
 * <p>Whatever is wrong with the YAML, its data or a plug-in is thrown as {@link InvalidInput}, whose diagnostics know their
 * places. {@link Experiment} and {@link Run} have what else there is: the model's values and parameters, answers to new
 * input, and text.
 */
@PublicApi
public final class Unroll {
    private final Source source;
    private final List<String> overrides;
    private final Plugins plugins;

    private Unroll(Source source, List<String> overrides, Plugins plugins) {
        this.source = source;
        this.overrides = List.copyOf(overrides);
        this.plugins = plugins;
    }

    /** A model's file; what is on the class path may be used in it. @throws InvalidInput if it cannot be read */
    public static Unroll load(Path spec) {
        return new Unroll(SourceFile.read(spec), List.of(), Plugins.installed());
    }

    /** A model as YAML text, whose relative paths start from the working directory. */
    public static Unroll of(String yaml) {
        return new Unroll(new Source("model", yaml), List.of(), Plugins.installed());
    }

    /** Opens a run that was trained before. @throws InvalidInput as {@link Run#open(Path)} */
    public static Run open(Path run) {
        return Run.open(run);
    }

    /**
     * The same with a key of the spec changed, as by {@code --set}.
     *
     * @param key such as {@code train.epochs}
     * @param value what YAML makes of its text
     */
    public Unroll set(String key, Object value) {
        List<String> more = new ArrayList<>(overrides);
        more.add(key + "=" + value);
        return new Unroll(source, more, plugins);
    }

    /**
     * The same with what others added, from {@link Plugins#load}.
     *
     * @param added source files or jars, and what is on the class path
     */
    public Unroll with(Plugins added) {
        return new Unroll(source, overrides, added);
    }

    /** Reads the data and checks everything short of training. @throws InvalidInput with all that is wrong */
    public Experiment check() {
        return Experiment.load(source, overrides, plugins, new Diagnostics());
    }

    /**
     * Trains into a new or empty folder. If the thread is interrupted, or a listener says so, training ends after the step it is
     * at, and all is saved; the thread stays interrupted. {@link TrainingListener#ended} hears how training ended,
     * {@link Experiment#resume} goes on, with the listener of {@link Records} for the report and what else the spec asks for.
     *
     * @return the trained run, with the weights of its best epoch
     * @throws InvalidInput with all that is wrong with the spec, its data or the folder
     */
    public Run train(Path folder) {
        return train(folder, TrainingListener.SILENT);
    }

    /** The same while something hears how it goes. */
    public Run train(Path folder, TrainingListener listener) {
        Experiment experiment = check();
        experiment.requireLoss();
        try (Records records = Records.of(experiment, folder, listener)) {
            experiment.train(folder, records.listener(), () -> false);
        }
        return Run.open(folder, List.of(), plugins);
    }
}
