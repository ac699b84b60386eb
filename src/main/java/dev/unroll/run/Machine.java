package dev.unroll.run;

import dev.unroll.compile.Instruction;
import dev.unroll.compile.Instruction.Accumulate;
import dev.unroll.compile.Instruction.Apply;
import dev.unroll.compile.Instruction.Arrange;
import dev.unroll.compile.Instruction.Contraction;
import dev.unroll.compile.Instruction.Copy;
import dev.unroll.compile.Instruction.Fill;
import dev.unroll.compile.Instruction.Fused;
import dev.unroll.compile.Instruction.Loop;
import dev.unroll.compile.Instruction.Pack;
import dev.unroll.compile.Instruction.Product;
import dev.unroll.compile.Plan;
import dev.unroll.compile.View;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Lanes;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Context;
import dev.unroll.op.Indexed;
import dev.unroll.op.RowAxis;
import dev.unroll.run.kernel.FusedKernel;
import dev.unroll.run.kernel.Gemm;
import dev.unroll.run.kernel.Kernels;
import dev.unroll.run.kernel.RowKernels;
import dev.unroll.run.kernel.TableRows;
import dev.unroll.tensor.Packing;
import dev.unroll.tensor.Ragged;
import dev.unroll.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Executes a plan on one batch, or on one shard of it, on one thread; its buffers are kept from one run to the next. */
final class Machine implements Results {
    private static final float[] NONE = {};
    private static final int[] NO_ROWS = {};

    private final Plan plan;
    private final Gemm gemm;
    private final Kernels kernels;
    private final Optional<Profile> profile;
    private final Gemm.Packed[] packed;
    private final List<TableRows> tables = new ArrayList<>();
    private final float[][] arrays;
    private final float[][] buffers;
    /** The weights that the prologue concatenates and then packs. */
    private final List<Task> copies;

    private final List<Task> packs;
    private final long packedNumbers;
    private final List<Task> tasks;
    /** What the prologue writes: one array each, shared by all shards of a program. */
    private final Set<Integer> fixed;

    /** What comes from outside: the weights and the batch need no arrays here. */
    private final Set<Integer> given = new HashSet<>();

    private final Map<String, float[]> gathered = new HashMap<>();
    private Context context;
    private int step;
    private int time = Context.OUTSIDE;
    private final Map<Rows, Lanes> lanes = new HashMap<>();
    /** Those of the loop that runs, if one does. */
    private Lanes loop;

    /** One instruction, ready to run on the buffers as they are. */
    private interface Task {
        void run();
    }

    /** @param packed the operands that the prologue packs, shared by all shards of a program */
    Machine(Plan plan, Kernels kernels, Gemm.Packed[] packed, Optional<Profile> profile) {
        this.profile = profile;
        this.plan = plan;
        this.kernels = kernels;
        this.gemm = new Gemm(kernels);
        this.packed = packed.clone();
        Set<Integer> shared = plan.prologue().stream()
                .filter(Pack.class::isInstance)
                .map(pack -> ((Pack) pack).packed())
                .collect(Collectors.toSet());
        for (int i = 0; i < packed.length; i++) {
            if (!shared.contains(i)) {
                this.packed[i] = new Gemm.Packed();
            }
        }
        fixed = plan.prologue().stream()
                .flatMap(instruction -> instruction.writes().stream())
                .map(View::buffer)
                .collect(Collectors.toSet());
        given.addAll(plan.parameters().values());
        given.addAll(plan.inputs().values());
        arrays = new float[plan.buffers().size()][];
        buffers = new float[plan.buffers().size()][];
        copies = plan.prologue().stream()
                .filter(i -> !(i instanceof Pack))
                .map(i -> task(i, false))
                .toList();
        packs = plan.prologue().stream()
                .filter(Pack.class::isInstance)
                .map(i -> task(i, false))
                .toList();
        packedNumbers = plan.prologue().stream()
                .filter(Pack.class::isInstance)
                .map(pack -> ((Pack) pack).weights())
                .mapToLong(view -> (long) view.lead() * view.width())
                .sum();
        tasks = plan.instructions().stream().map(i -> task(i, false)).toList();
    }

