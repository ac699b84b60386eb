package dev.unroll.contract;

import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Builtins;
import dev.unroll.op.FunctionOp;
import dev.unroll.op.OfRows;
import dev.unroll.op.OverTime;
import dev.unroll.op.Primitive;
import dev.unroll.op.Trait;
import dev.unroll.op.Weight;
import dev.unroll.tensor.Shape;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The ops that come with Unroll, and the operand types on which an op is tested. */
public final class EveryOp {
    private static final List<Shape> SHAPES =
            List.of(Shape.SCALAR, Shape.of(3), Shape.of(1), Shape.of(3, 3), Shape.of(2, 3));
    private static final int MOST_CASES = 16;
    private static final int MOST_OPERANDS = 3;

    private static final List<Rows> ROWS = List.of(Rows.NONE, Rows.BATCH, Rows.STEPS, Batchings.WITHIN);

    private EveryOp() {}

    /** All of them: enum constants, and records with sample attributes. */
    public static List<Primitive> ops() {
        List<Primitive> ops = new ArrayList<>();
        for (Class<? extends Primitive> type : Builtins.classes()) {
            if (type.isEnum()) {
                ops.addAll(List.of(type.getEnumConstants()));
            } else {
                Constructor<?> constructor = type.getDeclaredConstructors()[0];
                for (List<Object> arguments : arguments(constructor.getParameterTypes())) {
                    ops.add(create(constructor, arguments));
                }
            }
        }
        return ops;
    }

    /** The ops of a name, such as {@code tanh} or {@code repeat}, without the attributes printed after it in a graph. */
    public static List<Primitive> named(String name) {
        return ops().stream().filter(op -> name(op).equals(name)).toList();
    }

    /** An op's name without its attributes. */
    public static String name(Primitive op) {
        return op.name().split(" ")[0].toLowerCase(Locale.ROOT);
    }

