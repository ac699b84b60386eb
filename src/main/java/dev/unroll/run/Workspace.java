package dev.unroll.run;

import dev.unroll.compile.Plan;
import dev.unroll.graph.Rows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The buffers of one run at a time: a machine for each shard of a batch, kept from one run to the next. */
final class Workspace {
    private final Plan plan;
    private final LaidOut weights;
    private final ShardedResults sharded;
    private final List<Machine> machines = new ArrayList<>();
    private final List<Map<String, float[]>> parts = new ArrayList<>();

    Workspace(Plan plan, LaidOut weights) {
        this.plan = plan;
        this.weights = weights;
        sharded = new ShardedResults(plan);
    }

    /** Computes every output of a plan whose weights were laid out; valid until the next run. */
    Results run(Weights live, Batch batch, int shards) {
        while (machines.size() < shards) {
            machines.add(weights.machine());
            parts.add(new HashMap<>());
        }
        if (shards == 1) {
            machines.get(0).run(weights.source(), live, batch, batch.axes());
            return machines.get(0);
        }
        Sharding sharding = new Sharding(batch.axes(), shards);
        Threads.current()
                .run(
                        shards,
                        shard -> machines.get(shard)
                                .run(
                                        weights.source(),
                                        live,
                                        sharding.part(batch, shard, this::rows, parts.get(shard)),
                                        batch.axes()));
        return sharded.of(sharding, machines.subList(0, shards));
    }

    private Rows rows(String input) {
        Integer buffer = plan.inputs().get(input);
        return buffer == null ? Rows.NONE : plan.buffers().get(buffer).rows();
    }
}
