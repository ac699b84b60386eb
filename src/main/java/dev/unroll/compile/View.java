package dev.unroll.compile;

/**
 * The location of a value: rows of {@code width} numbers, {@code stride} apart, from {@code column} on in a buffer. A value of
 * rank 2 has {@code lead} such rows for each row of the batch.
 *
 * @param buffer the number of the buffer
 * @param stepped whether, inside a loop, the rows begin at the packed row of the current step rather than at 0
 */
public record View(int buffer, int column, int stride, int lead, int width, boolean stepped) {
    boolean isContiguous() {
        return stride == width;
    }

    View columns(int from, int to) {
        return new View(buffer, column + from, stride, lead, to - from, stepped);
    }

    View atStep() {
        return new View(buffer, column, stride, lead, width, true);
    }
}