    private static Primitive create(Constructor<?> constructor, List<Object> arguments) {
        try {
            return (Primitive) constructor.newInstance(arguments.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(constructor + " of " + arguments, e);
        }
    }

    private static List<List<Object>> arguments(Class<?>[] types) {
        List<List<Object>> all = List.of(List.of());
        for (Class<?> type : types) {
            List<List<Object>> longer = new ArrayList<>();
            for (List<Object> prefix : all) {
                for (Object value : samples(type)) {
                    List<Object> next = new ArrayList<>(prefix);
                    next.add(value);
                    longer.add(next);
                }
            }
            all = longer;
        }
        return all;
    }

    private static List<Object> samples(Class<?> type) {
        if (type == boolean.class) {
            return List.of(true, false);
        } else if (type == int.class) {
            return List.of(-2, -1, 0, 1, 2, 3);
        } else if (type == double.class) {
            return List.of(0.3);
        } else if (type == long.class) {
            return List.of(5L);
        } else if (type == Rows.class) {
            return List.copyOf(ROWS);
        } else if (type == Shape.class) {
            return List.copyOf(SHAPES);
        }
        throw new IllegalStateException("no sample values for attributes of " + type);
    }

    /**
     * The op on leaves of some of the types that it accepts, of the smallest number of operands; a custom op's are named by
     * its operands, another's {@code x0}, {@code x1} and so on.
     */
    public static List<Node> cases(Primitive op) {
        List<List<Type>> combinations = List.of(List.of());
        // Attributes that suit nothing are told soon: few ops along an axis take two operands, and none takes more.
        int most = op instanceof OverTime ? MOST_OPERANDS - 1 : MOST_OPERANDS;
        for (int arity = 0; arity <= most; arity++) {
            List<Node> cases = new ArrayList<>();
            for (List<Type> inputs : combinations) {
                try {
                    List<Weight> weights = weights(op, inputs);
                    op.infer(with(inputs, weights));
                    cases.add(Node.of(op, leaves(op, inputs, weights)));
                } catch (RuntimeException refused) {
                    continue;
                }
            }
            if (!cases.isEmpty()) {
                return spread(cases);
            }
            combinations = longer(combinations, op);
        }
        return List.of();
    }

    /** What a custom op throws where it should refuse as many operands as it says it has, if anything. */
    static Optional<RuntimeException> failure(Primitive op) {
        if (!(op instanceof FunctionOp custom) || custom.operands().size() > MOST_OPERANDS) {
            return Optional.empty();
        }
        List<List<Type>> combinations = List.of(List.of());
        for (int arity = 0; arity < custom.operands().size(); arity++) {
            combinations = longer(combinations, op);
        }
        for (List<Type> inputs : combinations) {
            try {
                op.infer(with(inputs, weights(op, inputs)));
            } catch (IllegalArgumentException refused) {
                continue;
            } catch (RuntimeException failed) {
                return Optional.of(failed);
            }
        }
        return Optional.empty();
    }

    /** An op that works on each row by itself does not know the axes; what it does on the steps, it does on any. */
    private static List<Rows> rows(Primitive op) {
        boolean knowsAxes = op instanceof OfRows || op instanceof OverTime || !op.is(Trait.ROW_WISE);
        return knowsAxes ? ROWS : ROWS.subList(0, ROWS.indexOf(Batchings.WITHIN));
    }

    private static List<List<Type>> longer(List<List<Type>> combinations, Primitive op) {
        List<Type> types = new ArrayList<>();
        for (Rows rows : rows(op)) {
            SHAPES.forEach(shape -> types.add(Type.real(rows, shape)));
            types.add(Type.index(rows, 3));
        }
        return combinations.stream()
                .flatMap(prefix -> types.stream().map(type -> append(prefix, type)))
                .toList();
    }

    private static List<Node> spread(List<Node> cases) {
        List<Node> chosen = new ArrayList<>();
        int step = Math.max(1, cases.size() / MOST_CASES);
        for (int i = 0; i < cases.size(); i += step) {
            chosen.add(cases.get(i));
        }
        return chosen;
    }

    private static List<Type> append(List<Type> prefix, Type type) {
        List<Type> longer = new ArrayList<>(prefix);
        longer.add(type);
        return longer;
    }

    /** The types of a case's inputs, for messages. */
    static String types(Node node) {
        return node.inputs().stream().map(Node::type).toList().toString();
    }

    /** A name that two inputs of an op have. */
    static Optional<String> namedTwice(List<Node> cases) {
        return cases.stream()
                .map(node ->
                        node.inputs().stream().map(leaf -> leaf.op().name()).toList())
                .flatMap(names -> names.stream().filter(name -> names.indexOf(name) != names.lastIndexOf(name)))
                .findFirst();
    }

    /** What the op declares for as many operands as it has names for. */
    private static List<Weight> weights(Primitive op, List<Type> operands) {
        return op instanceof FunctionOp function
                        && (function.operands().size() == operands.size() || isVariadic(function))
                ? function.weights(operands)
                : List.of();
    }

    private static boolean isVariadic(FunctionOp op) {
        return op.operands().stream().anyMatch(name -> name.endsWith("..."));
    }

    private static List<Type> with(List<Type> operands, List<Weight> weights) {
        return Stream.concat(operands.stream(), weights.stream().map(Weight::type))
                .toList();
    }

    private static List<Node> leaves(Primitive op, List<Type> operands, List<Weight> weights) {
        List<Node> leaves = new ArrayList<>();
        for (Type type : operands) {
            leaves.add(Node.of(new Leaf.Input(operand(op, leaves.size()), type)));
        }
        weights.forEach(weight -> leaves.add(Node.of(new Leaf.Input(weight.name(), weight.type()))));
        return leaves;
    }

    private static String operand(Primitive op, int input) {
        return op instanceof FunctionOp custom && input < custom.operands().size()
                ? custom.operands().get(input)
                : "x" + input;
    }
}
