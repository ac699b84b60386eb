package dev.unroll.model;

import dev.unroll.plugin.Guard;
import dev.unroll.tensor.Shape;
import java.util.Random;
import java.util.Set;

/** Wraps an initialiser of a plug-in: its numbers are checked before they are used. */
record GuardedInitialiser(Initialiser initialiser, Guard guard) implements Initialiser {
    static Initialiser of(Initialiser initialiser, Guard guard) {
        return new GuardedInitialiser(guard.around(Initialiser.class, initialiser, Set.of(), given -> {}), guard);
    }

    @Override
    public float[] draw(Shape shape, Random random) {
        float[] drawn = initialiser.draw(shape, random);
        InitialiserContract.problem(shape, drawn).ifPresent(problem -> {
            throw guard.broken(problem, "draw must return shape.size() finite numbers, row by row");
        });
        return drawn;
    }
}
