package dev.unroll.run;

import java.util.Optional;

/** The results of a program. Valid until its next run: copy them to keep them. */
public interface Results {
    /**
     * The numbers of an output: packed rows × features, where the output's type says which rows. The array may be longer
     * than {@link #size} and belongs to the program; nobody else writes to it.
     *
     * @throws IllegalArgumentException if there is no such output
     */
    float[] values(String output);

    /** How many numbers of {@link #values} count: rows × features. */
    int size(String output);

    /**
     * For the gradient of a table that rows were looked up in: the rows that were, ascending and each once; {@link
     * #values} then holds only those rows, one after the other. Nothing for any other output.
     */
    Optional<int[]> rowsTouched(String output);
}
