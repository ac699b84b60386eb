package dev.unroll.graph;

import dev.unroll.api.PublicApi;
import java.util.List;

/** An op, its inputs and its type. Immutable; two nodes are equal only if they are the same one. */
@PublicApi
public final class Node {
    private final Op op;
    private final List<Node> inputs;
    private final Type type;
    private final String name;

    private Node(Op op, List<Node> inputs, Type type, String name) {
        this.op = op;
        this.inputs = inputs;
        this.type = type;
        this.name = name;
    }

    /** @throws IllegalArgumentException if the op cannot take these inputs */
    public static Node of(Op op, List<Node> inputs) {
        List<Node> copy = List.copyOf(inputs);
        return new Node(op, copy, op.infer(copy.stream().map(Node::type).toList()), "");
    }

    public static Node of(Op op, Node... inputs) {
        return of(op, List.of(inputs));
    }

    /** The same computation under a name: the path in the spec, such as {@code encoder.f}. */
    public Node named(String path) {
        return new Node(op, inputs, type, path);
    }

    /** The same op and name on other inputs. */
    public Node with(List<Node> changed) {
        return changed.equals(inputs) ? this : of(op, changed).named(name);
    }

    public Op op() {
        return op;
    }

    public List<Node> inputs() {
        return inputs;
    }

    public Node input(int i) {
        return inputs.get(i);
    }

    public Type type() {
        return type;
    }

    /** The path in the spec, or the empty string. */
    public String name() {
        return name;
    }

    @Override
    public String toString() {
        return (name.isEmpty() ? op.name() : name) + ": " + type;
    }
}
