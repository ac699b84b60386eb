package dev.unroll.train;

import java.util.List;
import java.util.function.Consumer;

/**
 * Several listeners as one: each hears everything, in their order, and any of them may end training.
 *
 * @param all the listeners
 */
public record Listeners(List<TrainingListener> all) implements TrainingListener {
    public Listeners {
        all = List.copyOf(all);
    }

    private void each(Consumer<TrainingListener> event) {
        all.forEach(event);
    }

    @Override
    public void noted(String message) {
        each(listener -> listener.noted(message));
    }

    @Override
    public void preparing(long done, long numbers) {
        each(listener -> listener.preparing(done, numbers));
    }

    @Override
    public void started() {
        each(TrainingListener::started);
    }

    @Override
    public boolean stops() {
        return all.stream().anyMatch(TrainingListener::stops);
    }

    @Override
    public void stepped(Progress progress) {
        each(listener -> listener.stepped(progress));
    }

    @Override
    public void evaluating(int epoch) {
        each(listener -> listener.evaluating(epoch));
    }

    @Override
    public void epochEnded(Figures figures) {
        each(listener -> listener.epochEnded(figures));
    }

    @Override
    public void ended(Outcome outcome) {
        each(listener -> listener.ended(outcome));
    }
}