    /** Does what depends on the weights alone, for this machine and those that are given it. */
    void prepare(Weights weights) {
        context = Context.of(Axes.of(1, Map.of()), new long[1], 0, 0);
        step = 0;
        plan.parameters()
                .forEach((name, buffer) -> buffers[buffer] = weights.get(name).values());
        for (int buffer : fixed) {
            if (buffers[buffer] == null) {
                buffers[buffer] = new float[plan.buffers().get(buffer).width()];
            }
        }
        copies.forEach(Task::run);
        Threads.current().run(packs.size(), packedNumbers, i -> packs.get(i).run());
    }

    /**
     * Computes every output.
     *
     * @param prepared the machine that did the prologue
     * @param whole the batch that this one is a part of
     */
    void run(Machine prepared, Weights weights, Batch batch, Axes whole) {
        begin(prepared, weights, batch, whole);
        again();
    }

    /** Takes the arrays of the weights and of the batch, for {@link #again}. */
    void begin(Machine prepared, Weights weights, Batch batch, Axes whole) {
        context = Context.of(batch.axes(), whole, batch.keys(), batch.seed(), batch.step());
        lanes.clear();
        step = 0;
        bind(weights, batch);
        fixed.forEach(buffer -> buffers[buffer] = prepared.buffers[buffer]);
    }

    /** Computes every output from what is in those arrays now. */
    void again() {
        for (Task task : tasks) {
            task.run();
        }
    }

    private void bind(Weights weights, Batch batch) {
        for (int b = 0; b < buffers.length; b++) {
            if (fixed.contains(b) || given.contains(b)) {
                continue;
            }
            int array = plan.storage().get(b);
            Plan.Buffer buffer = plan.buffers().get(b);
            int needed = Math.multiplyExact(context.rows(buffer.rows()), buffer.width());
            if (arrays[array] == null) {
                arrays[array] = new float[needed];
            } else if (arrays[array].length < needed) {
                arrays[array] = new float[needed + needed / 8];
            }
            buffers[b] = arrays[array];
        }
        plan.parameters()
                .forEach((name, buffer) -> buffers[buffer] = weights.get(name).values());
        plan.inputs().forEach((name, buffer) -> {
            float[] values = batch.values().get(name);
            if (values == null) {
                throw new IllegalArgumentException("the batch has no values for '" + name + "'");
            }
            buffers[buffer] = values;
        });
    }

    private RowKernels.Place place(View view) {
        return RowKernels.place(view, buffers, step);
    }

    private int rows(Rows rows) {
        return time == Context.OUTSIDE ? context.rows(rows) : loop.rows(rows, time);
    }

    private Ragged steps(Rows axis) {
        return time == Context.OUTSIDE ? context.axes().packing(axis) : loop.axis(axis);
    }

    /** Where rows lie in the loops along an axis. */
    private Lanes along(Rows axis) {
        return lanes.computeIfAbsent(axis, context.axes()::along);
    }

    private int height(Rows rows, View view) {
        return rows(rows) * view.lead();
    }

    private Task task(Instruction instruction, boolean inLoop) {
        Task task = task(instruction);
        if (profile.isEmpty() || instruction instanceof Loop) {
            return task;
        }
        String phase = Profile.phase(instruction, inLoop);
        return () -> {
            long start = System.nanoTime();
            task.run();
            profile.get().add(phase, System.nanoTime() - start);
        };
    }

