package dev.unroll.train;

import dev.unroll.data.Batches;
import dev.unroll.data.Dataset;
import dev.unroll.data.Minibatch;
import dev.unroll.data.Split;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.model.Output;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.store.Checkpoint;
import dev.unroll.store.Counters;
import dev.unroll.store.Course;
import dev.unroll.store.Figures;
import dev.unroll.store.Mean;
import dev.unroll.store.RunFolder;
import dev.unroll.store.Trace;
import dev.unroll.tensor.Shape;
import dev.unroll.train.metric.RowWeights;
import dev.unroll.train.optimizer.Schedule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Trains a model: for each batch it computes gradients, clips them and updates the weights; after each epoch it
 * measures the validation part, keeps the best weights and saves everything needed to resume. The same settings and
 * data give the same weights, bit for bit, however often training was interrupted and resumed. Used once.
 */
public final class Trainer {
    private final Network network;
    private final Dataset data;
    private final TrainSettings settings;
    private final RunFolder folder;
    private final TrainingListener listener;
    private final BooleanSupplier interrupted;
    private final Batches batches;
    private final Carrying carrying;
    private final Growth growth;
    private final Review review;
    private final List<Figures> figures = new ArrayList<>();

    private Weights weights = new Weights(List.of());
    private Weights best = weights;
    private Updates updates;
    private Counters counters = Counters.START;
    private double evaluationSeconds;
    private double lastSaved;
    private long tokens;
    private double trainingSeconds;

    /**
     * @param data with examples in its training part
     * @param folder where everything is kept
     * @param writer lets a model of text write a sample
     * @param interrupted called after each step; once it returns true, the step is saved and training ends, as it does if the
     *     thread is interrupted or the listener returns true
     */
    public Trainer(
            Network network,
            Dataset data,
            TrainSettings settings,
            RunFolder folder,
            Optional<Function<Weights, String>> writer,
            TrainingListener listener,
            BooleanSupplier interrupted) {
        this.network = network;
        this.data = data;
        this.settings = settings;
        this.folder = folder;
        this.listener = listener;
        this.interrupted = () -> interrupted.getAsBoolean()
                || listener.stops()
                || Thread.currentThread().isInterrupted();
        batches = new Batches(data, Split.TRAIN, settings.batch());
        carrying = new Carrying(network);
        updates = new Updates(settings, weights);
        growth = new Growth(settings.clip().isPresent() || settings.clipValue().isPresent());
        review = new Review(network, data, folder, writer);
    }

    /**
     * Trains from the beginning.
     *
     * @param initial the weights to begin with, changed in place
     * @throws InvalidInput if a number is no longer finite, or the folder cannot be written
     */
    public Outcome start(Weights initial) {
        weights = initial;
        updates = new Updates(settings, weights);
        best = weights.copy();
        save(); // from here on, there is something to go on from
        return run();
    }

    /**
     * Goes on from the folder's checkpoint.
     *
     * @throws InvalidInput if that is damaged or of another model, and as {@link #start}
     */
    public Outcome resume() {
        Weights fresh = new Weights(network.parameters().entrySet().stream()
                .map(e -> new Weight(
                        e.getKey(), e.getValue(), new float[e.getValue().size()]))
                .toList());
        updates = new Updates(settings, fresh);
        Map<String, Shape> optimizer = new LinkedHashMap<>();
        updates.state().all().forEach(w -> optimizer.put(w.name(), w.shape()));
        Checkpoint checkpoint = folder.checkpoint(network.parameters(), optimizer, listener::noted);
        weights = fresh;
        weights.set(checkpoint.weights());
        updates.state().set(checkpoint.optimizer());
        carrying.restore(checkpoint.carried());
        counters = checkpoint.counters();
        best = counters.bestEpoch() > 0 ? folder.best(network.parameters()) : weights.copy();
        folder.figures().stream().filter(f -> f.epoch() <= counters.epoch()).forEach(figures::add);
        figures.stream().limit(1).forEach(f -> growth.begin(f.train().get(Figures.LOSS)));
        review.resume();
        return run();
    }

