package dev.unroll.run;

import dev.unroll.compile.Passes;
import dev.unroll.compile.Plan;
import dev.unroll.compile.Planner;
import dev.unroll.graph.Graph;
import dev.unroll.run.kernel.Kernels;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A compiled graph, float32. It serves batches of any number and length of sequences and keeps its buffers from one run to
 * the next.
 *
 * <p>Any number of threads may {@link #evaluate}: each concurrent call has separate buffers, and {@link Weights#fixed
 * fixed weights} are laid out once for all of them. {@link #run} belongs to one thread at a time.
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
    private final boolean additive;
    private final Optional<Profile> profile;
    private final Pool changing = new Pool(Optional.empty());
    private final AtomicReference<Optional<Pool>> unchanging = new AtomicReference<>(Optional.empty());
    private final LaidOut laidOut;
    private final Workspace own;
    private final Optional<BatchSums> sums;

    /**
     * Workspaces that no run uses at the moment: all for the same fixed weights, or each for the weights of its next run.
     */
    private final class Pool {
        private final Optional<Weights> fixed;
        private final Deque<Leased> idle = new ConcurrentLinkedDeque<>();
        private Optional<LaidOut> shared = Optional.empty();

        Pool(Optional<Weights> fixed) {
            this.fixed = fixed;
        }

        /** Laid out by the first that needs them, while the others wait. */
        private synchronized LaidOut shared(Weights weights) {
            if (shared.isEmpty()) {
                shared = Optional.of(new LaidOut(plan, kernels, profile).of(weights));
            }
            return shared.get();
        }

        private Leased lease(Weights weights) {
            Leased leased = idle.pollFirst();
            if (leased == null) {
                LaidOut layout = fixed.isPresent() ? shared(weights) : new LaidOut(plan, kernels, profile);
                leased = new Leased(layout, new Workspace(plan, layout));
            }
            if (fixed.isEmpty()) {
                leased.layout().of(weights);
            }
            return leased;
        }

        /** A workspace comes back only from a run that ended well: one that broke off is in no known state. */
        Results evaluate(Weights weights, Batch batch) {
            Leased leased = lease(weights);
            Results results =
                    OwnResults.of(plan.outputs().keySet(), leased.workspace().run(weights, batch, shards(batch)));
            idle.addFirst(leased);
            return results;
        }
    }

    private record Leased(LaidOut layout, Workspace workspace) {}

    private Program(Plan plan, Kernels kernels, boolean additive, Optional<Profile> profile, Optional<BatchSums> sums) {
        this.sums = sums;
        this.profile = profile;
        this.plan = plan;
        this.kernels = kernels;
        this.additive = additive;
        laidOut = new LaidOut(plan, kernels, profile);
        own = new Workspace(plan, laidOut);
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
        return compile(graph, Kernels.best(), true, Optional.of(profile));
    }

    /**
     * Optimises and plans the graph.
     *
     * @param additive whether outputs without rows are sums over rows, so that a batch may be cut into shards
     */
    static Program compile(Graph graph, Kernels kernels, boolean additive) {
        return compile(graph, kernels, additive, Optional.empty());
    }

    private static Program compile(Graph graph, Kernels kernels, boolean additive, Optional<Profile> profile) {
        Plan plan = Planner.plan(Passes.optimise(BatchSums.asInputs(graph)));
        return new Program(plan, kernels, additive, profile, BatchSums.of(graph, kernels));
    }

    /** Computes every output, by one thread at a time; the results are valid until the next call. */
    public Results run(Weights weights, Batch batch) {
        Batch whole =
                sums.map(s -> s.with(batch, s.program().run(weights, batch))).orElse(batch);
        laidOut.of(weights);
        return own.run(weights, whole, shards(batch));
    }

    /** Computes every output, by any number of threads at a time; the results are the caller's own and stay as they are. */
    public Results evaluate(Weights weights, Batch batch) {
        Batch whole = sums.map(s -> s.with(batch, s.program().evaluate(weights, batch)))
                .orElse(batch);
        return (weights.isFixed() ? pool(weights) : changing).evaluate(weights, whole);
    }

    /** Of those weights that were used last; a model is rarely used with several. */
    private Pool pool(Weights weights) {
        return unchanging
                .updateAndGet(last -> last.filter(pool -> pool.fixed.orElseThrow() == weights)
                        .or(() -> Optional.of(new Pool(Optional.of(weights)))))
                .orElseThrow();
    }

    private int shards(Batch batch) {
        return additive ? shards(batch.axes().batch()) : 1;
    }

    /** 2 from 16 sequences on, 4 from 64, 8 from 256: each shard keeps enough rows for the kernels. */
    static int shards(int batch) {
        return batch < 2 * SHARD ? 1 : batch < 8 * SHARD ? 2 : batch < 32 * SHARD ? 4 : MOST_SHARDS;
    }
}
