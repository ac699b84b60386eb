package dev.unroll.run;

import dev.unroll.compile.Plan;
import dev.unroll.graph.Rows;
import dev.unroll.run.kernel.RowKernels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The results of several shards as one: rows concatenated, sums added in the order of the shards. An output is
 * assembled on first use; the arrays are kept from one run to the next.
 */
final class ShardedResults implements Results {
    /** Numbers that a thread adds up at a time. */
    private static final int PIECE = 1 << 16;

    private final Plan plan;
    private final Map<String, float[]> arrays = new HashMap<>();
    private final Map<String, int[]> touched = new HashMap<>();
    private final Set<String> ready = new HashSet<>();
    private Optional<Sharding> sharding = Optional.empty();
    private List<Machine> machines = List.of();

    ShardedResults(Plan plan) {
        this.plan = plan;
    }

    /** Forgets the last run's results for those that the machines hold now. */
    ShardedResults of(Sharding current, List<Machine> computed) {
        sharding = Optional.of(current);
        machines = computed;
        ready.clear();
        touched.clear();
        return this;
    }

    private Plan.Output output(String name) {
        machines.get(0).size(name);
        return plan.outputs().get(name);
    }

    @Override
    public int size(String name) {
        Plan.Output output = output(name);
        return output.isSparse()
                ? rows(name).length * output.type().shape().dim(1)
                : sharding.orElseThrow().rows(output.type().rows())
                        * output.type().shape().size();
    }

    @Override
    public Optional<int[]> rowsTouched(String name) {
        return output(name).isSparse() ? Optional.of(rows(name)) : Optional.empty();
    }

    private int[] rows(String name) {
        return touched.computeIfAbsent(
                name,
                n -> machines.stream()
                        .flatMapToInt(
                                machine -> Arrays.stream(machine.rowsTouched(n).orElseThrow()))
                        .sorted()
                        .distinct()
                        .toArray());
    }

    @Override
    public float[] values(String name) {
        int size = size(name);
        float[] array = arrays.get(name);
        if (array == null || array.length < size) {
            array = new float[size + size / 8];
            arrays.put(name, array);
        }
        if (ready.add(name)) {
            gather(name, output(name), size, array);
        }
        return array;
    }

    private void gather(String name, Plan.Output output, int size, float[] into) {
        Rows kind = output.type().rows();
        if (output.isSparse()) {
            tableRows(name, output.type().shape().dim(1), size, into);
        } else if (kind == Rows.NONE) {
            sum(name, size, into);
        } else {
            int width = output.type().shape().size();
            for (int s = 0; s < machines.size(); s++) {
                sharding.orElseThrow().put(machines.get(s).values(name), width, s, kind, into);
            }
        }
    }

    private void sum(String name, int size, float[] into) {
        List<RowKernels.Place> parts =
                machines.stream().map(machine -> machine.whole(name)).toList();
        int width = parts.get(0).width();
        int rows = size / width;
        int atOnce = Math.max(1, PIECE / width);
        Threads.current().run((rows + atOnce - 1) / atOnce, size, piece -> {
            for (int row = piece * atOnce; row < Math.min(rows, (piece + 1) * atOnce); row++) {
                add(parts, row, into);
            }
        });
    }

    private static void add(List<RowKernels.Place> parts, int row, float[] into) {
        RowKernels.Place first = parts.get(0);
        int to = row * first.width();
        System.arraycopy(first.data(), first.row(row), into, to, first.width());
        for (int s = 1; s < parts.size(); s++) {
            float[] more = parts.get(s).data();
            int from = parts.get(s).row(row) - to;
            for (int i = to; i < to + first.width(); i++) {
                into[i] += more[from + i];
            }
        }
    }

    private void tableRows(String name, int width, int size, float[] into) {
        int[] rows = rows(name);
        Arrays.fill(into, 0, size, 0);
        for (Machine machine : machines) {
            int[] own = machine.rowsTouched(name).orElseThrow();
            float[] values = machine.values(name);
            for (int k = 0, at = 0; k < own.length; k++) {
                while (rows[at] != own[k]) {
                    at++;
                }
                for (int i = 0; i < width; i++) {
                    into[at * width + i] += values[k * width + i];
                }
            }
        }
    }
}