    private Outcome run() {
        listener.started();
        lastSaved = counters.seconds();
        while (ending().isEmpty()) {
            if (!steps() || !evaluate()) {
                if (counters.bestEpoch() == 0) {
                    folder.saveBest(weights, network.name(), 0);
                }
                save();
                return outcome(Outcome.Ending.INTERRUPTED, Optional.empty());
            }
            save();
        }
        Optional<Findings> test = data.has(Split.TEST) ? review.of(best, Split.TEST, interrupted) : Optional.empty();
        boolean whole = test.isPresent() || !data.has(Split.TEST);
        return outcome(whole ? ending().orElseThrow() : Outcome.Ending.INTERRUPTED, test);
    }

    private Optional<Outcome.Ending> ending() {
        if (counters.batch() > 0) {
            return Optional.empty();
        }
        if (stepsDone()) {
            return Optional.of(Outcome.Ending.STEPS);
        }
        if (counters.epoch() >= settings.epochs()) {
            return Optional.of(Outcome.Ending.EPOCHS);
        }
        int waited = counters.epoch() - counters.bestEpoch();
        boolean patient =
                settings.patience().isEmpty() || waited < settings.patience().getAsInt();
        return patient ? Optional.empty() : Optional.of(Outcome.Ending.PATIENCE);
    }

    private boolean stepsDone() {
        return settings.steps().isPresent()
                && counters.step() >= settings.steps().getAsLong();
    }

    /** The rest of the epoch; false if interrupted. */
    private boolean steps() {
        List<Minibatch> epoch = batches.epoch(settings.seed(), counters.epoch());
        while (counters.batch() < epoch.size() && !stepsDone()) {
            if (interrupted.getAsBoolean()) {
                return false;
            }
            long from = System.nanoTime();
            step(epoch.get(counters.batch()), epoch.size(), from);
            if (counters.seconds() - lastSaved >= settings.checkpoint().toSeconds()) {
                save();
            }
        }
        return true;
    }

