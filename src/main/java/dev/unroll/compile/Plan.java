package dev.unroll.compile;

import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import java.util.List;
import java.util.Map;

/**
 * A graph as instructions over numbered buffers, which a program executes.
 *
 * @param buffers the size of each buffer
 * @param storage the array of each buffer; buffers with disjoint lifetimes share one
 * @param inputs the buffer of each input of the batch
 * @param parameters the buffer of each weight
 * @param packed how many packed operands there are
 * @param prologue what depends on the weights alone: done once, however many shards a batch is cut into
 * @param outputs the location of each output
 */
public record Plan(
        List<Buffer> buffers,
        List<Integer> storage,
        Map<String, Integer> inputs,
        Map<String, Integer> parameters,
        int packed,
        List<Instruction> prologue,
        List<Instruction> instructions,
        Map<String, Output> outputs) {
    /** {@code width} numbers for each row of a kind. */
    public record Buffer(Rows rows, int width) {}

    /**
     * One result.
     *
     * @param table the number of the sparse result, if it is the gradient of an embedding of which only the rows that
     *     occur are kept; otherwise -1
     */
    public record Output(View view, Type type, int table) {
        public boolean isSparse() {
            return table >= 0;
        }
    }
}
