package dev.unroll.model;

import dev.unroll.contract.Faults;
import dev.unroll.contract.Verdict.Fault;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Plugins;
import dev.unroll.plugin.Registry;
import dev.unroll.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The contract of an initialiser: one finite number per entry of the shape, the same for the same draws. */
public final class InitialiserContract {
    private static final List<Shape> SHAPES = List.of(
            Shape.of(3, 4),
            Shape.of(4, 3),
            Shape.of(5),
            Shape.of(1),
            Shape.of(1, 7),
            Shape.of(7, 1),
            Shape.of(2, 3, 4));

    private InitialiserContract() {}

    /** Samples of all initialisers that specs can name, by name. */
    public static Registry<List<Header.Variant<Initialiser>>> all(Plugins plugins) {
        Registry<List<Header.Variant<Initialiser>>> samples = new Registry<>("initialiser");
        Initialisers.of(plugins)
                .entries()
                .forEach(entry -> samples.add(entry.name(), entry.value().samples(), entry.origin()));
        return samples;
    }

    /** What is wrong with it; a shape may be refused by an {@link IllegalArgumentException}, but not all of them. */
    public static List<Fault> check(Initialiser initialiser) {
        Faults faults = new Faults();
        int refused = 0;
        for (Shape shape : SHAPES) {
            try {
                initialiser.draw(shape, new Random(1));
            } catch (IllegalArgumentException e) {
                refused++;
                continue;
            } catch (RuntimeException | Error e) {
                // Told below.
            }
            faults.give("draw", () -> initialiser.draw(shape, new Random(1)))
                    .ifPresent(first -> check(initialiser, shape, first, faults));
        }
        faults.check(
                refused < SHAPES.size(),
                "rejects every shape tried, from [1] to [2, 3, 4]",
                "draw rejects a shape by throwing IllegalArgumentException");
        return faults.all();
    }

    private static void check(Initialiser initialiser, Shape shape, float[] first, Faults faults) {
        float[] drawn = first.clone();
        problem(shape, drawn)
                .ifPresent(problem -> faults.add(problem, "draw must return shape.size() finite numbers, row by row"));
        faults.give("draw", () -> initialiser.draw(shape, new Random(1)))
                .ifPresent(again -> faults.check(
                        Arrays.equals(drawn, again),
                        "returns different numbers for the same random draws",
                        "take random numbers only from the Random passed to draw, and keep no state between calls"));
    }

    /** What is wrong with the numbers drawn for a shape. */
    static Optional<String> problem(Shape shape, float[] drawn) {
        if (drawn.length != shape.size()) {
            return Optional.of(
                    "returns " + drawn.length + " numbers for the shape " + shape + ", which has " + shape.size());
        }
        for (float value : drawn) {
            if (!Float.isFinite(value)) {
                return Optional.of("returns " + value + " for the shape " + shape);
            }
        }
        return Optional.empty();
    }
}
