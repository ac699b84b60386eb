package dev.unroll.train;

import java.util.ArrayList;
import java.util.List;

/** An order of a layer's units in which similar ones are adjacent. */
final class Similarity {
    private Similarity() {}

    /**
     * A chain through the units, from each to the one not taken yet whose values in all equations, at all steps, are nearest.
     * It begins with the unit of the largest values.
     *
     * @param all equations; those with as many units as the last count
     * @return unit numbers
     */
    static List<Integer> order(List<Inspection.Heat> all) {
        int units = all.get(all.size() - 1).units();
        List<Inspection.Heat> heats =
                all.stream().filter(heat -> heat.units() == units).toList();
        float[][] features = new float[units][];
        for (int u = 0; u < units; u++) {
            features[u] = features(heats, u);
        }
        List<Integer> order = new ArrayList<>();
        boolean[] taken = new boolean[units];
        int at = largest(features);
        while (order.size() < units) {
            taken[at] = true;
            order.add(at);
            at = nearest(features, at, taken);
        }
        return order;
    }

    private static float[] features(List<Inspection.Heat> heats, int unit) {
        int steps = heats.get(0).values().length / heats.get(0).units();
        float[] features = new float[heats.size() * steps];
        for (int k = 0; k < heats.size(); k++) {
            for (int t = 0; t < steps; t++) {
                features[k * steps + t] = heats.get(k).at(t, unit);
            }
        }
        return features;
    }

    private static int largest(float[][] features) {
        int largest = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int u = 0; u < features.length; u++) {
            double sum = 0;
            for (float value : features[u]) {
                sum += value;
            }
            if (sum > most) {
                most = sum;
                largest = u;
            }
        }
        return largest;
    }

    private static int nearest(float[][] features, int from, boolean[] taken) {
        int nearest = -1;
        double least = Double.POSITIVE_INFINITY;
        for (int u = 0; u < features.length; u++) {
            if (!taken[u]) {
                double distance = distance(features[from], features[u]);
                if (nearest < 0 || distance < least) {
                    least = distance;
                    nearest = u;
                }
            }
        }
        return nearest;
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
