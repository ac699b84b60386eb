package dev.unroll.op;

import dev.unroll.api.PublicApi;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import java.util.List;

/**
 * A trained parameter that an op declares, see {@link FunctionOp#weights}.
 *
 * @param name what follows the path of the calling equation in the parameter's name: {@code slope} in {@code h.slope}
 * @param shape its shape, of widths that may not be known yet
 * @param initialiser its initialiser as specs write it: {@code glorot}, {@code constant(0.25)}
 */
@PublicApi
public record Weight(String name, Shape shape, String initialiser) {
    /** @throws IllegalArgumentException if the name is not made of letters, digits and _ */
    public Weight {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new IllegalArgumentException("a weight's name is made of letters, digits and _, not '" + name + "'");
        }
    }

    /** One number per feature of a value, that is, of its last axis; a single number for a value without features. */
    public static Weight perFeature(String name, Type value, String initialiser) {
        Shape shape = value.shape();
        return new Weight(name, shape.rank() == 0 ? shape : Shape.of(List.of(shape.axis(-1))), initialiser);
    }

    /** The type of the input that it becomes. */
    public Type type() {
        return Type.real(Rows.NONE, shape);
    }
}
