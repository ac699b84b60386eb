package dev.unroll.compile;

import dev.unroll.compile.Instruction.Fused;
import dev.unroll.compile.Instruction.Kind;
import dev.unroll.compile.Instruction.Micro;
import dev.unroll.compile.Instruction.Operand;
import dev.unroll.compile.Instruction.Store;
import dev.unroll.graph.Node;
import dev.unroll.graph.Type;
import dev.unroll.op.Binary;
import dev.unroll.op.ElementWise;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Builds a fused instruction. */
final class Fusion {
    private final Type space;
    private final int width;
    private final Map<Node, Integer> registers = new IdentityHashMap<>();
    private final List<Operand> operands = new ArrayList<>();
    private final List<Micro> micros = new ArrayList<>();
    private final List<Store> stores = new ArrayList<>();
    private final Set<Node> absorbed = Collections.newSetFromMap(new IdentityHashMap<>());
    /** Numbers per row that were repeated along the row, by their register. */
    private final Map<Integer, Integer> repeated = new HashMap<>();

    /** @param space the type of the rows that it works on */
    Fusion(Type space) {
        this.space = space;
        this.width = space.shape().width();
    }

    /** All operands come first. */
    void operand(Node node, Supplier<Operand> place) {
        if (!registers.containsKey(node)) {
            registers.put(node, operands.size());
            operands.add(place.get());
        }
    }

    /** Computes a node, together with the product that was absorbed into it, if there is one. */
    void compute(Node node) {
        Optional<Node> product =
                node.inputs().stream().filter(absorbed::contains).findFirst();
        Kind kind = Kind.of(node);
        boolean number = isPerRow(node);
        boolean sum = kind == Kind.SUM;
        List<Integer> arguments = new ArrayList<>();
        for (Node input : product.map(Node::inputs).orElse(node.inputs())) {
            int register = registers.get(input);
            arguments.add((!number || sum) && isPerRow(register) ? repeat(register) : register);
        }
        Optional<ElementWise> op = kind == Kind.ELEMENTS ? Optional.of((ElementWise) node.op()) : Optional.empty();
        registers.put(node, micro(kind, op, arguments, number));
    }

    /** Marks a product that a sum alone reads, so that both are computed as one. */
    void absorb(Node product, Node user) {
        if (product.op() == Binary.MUL && Kind.of(user).isSum()) {
            absorbed.add(product);
        }
    }

    boolean isAbsorbed(Node node) {
        return absorbed.contains(node);
    }

    private boolean isPerRow(Node node) {
        return space.shape().rank() > 0 && node.type().shape().rank() == 0;
    }

    private boolean isPerRow(int register) {
        return register < operands.size()
                ? operands.get(register).spread().isPerRow()
                : micros.get(register - operands.size()).perRow();
    }

    private int repeat(int register) {
        Integer known = repeated.get(register);
        if (known == null) {
            known = micro(Kind.REPEAT, Optional.empty(), List.of(register), false);
            repeated.put(register, known);
        }
        return known;
    }

    private int micro(Kind kind, Optional<ElementWise> op, List<Integer> arguments, boolean perRow) {
        micros.add(new Micro(kind, op, arguments, perRow));
        return operands.size() + micros.size() - 1;
    }

    void store(Node node, View view) {
        stores.add(new Store(registers.get(node), view));
    }

    Fused instruction() {
        return new Fused(space.rows(), space.shape().size() / width, width, operands, micros, stores);
    }
}
