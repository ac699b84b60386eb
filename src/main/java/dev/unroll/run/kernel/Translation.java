package dev.unroll.run.kernel;

import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Op;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Binary;
import dev.unroll.op.ElementWise;
import dev.unroll.op.ScalarOp;
import dev.unroll.op.Unary;
import dev.unroll.op.Where;
import dev.unroll.tensor.Shape;
import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Reads the byte code of a custom element-wise function and writes it as built-in ops, for which there are fast loops.
 * It supports arithmetic on doubles, comparisons, the functions of {@link Math} that are also ops, the attributes of
 * the op, and calls of other methods of the class; anything else is not translated.
 */
public final class Translation {
    private static final int MOST_STEPS = 2_000;
    private static final int DEEPEST = 16;
    private static final Map<String, Op> MATH = Map.ofEntries(
            Map.entry("exp(D)D", Unary.EXP),
            Map.entry("log(D)D", Unary.LOG),
            Map.entry("sqrt(D)D", Unary.SQRT),
            Map.entry("abs(D)D", Unary.ABS),
            Map.entry("sin(D)D", Unary.SIN),
            Map.entry("cos(D)D", Unary.COS),
            Map.entry("tanh(D)D", Unary.TANH),
            Map.entry("signum(D)D", Unary.SIGN),
            Map.entry("max(DD)D", Binary.MAX),
            Map.entry("min(DD)D", Binary.MIN),
            Map.entry("pow(DD)D", Binary.POW));

    private final ElementWise op;
    private final ClassFile file;
    private final Map<List<Object>, Node> known = new HashMap<>();
    private int steps;

    /** Something on the stack that is not a number of the graph. */
    private enum Special {
        THIS,
        INPUTS
    }

    /** What a comparison of two doubles left on the stack. */
    private record Compared(Node a, Node b) {}

