package dev.unroll.contract;

import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.op.Context;
import dev.unroll.tensor.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The batches that ops are tried on: sequences with steps, an axis within the steps, and another axis beside them. */
public final class Batchings {
    /** An axis within {@link Rows#STEPS}. */
    public static final Rows WITHIN = Rows.STEPS.child("parts");
    /** An axis beside {@link Rows#STEPS}. */
    public static final Rows BESIDE = Rows.axis("others");

    private static final int COUNT = 30;

    private Batchings() {}

    /** Length 1, batch 1, both, uneven, even, and random ones. */
    static List<Context> all() {
        List<Packing> packings = new ArrayList<>(List.of(
                Packing.of(3, 2, 2, 1),
                Packing.of(5, 1),
                Packing.of(2, 2),
                Packing.of(1),
                Packing.of(3),
                Packing.of(1, 1, 1)));
        Random random = new Random(OpContract.SEED);
        while (packings.size() < COUNT) {
            packings.add(Packing.of(random.ints(1 + random.nextInt(4), 1, 5).toArray()));
        }
        return packings.stream().map(Batchings::of).toList();
    }

    /** A batch of sequences with these steps; how many rows the other axes have differs from row to row. */
    public static Context of(Packing steps) {
        long[] keys = new long[steps.parents()];
        Arrays.setAll(keys, b -> 100 + b);
        int[] within = new int[steps.total()];
        Arrays.setAll(within, row -> 1 + row * 2 % 3);
        int[] beside = new int[steps.parents()];
        Arrays.setAll(beside, b -> 1 + (b + 1) * 2 % 3);
        return Context.of(axes(steps, within, beside), keys, 1, 1);
    }

    /** One row on each axis. */
    static Axes single() {
        return axes(Packing.of(1), new int[] {1}, new int[] {1});
    }

    private static Axes axes(Packing steps, int[] within, int[] beside) {
        return Axes.of(
                steps.parents(), Map.of(Rows.STEPS, steps, WITHIN, Packing.of(within), BESIDE, Packing.of(beside)));
    }
}
