package dev.unroll.model;

import dev.unroll.plugin.Guard;
import dev.unroll.tensor.Shape;
import java.util.Random;
import java.util.Set;

/** An initialiser that somebody added: what it draws is looked at before it is used. */
record GuardedInitialiser(Initialiser initialiser, Guard guard) implements Initialiser {
    static Initialiser of(Initialiser initialiser, Guard guard) {
        return new GuardedInitialiser(guard.around(Initialiser.class, initialiser, Set.of(), given -> {}), guard);
    }

    @Override
    public float[] draw(Shape shape, Random random) {
        float[] drawn = initialiser.draw(shape, random);
        InitialiserContract.problem(shape, drawn).ifPresent(problem -> {
            throw guard.broken(problem, "draw gives shape.size() numbers, row by row, all finite");
        });
        return drawn;
    }
}