    private void step(Minibatch minibatch, int count, long from) {
        Batch batch = carrying.begin(minibatch);
        long step = counters.step() + 1;
        double part = (double) counters.batch() / count;
        Schedule.Moment moment = new Schedule.Moment(counters.epoch(), part, settings.epochs(), counters.scores());
        double rate = settings.rate(moment, step);
        Results results = network.train(weights, batch);
        double loss = results.values(Output.LOSS.whole())[0];
        double norm = updates.take(results);
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw new Fault(network, weights, atStep(step), rate, growth).step(results, batch);
        }
        growth.step(loss, rate, atStep(step));
        int done = counters.batch() + 1;
        boolean isLast = done == count
                || settings.steps().isPresent() && step >= settings.steps().getAsLong();
        Course course = counters.sums()
                .course()
                .plus(step, loss, norm, rate, updates.norms(), isLast || done % (1 + (count - 1) / Course.POINTS) == 0);
        if (isLast) {
            course = course.moved(updates.measured(step, rate));
        } else {
            updates.apply(step, rate);
        }
        carrying.end(results);
        int size = batch.axes().steps();
        double seconds = (System.nanoTime() - from) * 1e-9;
        tokens += size;
        trainingSeconds += seconds;
        counters = new Counters(
                counters.epoch(),
                done,
                step,
                counters.seconds() + seconds,
                counters.sums().plus(means(results), norm, size, seconds, rate, course),
                counters.scores(),
                counters.bestEpoch());
        listener.stepped(progress(count));
    }

    private String atStep(long step) {
        return "in epoch %d at step %d".formatted(counters.epoch() + 1, step);
    }

    /** The terms of the loss in a batch. */
    private Map<String, Mean> means(Results results) {
        Map<String, Mean> means = new LinkedHashMap<>();
        for (Network.Loss loss : network.losses()) {
            double count = loss.weights(results).sum(results.size(loss.each()));
            means.put(loss.key(), new Mean(results.values(loss.mean())[0] * count, count));
        }
        return means;
    }

    private TrainingListener.Progress progress(int count) {
        Counters.Sums sums = counters.sums();
        long left = (long) (settings.epochs() - counters.epoch()) * count - counters.batch();
        if (settings.steps().isPresent()) {
            left = Math.min(left, settings.steps().getAsLong() - counters.step());
        }
        double perStep = sums.seconds() / counters.batch();
        double evaluations = Math.ceil((double) left / count) * evaluationSeconds;
        return new TrainingListener.Progress(
                counters.epoch() + 1,
                settings.epochs(),
                counters.batch(),
                count,
                counters.step(),
                sums.means(),
                sums.rate(),
                sums.tokensPerSecond(),
                left * perStep + evaluations);
    }

    /** Measures the validation part and closes the epoch; false if interrupted. */
    private boolean evaluate() {
        listener.evaluating(counters.epoch() + 1);
        long from = System.nanoTime();
        Optional<Findings> found = Optional.empty();
        if (data.has(Split.VALID)) {
            found = review.of(weights, Split.VALID, interrupted);
            if (found.isEmpty()) {
                return false;
            }
        }
        Map<String, Double> valid = found.map(Findings::metrics).orElse(Map.of());
        String when = "after epoch %d".formatted(counters.epoch() + 1);
        double rate = counters.sums().rate();
        if (!Double.isFinite(valid.getOrDefault(Figures.LOSS, 0.0))
                || Fault.weight(weights).isPresent()) {
            // The epoch's last step led here, which no later step can notice.
            throw new Fault(network, weights, when, rate, growth).afterEpoch(data);
        }
        Map<String, Double> train = counters.sums().means();
        growth.epoch(
                        valid.getOrDefault(Figures.LOSS, train.getOrDefault(Figures.LOSS, 0.0)),
                        rate,
                        (valid.isEmpty() ? "" : "on the validation part ") + when)
                .ifPresent(listener::noted);
        Map<String, Trace.Gate> gates = review.gates(weights);
        evaluationSeconds = (System.nanoTime() - from) * 1e-9;
        close(found, gates);
        return true;
    }

    private void close(Optional<Findings> found, Map<String, Trace.Gate> gates) {
        Map<String, Double> valid = found.map(Findings::metrics).orElse(Map.of());
        double score = score(valid);
        boolean better = valid.isEmpty()
                || counters.bestEpoch() == 0
                || score > counters.scores().get(counters.bestEpoch() - 1);
        List<Double> scores = new ArrayList<>(counters.scores());
        scores.add(score);
        Counters.Sums sums = counters.sums();
        sums.losses().forEach((name, mean) -> RowWeights.require(mean.count(), name, "training"));
        int epoch = counters.epoch() + 1;
        int ran = Math.max(1, counters.batch());
        counters = new Counters(
                epoch,
                0,
                counters.step(),
                counters.seconds() + evaluationSeconds,
                Counters.Sums.NONE,
                scores,
                better ? epoch : counters.bestEpoch());
        figures.add(new Figures(
                epoch,
                counters.step(),
                counters.seconds(),
                sums.tokensPerSecond(),
                sums.rate(),
                sums.norm() / ran,
                sums.means(),
                valid,
                better,
                sums.course().trace(ran, gates)));
        if (better) {
            best.set(weights);
            folder.saveBest(weights, network.name(), epoch);
            review.best(found, weights, epoch, counters.seconds());
        }
        folder.save(figures);
        listener.epochEnded(figures.get(figures.size() - 1));
    }

    /** The watched metric, turned so that higher is better; without a validation part, by the training loss. */
    private double score(Map<String, Double> valid) {
        String watched = network.measures().stream()
                .filter(m -> m.name().equals(settings.watch()))
                .map(Network.Measure::watched)
                .findFirst()
                .orElse(settings.watch());
        double value = valid.getOrDefault(watched, counters.sums().meanLoss());
        boolean higher = !valid.isEmpty()
                && network.measures().stream()
                        .anyMatch(m ->
                                m.name().equals(settings.watch()) && m.metric().higherIsBetter());
        review.watches(valid.isEmpty() ? Figures.LOSS : watched, higher);
        double score = higher ? value : -value;
        return Double.isNaN(score) ? Double.NEGATIVE_INFINITY : score;
    }

    private void save() {
        folder.save(new Checkpoint(weights, updates.state(), carrying.state(), counters));
        lastSaved = counters.seconds();
    }

    private Outcome outcome(Outcome.Ending ending, Optional<Findings> test) {
        Map<String, Double> valid = figures.stream()
                .filter(f -> f.epoch() == counters.bestEpoch())
                .map(Figures::valid)
                .findFirst()
                .orElse(Map.of());
        Outcome outcome = new Outcome(
                ending,
                counters.epoch(),
                counters.step(),
                counters.seconds(),
                trainingSeconds > 0 ? tokens / trainingSeconds : 0,
                counters.bestEpoch(),
                valid,
                test.map(Findings::metrics).orElse(Map.of()));
        review.ended(outcome, test, best);
        listener.ended(outcome);
        return outcome;
    }
}
