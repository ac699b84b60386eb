package dev.unroll.run;

import dev.unroll.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All trained numbers of a model, float32. The arrays are live: programs read them, and the optimizer writes them
 * between runs. The set of weights, their names and shapes never change. Once they are {@link #fixed}, any number of
 * threads may use them.
 */
public final class Weights {
    private final List<Weight> all;
    private final Map<String, Weight> byName = new LinkedHashMap<>();
    private final boolean fixed;

    /** One trained array. */
    public static final class Weight {
        private final String name;
        private final Shape shape;
        private final float[] values;

        /**
         * @param name its path in the spec, such as {@code h.forward.f.x}
         * @param shape its shape
         * @param values its numbers, row-major; kept, not copied
         * @throws IllegalArgumentException if there are more or fewer numbers than the shape has places
         */
        public Weight(String name, Shape shape, float[] values) {
            if (values.length != shape.size()) {
                throw new IllegalArgumentException(name + " " + shape + " with " + values.length + " numbers");
            }
            this.name = name;
            this.shape = shape;
            this.values = values;
        }

        /** Its path in the spec. */
        public String name() {
            return name;
        }

        /** Its shape; a bias has rank 1. */
        public Shape shape() {
            return shape;
        }

        /** Its numbers themselves, row-major. */
        public float[] values() {
            return values;
        }

        @Override
        public String toString() {
            return name + " " + shape;
        }
    }

    /**
     * In a fixed order.
     *
     * @throws IllegalArgumentException if two have the same name
     */
    public Weights(List<Weight> weights) {
        this(weights, false);
    }

    private Weights(List<Weight> weights, boolean fixed) {
        this.fixed = fixed;
        all = List.copyOf(weights);
        for (Weight weight : all) {
            if (byName.put(weight.name(), weight) != null) {
                throw new IllegalArgumentException("two weights are named '" + weight.name() + "'");
            }
        }
    }

    /** All of them, in the order of the model's parameters. */
    public List<Weight> all() {
        return all;
    }

    /**
     * The one of this name.
     *
     * @throws IllegalArgumentException if there is no weight of this name
     */
    public Weight get(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("there is no weight '" + name + "'"));
    }

    /** The one of this name, if there is one. */
    public Optional<Weight> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The same arrays, with the promise that they are not modified any more: programs lay them out once for all threads. */
    public Weights fixed() {
        return new Weights(all, true);
    }

    /** Whether they are no longer modified. */
    public boolean isFixed() {
        return fixed;
    }

    /** How many numbers they have together. */
    public long count() {
        return all.stream().mapToLong(w -> w.values().length).sum();
    }

    /** A copy of the numbers in new arrays. */
    public Weights copy() {
        return new Weights(all.stream()
                .map(w -> new Weight(w.name(), w.shape(), w.values().clone()))
                .toList());
    }

    /**
     * Takes over the numbers of others.
     *
     * @throws IllegalArgumentException if the others lack one of these weights or it has another shape
     */
    public void set(Weights others) {
        for (Weight weight : all) {
            Weight other = others.get(weight.name());
            if (!other.shape().equals(weight.shape())) {
                throw new IllegalArgumentException(weight + " cannot be " + other);
            }
            System.arraycopy(other.values(), 0, weight.values(), 0, weight.values().length);
        }
    }
}
