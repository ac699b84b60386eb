package dev.unroll.op;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.tensor.Shape;
import java.lang.reflect.Constructor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every primitive op of the package, found on the class path, in every combination of a few attributes and of the operand
 * types it accepts: what the contract test runs over, so that a new op is tested by existing.
 */
public final class EveryOp {
    private static final List<Shape> SHAPES =
            List.of(Shape.SCALAR, Shape.of(3), Shape.of(1), Shape.of(3, 3), Shape.of(2, 3));
    private static final int MOST_CASES = 16;

    private EveryOp() {}

    /** One op on leaves named {@code x0}, {@code x1}, ... */
    public record Case(Primitive op, Node node) {
        @Override
        public String toString() {
            return op.getClass().getSimpleName() + " " + op + " of "
                    + node.inputs().stream().map(Node::type).toList();
        }
    }

    public static Stream<Case> cases() {
        return ops().stream().flatMap(op -> cases(op).stream());
    }

    /** All primitives: enum constants, and records with sample attributes. */
    public static List<Primitive> ops() {
        List<Primitive> ops = new ArrayList<>();
        for (JavaClass found : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.unroll.op")) {
            Class<?> type = found.reflect();
            if (!Primitive.class.isAssignableFrom(type) || type.isInterface()) {
                continue;
            }
            if (type.isEnum()) {
                Stream.of(type.getEnumConstants()).forEach(constant -> ops.add((Primitive) constant));
            } else if (type.isRecord()) {
                Constructor<?> constructor = type.getDeclaredConstructors()[0];
                for (List<Object> arguments : arguments(constructor.getParameterTypes())) {
                    ops.add(create(constructor, arguments));
                }
            }
        }
        return ops;
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
            return List.of((Object[]) Rows.values());
        } else if (type == Shape.class) {
            return List.copyOf(SHAPES);
        }
        throw new IllegalStateException("give the contract test sample values for attributes of " + type);
    }

    /** The op on the first operand types it accepts, of the smallest number of operands. */
    private static List<Case> cases(Primitive op) {
        List<Type> types = new ArrayList<>();
        for (Rows rows : Rows.values()) {
            SHAPES.forEach(shape -> types.add(Type.real(rows, shape)));
            types.add(Type.index(rows, 3));
        }
        List<List<Type>> combinations = List.of(List.of());
        for (int arity = 0; arity <= 3; arity++) {
            List<Case> cases = new ArrayList<>();
            for (List<Type> inputs : combinations) {
                try {
                    op.infer(inputs);
                    cases.add(new Case(op, Node.of(op, leaves(inputs))));
                } catch (IllegalArgumentException | IndexOutOfBoundsException refused) {
                    continue;
                }
            }
            if (!cases.isEmpty()) {
                return spread(cases);
            }
            combinations = combinations.stream()
                    .flatMap(prefix -> types.stream().map(type -> append(prefix, type)))
                    .toList();
        }
        return List.of();
    }

    private static List<Case> spread(List<Case> cases) {
        List<Case> chosen = new ArrayList<>();
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

    private static List<Node> leaves(List<Type> types) {
        List<Node> leaves = new ArrayList<>();
        for (Type type : types) {
            leaves.add(Node.of(new Leaf.Input("x" + leaves.size(), type)));
        }
        return leaves;
    }
}
