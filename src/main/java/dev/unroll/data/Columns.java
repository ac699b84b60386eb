package dev.unroll.data;

import dev.unroll.diagnostic.Span;
import java.util.List;
import java.util.Optional;

/** The wanted columns of some rows, wherever they come from. */
interface Columns {
    /** A part of the data, not read yet. */
    interface Part {
        /** Its columns; nothing if it cannot be read. Errors are noted. */
        Optional<Columns> read(Faults faults);
    }

    /** Per row the wanted cells, in the order they were asked for. */
    List<Cell[]> rows();

    /** The position of wanted cell {@code i} of a row. */
    Span span(int row, int i);
}