    private static final class NotUnderstood extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotUnderstood(String what) {
            super(what, null, false, false);
        }
    }

    private Translation(ElementWise op, ClassFile file) {
        this.op = op;
        this.file = file;
    }

    /** The function of leaves that are called by their numbers; nothing if it could not be read. */
    static Optional<Node> of(ElementWise op) {
        return ClassFile.of(op.getClass()).flatMap(file -> new Translation(op, file).translate());
    }

    private Optional<Node> translate() {
        List<Node> inputs = IntStream.range(0, op.arity())
                .mapToObj(k -> Node.of(new Leaf.Input(Integer.toString(k), Type.real(Rows.NONE, Shape.SCALAR))))
                .toList();
        Map<Integer, Object> locals = new HashMap<>(Map.of(0, Special.THIS));
        boolean scalar = op instanceof ScalarOp;
        locals.put(1, scalar ? inputs.get(0) : Special.INPUTS);
        try {
            byte[] code = file.code(scalar ? "f" : "apply", scalar ? "(D)D" : "([D)D")
                    .orElseThrow(() -> new NotUnderstood("no method"));
            return Optional.of(new Method(code, inputs, 0).run(0, new ArrayDeque<>(), locals));
        } catch (NotUnderstood | ClassCastException e) {
            return Optional.empty();
        }
    }

    /** One method, or one call of it. */
    private final class Method {
        private final byte[] code;
        private final List<Node> inputs;
        private final int depth;

        Method(byte[] code, List<Node> inputs, int depth) {
            this.code = code;
            this.inputs = inputs;
            this.depth = depth;
            if (depth > DEEPEST) {
                throw new NotUnderstood("calls itself");
            }
        }

        /** The value returned when execution continues from here; both branches of a condition are followed. */
        Node run(int from, Deque<Object> stack, Map<Integer, Object> locals) {
            int at = from;
            while (true) {
                if (++steps > MOST_STEPS) {
                    throw new NotUnderstood("too long");
                }
                int instruction = code[at] & 0xff;
                int next = at + 1;
                if (instruction >= 0x26 && instruction <= 0x2d) { // dload_n, aload_n
                    stack.push(local(locals, (instruction - 0x26) % 4));
                } else if (instruction == 0x18 || instruction == 0x19) { // dload, aload
                    stack.push(local(locals, code[next++] & 0xff));
                } else if (instruction >= 0x47 && instruction <= 0x4a) { // dstore_n
                    locals.put(instruction - 0x47, stack.pop());
                } else if (instruction == 0x39) { // dstore
                    locals.put(code[next++] & 0xff, stack.pop());
                } else if (instruction >= 0x02 && instruction <= 0x08) { // iconst
                    stack.push(instruction - 0x03);
                } else if (instruction == 0x10) { // bipush
                    stack.push((int) code[next++]);
                } else if (instruction == 0x0e || instruction == 0x0f) { // dconst
                    stack.push(constant(instruction - 0x0e));
                } else if (instruction == 0x14) { // ldc2_w
                    stack.push(constant(file.number(two(next)).orElseThrow(() -> new NotUnderstood("constant"))));
                    next += 2;
                } else if (instruction == 0x87) { // i2d
                    stack.push(constant((int) stack.pop()));
                } else if (instruction == 0x74) { // ineg
                    stack.push(-(int) stack.pop());
                } else if (instruction == 0x5c) { // dup2
                    stack.push((Node) stack.peek());
                } else if (instruction == 0x31) { // daload
                    int k = (int) stack.pop();
                    require(stack.pop() == Special.INPUTS && k >= 0 && k < inputs.size());
                    stack.push(inputs.get(k));
                } else if (instruction == 0x77) { // dneg
                    stack.push(node(Unary.NEG, (Node) stack.pop()));
                } else if (instruction == 0x63) {
                    binary(Binary.ADD, stack);
                } else if (instruction == 0x67) {
                    binary(Binary.SUB, stack);
                } else if (instruction == 0x6b) {
                    binary(Binary.MUL, stack);
                } else if (instruction == 0x6f) {
                    binary(Binary.DIV, stack);
                } else if (instruction == 0x97 || instruction == 0x98) { // dcmpl, dcmpg
                    Node b = (Node) stack.pop();
                    stack.push(new Compared((Node) stack.pop(), b));
                } else if (instruction >= 0x99 && instruction <= 0x9e) { // if
                    return branch(instruction, at, stack, locals);
                } else if (instruction == 0xa7) { // goto
                    require((short) two(next) > 0);
                    next = at + (short) two(next);
                } else if (instruction == 0xaf) { // dreturn
                    return (Node) stack.pop();
                } else if (instruction == 0xb4) { // getfield
                    require(stack.pop() == Special.THIS);
                    stack.push(attribute(file.member(two(next))));
                    next += 2;
                } else if (instruction == 0xb6 || instruction == 0xb7 || instruction == 0xb8) { // invoke
                    call(file.member(two(next)), instruction == 0xb8, stack);
                    next += 2;
                } else {
                    throw new NotUnderstood("instruction " + instruction);
                }
                at = next;
            }
        }

        private int two(int at) {
            return (code[at] & 0xff) << 8 | code[at + 1] & 0xff;
        }

        private Node branch(int instruction, int at, Deque<Object> stack, Map<Integer, Object> locals) {
            int offset = (short) two(at + 1);
            require(offset > 0);
            Object condition = stack.pop();
            if (condition instanceof Integer known) {
                boolean jumps = instruction == 0x99 ? known == 0 : known != 0;
                require(instruction <= 0x9a);
                return run(jumps ? at + offset : at + 3, stack, locals);
            }
            Compared compared = (Compared) condition;
            Node a = compared.a();
            Node b = compared.b();
            Node jumps = run(at + offset, new ArrayDeque<>(stack), new HashMap<>(locals));
            Node goesOn = run(at + 3, new ArrayDeque<>(stack), new HashMap<>(locals));
            return switch (instruction) {
                case 0x99 -> node(new Where(), node(Binary.EQUAL, a, b), jumps, goesOn);
                case 0x9a -> node(new Where(), node(Binary.EQUAL, a, b), goesOn, jumps);
                case 0x9b -> node(new Where(), node(Binary.LESS, a, b), jumps, goesOn);
                case 0x9c -> node(new Where(), node(Binary.LESS, a, b), goesOn, jumps);
                case 0x9d -> node(new Where(), node(Binary.LESS_EQUAL, a, b), goesOn, jumps);
                default -> node(new Where(), node(Binary.LESS_EQUAL, a, b), jumps, goesOn);
            };
        }

        private void call(ClassFile.Member called, boolean isStatic, Deque<Object> stack) {
            String signature = called.name() + called.descriptor();
            if (called.owner().equals("java/lang/Math") || called.owner().equals("java/lang/StrictMath")) {
                math(signature, stack);
                return;
            }
            require(called.owner().equals(op.getClass().getName().replace('.', '/')));
            byte[] body = file.code(called.name(), called.descriptor()).orElseThrow(() -> new NotUnderstood(signature));
            Map<Integer, Object> locals = new HashMap<>();
            if (called.descriptor().startsWith("()")) { // an attribute's accessor
                require(!isStatic && stack.pop() == Special.THIS);
                stack.push(attribute(called));
                return;
            }
            require(called.descriptor().matches("\\(D+\\)D"));
            int first = isStatic ? 0 : 1;
            for (int k = called.descriptor().length() - 4; k >= 0; k--) {
                locals.put(first + 2 * k, (Node) stack.pop());
            }
            if (!isStatic) {
                require(stack.pop() == Special.THIS);
                locals.put(0, Special.THIS);
            }
            stack.push(new Method(body, inputs, depth + 1).run(0, new ArrayDeque<>(), locals));
        }

        private void math(String signature, Deque<Object> stack) {
            Op function = MATH.get(signature);
            if (signature.equals("log1p(D)D")) {
                stack.push(node(Unary.LOG, node(Binary.ADD, constant(1), (Node) stack.pop())));
            } else if (signature.equals("expm1(D)D")) {
                stack.push(node(Binary.SUB, node(Unary.EXP, (Node) stack.pop()), constant(1)));
            } else if (function instanceof Binary binary) {
                binary(binary, stack);
            } else {
                require(function != null);
                stack.push(node(function, (Node) stack.pop()));
            }
        }
    }

    private static void require(boolean understood) {
        if (!understood) {
            throw new NotUnderstood("something else");
        }
    }

    private static Object local(Map<Integer, Object> locals, int number) {
        Object value = locals.get(number);
        require(value != null);
        return value;
    }

    private void binary(Binary binary, Deque<Object> stack) {
        Node b = (Node) stack.pop();
        stack.push(node(binary, (Node) stack.pop(), b));
    }

    private Node constant(double value) {
        return known.computeIfAbsent(List.of(value), k -> Node.of(new Leaf.Constant(value, Shape.SCALAR)));
    }

    /** The same node for the same op of the same nodes, so that nothing is computed twice. */
    private Node node(Op function, Node... arguments) {
        List<Object> key = new ArrayList<>(List.of(function));
        key.addAll(List.of(arguments));
        return known.computeIfAbsent(key, k -> Node.of(function, arguments));
    }

    /** A field of the op, which never changes: a constant for the graph, or a number to decide by. */
    private Object attribute(ClassFile.Member member) {
        try {
            Field field = op.getClass().getDeclaredField(member.name());
            require(op.getClass().isRecord());
            field.setAccessible(true);
            Object value = field.get(op);
            if (value instanceof Double number) {
                return constant(number);
            }
            require(value instanceof Integer || value instanceof Boolean);
            return value instanceof Boolean flag ? (Object) (flag ? 1 : 0) : value;
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new NotUnderstood(member.name());
        }
    }
}
