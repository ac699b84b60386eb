package dev.unroll.model;

import dev.unroll.diagnostic.Span;
import dev.unroll.tensor.Width;
import java.util.List;

/** What gives equations their trained parameters. */
interface WeightOwner {
    /** A parameter of a path: a new one, or the one that another call has already. */
    Term add(String path, List<Width> shape, Initialiser initialiser, Span span);
}
