package dev.unroll.compile;

import dev.unroll.compile.Instruction.Accumulate;
import dev.unroll.compile.Instruction.Apply;
import dev.unroll.compile.Instruction.Arrange;
import dev.unroll.compile.Instruction.Contraction;
import dev.unroll.compile.Instruction.Copy;
import dev.unroll.compile.Instruction.Fill;
import dev.unroll.compile.Instruction.Fused;
import dev.unroll.compile.Instruction.Loop;
import dev.unroll.compile.Instruction.Micro;
import dev.unroll.compile.Instruction.Operand;
import dev.unroll.compile.Instruction.Pack;
import dev.unroll.compile.Instruction.Product;
import dev.unroll.compile.Instruction.Scatter;
import dev.unroll.compile.Instruction.Store;
import dev.unroll.compile.Instruction.TableRows;
import dev.unroll.graph.Rows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A plan as text. {@code %3} is a buffer, {@code %3[0:4]} some of its columns, {@code %3@t} its rows of the current step,
 * {@code p0} a packed operand, {@code r5} a register of a fused kernel.
 */
final class PlanText {
    private final Plan plan;
    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, String> leaves = new LinkedHashMap<>();

    private PlanText(Plan plan) {
        this.plan = plan;
        plan.inputs().forEach((name, buffer) -> leaves.put(buffer, "input " + name));
        plan.parameters().forEach((name, buffer) -> leaves.put(buffer, "parameter " + name));
    }

    static String of(Plan plan) {
        return new PlanText(plan).write();
    }

    private String write() {
        line("", "buffers");
        for (int i = 0; i < plan.buffers().size(); i++) {
            Plan.Buffer buffer = plan.buffers().get(i);
            String what = leaves.getOrDefault(i, "array " + plan.storage().get(i));
            line("  ", "%" + i + ": " + rows(buffer.rows()) + buffer.width() + "   # " + what);
        }
        line("", "prologue");
        block(plan.prologue(), "  ");
        line("", "program");
        block(plan.instructions(), "  ");
        plan.outputs()
                .forEach((name, output) -> line(
                        "",
                        "output " + name + " = "
                                + (output.isSparse() ? "table " + output.table() : place(output.view()))));
        return text.toString();
    }

    private void line(String indent, String line) {
        text.append(indent).append(line).append('\n');
    }

    private void block(List<Instruction> instructions, String indent) {
        instructions.forEach(instruction -> instruction(instruction, indent));
    }

    private void instruction(Instruction instruction, String indent) {
        if (instruction instanceof Loop loop) {
            line(indent, loop.reverse() ? "loop reversed {" : "loop {");
            block(loop.body(), indent + "  ");
            line(indent, "}");
        } else if (instruction instanceof Fused fused) {
            fused(fused, indent);
        } else {
            line(indent, simple(instruction));
        }
    }

    private String simple(Instruction instruction) {
        if (instruction instanceof Pack pack) {
            return "p" + pack.packed() + " = pack " + place(pack.weights()) + (pack.transposed() ? " transposed" : "");
        } else if (instruction instanceof Product product) {
            String bias = product.bias().map(view -> " + " + place(view)).orElse("");
            return place(product.out()) + " = product " + place(product.left()) + ", p" + product.packed() + bias;
        } else if (instruction instanceof Contraction contraction) {
            return place(contraction.out()) + " = contract " + place(contraction.left()) + ", "
                    + place(contraction.right());
        } else if (instruction instanceof Apply apply) {
            return place(apply.out()) + " = " + name(apply.op().name()) + " " + places(apply.inputs());
        } else if (instruction instanceof TableRows table) {
            return "table " + table.table() + " = rows of "
                    + table.sources().stream().map(this::indexed).collect(Collectors.joining(" and of "));
        } else if (instruction instanceof Scatter scatter) {
            return place(scatter.to()) + " += rows of " + indexed(scatter.source());
        } else if (instruction instanceof Copy copy) {
            return place(copy.to()) + " = copy " + place(copy.from());
        } else if (instruction instanceof Arrange arrange) {
            return place(arrange.to()) + " = " + place(arrange.from())
                    + (arrange.inwards() ? " in lanes of " : " out of lanes of ") + arrange.axis();
        } else if (instruction instanceof Fill fill) {
            return place(fill.view()) + " = fill " + fill.value();
        } else if (instruction instanceof Accumulate accumulate) {
            return place(accumulate.to()) + " += " + place(accumulate.from());
        }
        throw new AssertionError("no text for " + instruction);
    }

    private String indexed(Instruction.Indexed source) {
        return place(source.gradients()) + " by " + place(source.ids());
    }

    private void fused(Fused fused, String indent) {
        line(indent, "fused " + rows(fused.rows()) + fused.width() + " {");
        List<String> registers = new ArrayList<>();
        for (Operand operand : fused.operands()) {
            registers.add(place(operand.view()));
        }
        for (Micro micro : fused.micros()) {
            int register = registers.size();
            String arguments = micro.arguments().stream().map(registers::get).collect(Collectors.joining(", "));
            String stored = fused.stores().stream()
                    .filter(store -> store.register() == register)
                    .map(Store::view)
                    .map(view -> " -> " + place(view))
                    .collect(Collectors.joining());
            registers.add("r" + register);
            line(
                    indent + "  ",
                    "r" + register + " = "
                            + name(micro.op()
                                    .map(op -> op.name())
                                    .orElse(micro.kind().name())) + " " + arguments + stored);
        }
        line(indent, "}");
    }

    private String places(List<View> views) {
        return views.stream().map(this::place).collect(Collectors.joining(", "));
    }

    private String place(View view) {
        int row = plan.buffers().get(view.buffer()).width();
        boolean whole = view.column() == 0 && view.lead() * view.width() == row;
        String columns = whole ? "" : "[" + view.column() + ":" + (view.column() + view.width()) + "]";
        return "%" + view.buffer() + columns + (view.stepped() ? "@t" : "");
    }

    private static String rows(Rows rows) {
        return rows == Rows.NONE ? "" : name(rows.name()) + " x ";
    }

    private static String name(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
