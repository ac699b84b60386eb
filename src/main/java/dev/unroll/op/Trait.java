package dev.unroll.op;

import dev.unroll.api.PublicApi;

/** A property that an op claims. Passes query traits, not ops; the op contract tests every claim. */
@PublicApi
public enum Trait {
    /**
     * Each row of the result depends on the same row of the inputs alone, and on inputs without rows. Such an op may be moved
     * out of a recurrence and run on any part of a batch; another one cannot be used within a step.
     */
    ROW_WISE,
    /** {@code f(a x + b y) = a f(x) + b f(y)}, for all inputs of the type of the result together; zeros become zeros. */
    LINEAR,
    /** As cheap as reading its inputs from memory: computed again rather than kept. */
    CHEAP,
    /** The result is a sum over the rows of the inputs: over several steps, it is the sum of what each step gives. */
    SUMS_ROWS,
    /** The result depends on the step or on the batch, also where no input does. */
    VARIES
}
