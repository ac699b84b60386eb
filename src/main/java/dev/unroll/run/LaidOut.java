package dev.unroll.run;

import dev.unroll.compile.Plan;
import dev.unroll.run.kernel.Gemm;
import dev.unroll.run.kernel.Kernels;
import java.util.Arrays;
import java.util.Optional;

/**
 * The weights as a plan needs them: panels packed, tables joined. Once laid out, any number of machines read them in
 * parallel.
 */
final class LaidOut {
    private final Plan plan;
    private final Kernels kernels;
    private final Optional<Profile> profile;
    private final Gemm.Packed[] packed;
    private final Machine source;

    LaidOut(Plan plan, Kernels kernels, Optional<Profile> profile) {
        this.plan = plan;
        this.kernels = kernels;
        this.profile = profile;
        packed = new Gemm.Packed[plan.packed()];
        Arrays.setAll(packed, i -> new Gemm.Packed());
        source = machine();
    }

    /** Lays out these weights in place of those before; no machine may run meanwhile. */
    LaidOut of(Weights weights) {
        source.prepare(weights);
        return this;
    }

    /** A machine that reads them. */
    Machine machine() {
        return new Machine(plan, kernels, packed, profile);
    }

    /** Holds what is laid out, for {@link Machine#run}. */
    Machine source() {
        return source;
    }
}
