package dev.unroll.op;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The ops that come with Unroll: the list for the language, the op contract, the reference and the passes. */
public final class Builtins {
    private static final List<Class<?>> FAMILIES = List.of(
            Unary.class,
            Binary.class,
            Where.class,
            Fixed.class,
            Maxima.class,
            Features.class,
            Indexed.class,
            Products.class,
            RowAxis.class,
            Softmaxes.class,
            Time.class,
            Peaks.class,
            TimeSoftmaxes.class,
            AlongTime.class);

    private Builtins() {}

    /** The classes of all ops; an op is added by writing it in the class of its family. */
    public static List<Class<? extends Primitive>> classes() {
        return FAMILIES.stream()
                .flatMap(family -> Primitive.class.isAssignableFrom(family)
                        ? Stream.of(family)
                        : Arrays.stream(family.getDeclaredClasses()).sorted(Comparator.comparing(Class::getName)))
                .filter(op -> Primitive.class.isAssignableFrom(op) && !op.isInterface())
                .<Class<? extends Primitive>>map(op -> op.asSubclass(Primitive.class))
                .toList();
    }

    /** The functions of the equation language that are ops. */
    public static List<FunctionOp> functions() {
        return Stream.of(
                        Arrays.stream(Unary.values()),
                        Arrays.stream(Binary.values()),
                        Stream.of(new Where()),
                        Features.functions(),
                        Softmaxes.functions(),
                        Indexed.functions(),
                        Products.functions(),
                        Time.functions(),
                        Peaks.functions(),
                        TimeSoftmaxes.functions(),
                        AlongTime.functions())
                .<FunctionOp>flatMap(ops -> ops)
                .filter(op -> !op.about().isEmpty())
                .toList();
    }
}