    private Task task(Instruction instruction) {
        if (instruction instanceof Fused fused) {
            FusedKernel kernel = new FusedKernel(fused, kernels);
            return fused.knowsParents()
                    ? () -> kernel.run(
                            buffers,
                            rows(fused.rows()),
                            step,
                            steps(fused.rows()).owners(),
                            rows(fused.rows().parent()))
                    : () -> kernel.run(buffers, rows(fused.rows()), step, NO_ROWS, 0);
        } else if (instruction instanceof Pack pack) {
            return () -> pack(pack);
        } else if (instruction instanceof Product product) {
            return () -> product(product);
        } else if (instruction instanceof Contraction contraction) {
            return () -> contract(contraction);
        } else if (instruction instanceof Apply apply) {
            return apply(apply);
        } else if (instruction instanceof Instruction.TableRows rows) {
            return table(rows);
        } else if (instruction instanceof Instruction.Scatter scatter) {
            Instruction.Indexed source = scatter.source();
            return () -> TableRows.scatter(
                    place(source.gradients()), place(source.ids()), place(scatter.to()), rows(source.rows()));
        } else if (instruction instanceof Copy copy) {
            return () -> copy(copy);
        } else if (instruction instanceof Fill fill) {
            return () -> RowKernels.fill(place(fill.view()), height(fill.rows(), fill.view()), fill.value());
        } else if (instruction instanceof Accumulate add) {
            return () -> RowKernels.add(place(add.from()), place(add.to()), height(add.rows(), add.from()));
        } else if (instruction instanceof Arrange arrange) {
            return () -> arrange(arrange);
        } else if (instruction instanceof Loop loop) {
            List<Task> body = loop.body().stream().map(i -> task(i, true)).toList();
            boolean needsContext = loop.body().stream().anyMatch(Apply.class::isInstance);
            return () -> loop(loop, needsContext, body);
        }
        throw new IllegalStateException("no kernel for " + instruction);
    }

    /** @param needsContext whether an op of the body asks for more than its rows, at the price of an object a step */
    private void loop(Loop instruction, boolean needsContext, List<Task> body) {
        Context outside = context;
        loop = along(instruction.axis());
        Packing packing = loop.packing();
        for (int i = 0; i < packing.steps(); i++) {
            int t = instruction.reverse() ? packing.steps() - 1 - i : i;
            time = t;
            context = needsContext ? outside.at(loop, t) : outside;
            step = packing.offset(t);
            for (Task task : body) {
                task.run();
            }
        }
        context = outside;
        time = Context.OUTSIDE;
        step = 0;
    }

    private void copy(Copy copy) {
        View from = copy.from();
        View to = copy.to();
        float[] source = buffers[from.buffer()];
        float[] target = buffers[to.buffer()];
        int a = RowKernels.start(from, step);
        int b = RowKernels.start(to, step);
        int height = height(copy.rows(), from);
        if (from.stride() == from.width() && to.stride() == from.width()) {
            System.arraycopy(source, a, target, b, height * from.width());
            return;
        }
        for (int i = 0; i < height; i++) {
            System.arraycopy(source, a + i * from.stride(), target, b + i * to.stride(), from.width());
        }
    }

    private void arrange(Arrange arrange) {
        RowKernels.Place from = place(arrange.from());
        RowKernels.Place to = place(arrange.to());
        int lead = arrange.from().lead();
        int[] origins = along(arrange.axis()).origins(arrange.rows());
        for (int row = 0; row < origins.length; row++) {
            int source = (arrange.inwards() ? origins[row] : row) * lead;
            int target = (arrange.inwards() ? row : origins[row]) * lead;
            for (int i = 0; i < lead; i++) {
                System.arraycopy(from.data(), from.row(source + i), to.data(), to.row(target + i), to.width());
            }
        }
    }

    private void pack(Pack pack) {
        RowKernels.Place weights = place(pack.weights());
        int rows = pack.weights().lead();
        int columns = pack.weights().width();
        gemm.pack(
                weights.data(),
                weights.at(),
                weights.stride(),
                pack.transposed() ? columns : rows,
                pack.transposed() ? rows : columns,
                pack.transposed(),
                packed[pack.packed()]);
    }

    /** Done at every step of a loop, and so without a {@link RowKernels.Place} for each operand. */
    private void product(Product product) {
        View left = product.left();
        View out = product.out();
        boolean biased = product.bias().isPresent();
        View bias = biased ? product.bias().get() : left;
        gemm.multiply(
                height(product.rows(), left),
                buffers[left.buffer()],
                RowKernels.start(left, step),
                left.stride(),
                packed[product.packed()],
                biased ? buffers[bias.buffer()] : NONE,
                biased ? RowKernels.start(bias, step) : 0,
                buffers[out.buffer()],
                RowKernels.start(out, step),
                out.stride());
    }

    private void contract(Contraction contraction) {
        RowKernels.Place left = place(contraction.left());
        RowKernels.Place right = place(contraction.right());
        RowKernels.Place out = place(contraction.out());
        int height = height(contraction.rows(), contraction.left());
        gemm.contract(
                height,
                left.width(),
                left.data(),
                left.at(),
                left.stride(),
                right.width(),
                right.data(),
                right.at(),
                right.stride(),
                out.data(),
                out.at(),
                out.stride());
    }

