package dev.unroll.contract;

import dev.unroll.graph.Node;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.Primitive;
import dev.unroll.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Numbers to test an op with; all of them are float32, so that both executors see the same. */
enum Values {
    /** Positive numbers of one size, where most functions are smooth. */
    POSITIVE,
    /** Of both signs. */
    SIGNED,
    /** Zeros. */
    ZERO,
    /** Large of both signs, where gates are shut or open. */
    SATURATED,
    /** Few different numbers, so that many are equal. */
    TIES,
    /** From a millionth to some hundredths, of both signs. */
    SMALL,
    /** From thirty to ten thousand, of both signs. */
    LARGE,
    /** From a thousandth to a thousand, of both signs. */
    MIXED;

    /** Whether every function of these numbers is likely to be smooth around them. */
    boolean areSmooth() {
        return this == POSITIVE || this == SIGNED;
    }

    /** Whether they are of many magnitudes, of which float32 holds no sums to a fixed precision. */
    boolean areWide() {
        return this == LARGE || this == MIXED;
    }

    private double draw(Random random) {
        return switch (this) {
            case POSITIVE -> (float) (0.4 + 1.4 * random.nextDouble());
            case SIGNED -> (float) (random.nextGaussian() * 0.9);
            case ZERO -> 0;
            case SATURATED -> random.nextBoolean() ? 20 : -20;
            case TIES -> random.nextInt(2);
            case SMALL -> power(random, -6, -1.5);
            case LARGE -> power(random, 1.5, 4);
            case MIXED -> power(random, -3, 3);
        };
    }

    /** Of either sign, its exponent of ten evenly from one to the other. */
    private static double power(Random random, double from, double to) {
        return (float) ((random.nextBoolean() ? 1 : -1) * Math.pow(10, from + (to - from) * random.nextDouble()));
    }

    /** A number for each leaf of an op that the op is defined for. */
    Map<String, Tensor> of(Node node, Context context, Random random) {
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (int k = 0; k < node.inputs().size(); k++) {
            Type type = node.input(k).type();
            Tensor tensor = Tensor.zeros(context.rows(type.rows()), type.shape());
            for (int i = 0; i < tensor.data().length; i++) {
                double value = type.isIndex() ? random.nextInt(type.classes()) : draw(random);
                if (node.op() instanceof Primitive op && !type.isIndex() && !op.isDefined(k, value)) {
                    value = POSITIVE.draw(random);
                }
                tensor.data()[i] = value;
            }
            inputs.put(node.input(k).op().name(), tensor);
        }
        return inputs;
    }
}
