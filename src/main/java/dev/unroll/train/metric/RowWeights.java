package dev.unroll.train.metric;

import dev.unroll.api.PublicApi;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;

/** The weight of each row in a metric, from {@code where=} and {@code weights=}. */
@PublicApi
public interface RowWeights {
    /** All rows have weight 1. */
    RowWeights EVEN = row -> 1;

    /** The weight of a row: 0 or more; by default 1. */
    double of(int row);

    /** The sum over this many rows. */
    default double sum(int rows) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += of(row);
        }
        return sum;
    }

    /**
     * Those of a batch.
     *
     * @param what what they belong to, for the message
     * @throws InvalidInput if one is negative, infinite or no number
     */
    static RowWeights of(float[] values, int rows, String what) {
        for (int row = 0; row < rows; row++) {
            if (!(values[row] >= 0 && values[row] <= Float.MAX_VALUE)) {
                throw new InvalidInput(
                        Diagnostic.error(Codes.ROW_WEIGHTS, "a row of '" + what + "' has the weight " + values[row])
                                .hint("weights= must be numbers of at least 0"));
            }
        }
        return row -> values[row];
    }

    /** @throws InvalidInput if no row counted, so that the mean is undefined */
    static void require(double count, String what, String part) {
        if (count == 0) {
            throw new InvalidInput(Diagnostic.error(
                            Codes.NO_ROWS, "no row of " + part + " counts for '" + what + "', so its mean is undefined")
                    .hint("its where= or weights= are 0 in every row"));
        }
    }
}
