package dev.unroll.run;

import dev.unroll.compile.Passes;
import dev.unroll.compile.Plan;
import dev.unroll.compile.Planner;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A compiled graph, float32. It serves batches of any number and length of sequences, keeps its buffers from one run to
 * the next, and is used by one thread at a time.
 *
 * <p>A batch of many sequences is cut into shards that run side by side. How many depends on the batch alone, and their
 * results are added in a fixed order, so that the bits of a result do not depend on the number of threads. Outputs without
 * rows must therefore be sums over rows, as losses and gradients are, where batches are large.
 */
public final class Program {
    /** Sequences a shard has at the least. */
    private static final int SHARD = 8;

    private static final int MOST_SHARDS = 8;

    private final Plan plan;
    private final Kernels kernels;
    private final List<Machine> machines = new ArrayList<>();
    private final boolean additive;
    private final Optional<Profile> profile;
    private final Gemm.Packed[] packed;
    private final ShardedResults sharded;
    private final List<Map<String, float[]>> parts = new ArrayList<>();

    private Program(Plan plan, Kernels kernels, boolean additive, Optional<Profile> profile) {
        this.profile = profile;
        this.plan = plan;
        this.kernels = kernels;
        this.additive = additive;
        sharded = new ShardedResults(plan);
        packed = new Gemm.Packed[plan.packed()];
        Arrays.setAll(packed, i -> new Gemm.Packed());
    }

    /** The same program with buffers of its own, for another thread. */
    public Program another() {
        return new Program(plan, kernels, additive, profile);
    }

    /** Whether the Vector API's module is present; without it, plain Java kernels serve, several times slower. */
    public static boolean isVectorised() {
        return Kernels.isVectorised();
    }

    /** Optimises and plans a graph whose outputs without rows are sums over rows. */
    public static Program compile(Graph graph) {
        return compile(graph, Kernels.best(), true);
    }

    /** The same, and the time of each run is added to a profile. */
    public static Program compile(Graph graph, Profile profile) {
        return new Program(Planner.plan(Passes.optimise(graph)), Kernels.best(), true, Optional.of(profile));
    }

    /**
     * Optimises and plans the graph.
     *
     * @param additive whether outputs without rows are sums over rows, so that a batch may be cut into shards
     */
    static Program compile(Graph graph, Kernels kernels, boolean additive) {
        return new Program(Planner.plan(Passes.optimise(graph)), kernels, additive, Optional.empty());
    }

    /** Computes every output; the results are valid until the next run. */
    public Results run(Weights weights, Batch batch) {
        int shards = additive ? shards(batch.packing().batch()) : 1;
        while (machines.size() < shards) {
            machines.add(new Machine(plan, kernels, packed, profile));
            parts.add(new HashMap<>());
        }
        Machine first = machines.get(0);
        first.prepare(weights);
        if (shards == 1) {
            first.run(first, weights, batch, batch.packing());
            return first;
        }
        Sharding sharding = new Sharding(batch.packing(), shards);
        Threads.run(
                shards,
                shard -> machines.get(shard)
                        .run(
                                first,
                                weights,
                                sharding.part(batch, shard, this::rows, parts.get(shard)),
                                batch.packing()));
        return sharded.of(sharding, machines.subList(0, shards));
    }

    private Rows rows(String input) {
        Integer buffer = plan.inputs().get(input);
        return buffer == null ? Rows.NONE : plan.buffers().get(buffer).rows();
    }

    /** 2 from 16 sequences on, 4 from 64, 8 from 256: each shard keeps enough rows for the kernels. */
    private static int shards(int batch) {
        return batch < 2 * SHARD ? 1 : batch < 8 * SHARD ? 2 : batch < 32 * SHARD ? 4 : MOST_SHARDS;
    }
}
