package dev.unroll.run;

import dev.unroll.compile.Plan;
import dev.unroll.graph.Rows;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** The results of several shards as one: rows side by side, sums added in the order of the shards. */
final class ShardedResults implements Results {
    private final Plan plan;
    private final Sharding sharding;
    private final List<Machine> machines;

    ShardedResults(Plan plan, Sharding sharding, List<Machine> machines) {
        this.plan = plan;
        this.sharding = sharding;
        this.machines = List.copyOf(machines);
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
                : sharding.rows(output.type().rows()) * output.type().shape().size();
    }

    @Override
    public Optional<int[]> rowsTouched(String name) {
        return output(name).isSparse() ? Optional.of(rows(name)) : Optional.empty();
    }

    private int[] rows(String name) {
        return machines.stream()
                .flatMapToInt(machine -> Arrays.stream(machine.rowsTouched(name).orElseThrow()))
                .sorted()
                .distinct()
                .toArray();
    }

    @Override
    public float[] values(String name) {
        Plan.Output output = output(name);
        Rows kind = output.type().rows();
        if (output.isSparse()) {
            return tableRows(name, output.type().shape().dim(1));
        }
        if (kind == Rows.NONE) {
            return sum(name);
        }
        float[] all = new float[size(name)];
        IntStream.range(0, machines.size())
                .forEach(s -> sharding.put(
                        machines.get(s).values(name), output.type().shape().size(), s, kind, all));
        return all;
    }

    /** The shards' sums, added in their order. */
    private float[] sum(String name) {
        int size = machines.get(0).size(name);
        float[] sum = Arrays.copyOf(machines.get(0).values(name), size);
        for (Machine machine : machines.subList(1, machines.size())) {
            float[] more = machine.values(name);
            for (int i = 0; i < size; i++) {
                sum[i] += more[i];
            }
        }
        return sum;
    }

    private float[] tableRows(String name, int width) {
        int[] rows = rows(name);
        float[] sum = new float[rows.length * width];
        for (Machine machine : machines) {
            int[] own = machine.rowsTouched(name).orElseThrow();
            float[] values = machine.values(name);
            for (int k = 0, at = 0; k < own.length; k++) {
                while (rows[at] != own[k]) {
                    at++;
                }
                for (int i = 0; i < width; i++) {
                    sum[at * width + i] += values[k * width + i];
                }
            }
        }
        return sum;
    }
}