    private Task table(Instruction.TableRows rows) {
        TableRows table = new TableRows();
        while (tables.size() <= rows.table()) {
            tables.add(table);
        }
        tables.set(rows.table(), table);
        return () -> {
            table.begin(rows.classes(), rows.sources().get(0).gradients().width());
            for (Instruction.Indexed source : rows.sources()) {
                table.find(place(source.ids()), rows(source.rows()));
            }
            table.sort();
            for (Instruction.Indexed source : rows.sources()) {
                table.add(place(source.gradients()), place(source.ids()), rows(source.rows()));
            }
            table.end();
        };
    }

    private Task apply(Apply apply) {
        Optional<RowKernels.Kernel> kernel = RowKernels.of(apply.op(), kernels);
        if (apply.op() instanceof RowAxis.SumRows && apply.inputs().get(0).lead() == 1) {
            View in = apply.inputs().get(0);
            return () -> RowKernels.sumRows(
                    place(in),
                    place(apply.out()),
                    rows(apply.inputTypes().get(0).rows()));
        }
        boolean flat = apply.inputs().stream().allMatch(view -> view.lead() == 1);
        boolean table = apply.op() instanceof Indexed.Embed;
        if (kernel.isEmpty() || !(flat || table) || apply.out().lead() > 1) {
            return () -> define(apply);
        }
        RowKernels.Place[] inputs = new RowKernels.Place[apply.inputs().size()];
        return () -> {
            for (int i = 0; i < inputs.length; i++) {
                inputs[i] = place(apply.inputs().get(i));
            }
            kernel.get().run(inputs, place(apply.out()), height(apply.type().rows(), apply.out()), context);
        };
    }

    /** Runs an op by its float64 definition: what a custom op has, and the rare ops without a kernel. */
    private void define(Apply apply) {
        List<Tensor> inputs = new ArrayList<>();
        for (int i = 0; i < apply.inputs().size(); i++) {
            inputs.add(read(apply.inputs().get(i), apply.inputTypes().get(i)));
        }
        Tensor out = Tensor.zeros(rows(apply.type().rows()), apply.type().shape());
        apply.op().forward(inputs, out, context);
        RowKernels.Place to = place(apply.out());
        for (int i = 0; i < out.data().length; i++) {
            to.data()[to.row(i / to.width()) + i % to.width()] = (float) out.data()[i];
        }
    }

    private Tensor read(View view, Type type) {
        RowKernels.Place from = place(view);
        Tensor tensor = Tensor.zeros(rows(type.rows()), type.shape());
        for (int i = 0; i < tensor.data().length; i++) {
            tensor.data()[i] = from.data()[from.row(i / from.width()) + i % from.width()];
        }
        return tensor;
    }

    private Plan.Output output(String name) {
        Plan.Output output = plan.outputs().get(name);
        if (output == null) {
            throw new IllegalArgumentException("no output is named '" + name + "'");
        }
        return output;
    }

    @Override
    public float[] values(String name) {
        Plan.Output output = output(name);
        if (output.isSparse()) {
            return tables.get(output.table()).values();
        }
        RowKernels.Place place = place(output.view());
        if (place.at() == 0 && place.stride() == place.width()) {
            return place.data();
        }
        float[] values = gathered.computeIfAbsent(name, n -> new float[size(n)]);
        for (int row = 0; row < output.view().lead(); row++) {
            System.arraycopy(place.data(), place.row(row), values, row * place.width(), place.width());
        }
        return values;
    }

    /** The location of an output without rows, possibly some columns of a larger one. */
    RowKernels.Place whole(String name) {
        return place(output(name).view());
    }

    @Override
    public int size(String name) {
        Plan.Output output = output(name);
        return output.isSparse()
                ? tables.get(output.table()).size()
                : rows(output.type().rows()) * output.type().shape().size();
    }

    @Override
    public Optional<int[]> rowsTouched(String name) {
        Plan.Output output = output(name);
        return output.isSparse() ? Optional.of(tables.get(output.table()).rows()) : Optional.empty();
    }
}
