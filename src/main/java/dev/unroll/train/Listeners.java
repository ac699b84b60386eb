package dev.unroll.train;

import dev.unroll.store.Figures;
import java.util.List;

/**
 * Forwards every callback to several listeners, in their order. If one throws, those after it do not receive that callback.
 *
 * @param all the listeners
 */
public record Listeners(List<TrainingListener> all) implements TrainingListener {
    public Listeners {
        all = List.copyOf(all);
    }

    @Override
    public void noted(String message) {
        all.forEach(listener -> listener.noted(message));
    }

    @Override
    public void preparing(long done, long size) {
        all.forEach(listener -> listener.preparing(done, size));
    }

    @Override
    public void started() {
        all.forEach(TrainingListener::started);
    }

    /** True if any listener returns true. All are called, because each may rely on a call after each step. */
    @Override
    public boolean stops() {
        boolean stops = false;
        for (TrainingListener listener : all) {
            stops |= listener.stops();
        }
        return stops;
    }

    @Override
    public void stepped(Progress progress) {
        all.forEach(listener -> listener.stepped(progress));
    }

    @Override
    public void evaluating(int epoch) {
        all.forEach(listener -> listener.evaluating(epoch));
    }

    @Override
    public void epochEnded(Figures figures) {
        all.forEach(listener -> listener.epochEnded(figures));
    }

    @Override
    public void ended(Outcome outcome) {
        all.forEach(listener -> listener.ended(outcome));
    }
}
