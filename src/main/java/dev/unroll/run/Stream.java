package dev.unroll.run;

import dev.unroll.api.PublicApi;
import dev.unroll.compile.OneStep;
import dev.unroll.compile.Passes;
import dev.unroll.compile.Plan;
import dev.unroll.compile.Planner;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Graph;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.op.RowAxis.ToRows;
import dev.unroll.run.kernel.Gemm;
import dev.unroll.run.kernel.Kernels;
import dev.unroll.tensor.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A graph that runs one step at a time, over one sequence or several in parallel, and keeps the states in between. It
 * is compiled once for the step alone, and the weights are laid out once; a step then allocates next to nothing.
 *
 * <pre>{@code
 * float[] text = stream.input("text");
 * float[] scores = stream.output("value:scores");
 * for (int letter : letters) {
 * text[0] = letter;
 * stream.step();
 * use(scores);
 * }
 * }</pre>
 *
 * <p>A stream belongs to the thread that first steps or resets it, and refuses every other one: its states are of one run through
 * the sequences.
 */
@PublicApi
public final class Stream {
    private final int sequences;
    private final Axes axes;
    private final Plan plan;
    private final Machine machine;
    private final Map<String, float[]> inputs = new LinkedHashMap<>();
    private final Set<String> states;
    private final List<State> kept = new ArrayList<>();
    private final AtomicReference<Thread> owner = new AtomicReference<>();

    /**
     * A state.
     *
     * @param before what the next step reads
     * @param after what the last step computed
     * @param saved the same, safe from being overwritten while the states move on
     * @param initial what the first step reads
     */
    private record State(float[] before, float[] after, float[] saved, float[] initial) {}

    private Stream(OneStep step, Weights weights, int sequences, Optional<Profile> profile) {
        this.sequences = sequences;
        states = step.initial().keySet();
        axes = axes(step.graph(), sequences);
        plan = Planner.plan(Passes.optimise(step.graph()));
        Gemm.Packed[] packed = new Gemm.Packed[plan.packed()];
        Arrays.setAll(packed, i -> new Gemm.Packed());
        machine = new Machine(plan, Kernels.best(), packed, profile);
        plan.inputs()
                .forEach((name, buffer) ->
                        inputs.put(name, new float[size(plan.buffers().get(buffer))]));
        machine.prepare(weights);
        machine.begin(machine, weights, batch(inputs), axes);
        keepStates(step, weights);
        for (int sequence = 0; sequence < sequences; sequence++) {
            begin(sequence);
        }
    }

    /** @throws IllegalStateException if the stream belongs to another thread */
    private void claim() {
        Thread thread = Thread.currentThread();
        Thread first = owner.get();
        if (first != thread && !owner.compareAndSet(null, thread)) {
            throw new IllegalStateException("this stream belongs to the thread '"
                    + owner.get().getName() + "' and cannot be used by '" + thread.getName()
                    + "': use one stream per thread");
        }
    }

    /**
     * Compiles one step of a graph, at the first step of all sequences.
     *
     * @param weights must not change as long as the stream is used
     * @param sequences the number of parallel sequences
     * @throws IllegalArgumentException if one step is not enough for an output: see {@link OneStep#obstacle}
     */
    public static Stream of(Graph graph, Weights weights, int sequences) {
        return new Stream(OneStep.of(graph), weights, sequences, Optional.empty());
    }

    /** The same, and the time of each step is added to a profile. */
    public static Stream of(Graph graph, Weights weights, int sequences, Profile profile) {
        return new Stream(OneStep.of(graph), weights, sequences, Optional.of(profile));
    }

    private int size(Plan.Buffer buffer) {
        return buffer.width() * (buffer.rows() == Rows.NONE ? 1 : sequences);
    }

    private Batch batch(Map<String, float[]> values) {
        return new Batch(axes, values, new long[sequences], 0, 0);
    }

    /** Each axis of the graph with the one step that is run. */
    private static Axes axes(Graph graph, int sequences) {
        Map<Rows, Packing> packings = new LinkedHashMap<>(Map.of(Rows.STEPS, Packing.uniform(sequences, 1)));
        for (Node node : graph.order()) {
            for (Rows at = node.type().rows(); at.isAxis(); at = at.parent()) {
                packings.put(at, Packing.uniform(sequences, 1));
            }
        }
        return Axes.of(sequences, packings);
    }

    private void keepStates(OneStep step, Weights weights) {
        Map<String, Node> beginnings = new LinkedHashMap<>();
        step.initial().forEach((name, node) -> {
            if (inputs.containsKey(name)) {
                beginnings.put(name, node.op() instanceof Leaf.Input ? zeros(node) : node);
            }
        });
        Results initial = Program.compile(new Graph(beginnings)).run(weights, batch(Map.of()));
        for (String name : beginnings.keySet()) {
            float[] before = inputs.get(name);
            float[] after = machine.values(name);
            boolean isOther = inputs.values().stream().anyMatch(input -> input == after);
            float[] saved = isOther ? new float[before.length] : after;
            kept.add(new State(before, after, saved, Arrays.copyOf(initial.values(name), before.length)));
        }
    }

    /** The initial value of a state that is carried from batch to batch. */
    private static Node zeros(Node state) {
        return Node.of(
                new ToRows(Rows.BATCH),
                Node.of(new Leaf.Constant(0, state.type().shape())));
    }

    /** The names of the values that each step needs. */
    public Set<String> inputs() {
        Set<String> names = new LinkedHashSet<>(inputs.keySet());
        names.removeAll(states);
        return names;
    }

    /**
     * Where to write a value before a step: a row for each sequence. The array stays the same from step to step, and what is
     * in it stays until something else is written.
     *
     * @throws IllegalArgumentException if the outputs do not need such an input
     */
    public float[] input(String name) {
        float[] values = inputs.get(name);
        if (values == null || states.contains(name)) {
            throw new IllegalArgumentException("no input is named '" + name + "'; there are " + inputs());
        }
        return values;
    }

    /**
     * Where to read an output after a step: a row for each sequence. The array stays the same from step to step; nobody else
     * writes to it.
     *
     * @throws IllegalArgumentException if there is no such output
     */
    public float[] output(String name) {
        return machine.values(name);
    }

    /** Takes all sequences one step further. @throws IllegalStateException if another thread has used the stream */
    public void step() {
        claim();
        machine.again();
        for (State state : kept) {
            if (state.saved != state.after) {
                System.arraycopy(state.after, 0, state.saved, 0, state.saved.length);
            }
        }
        for (State state : kept) {
            System.arraycopy(state.saved, 0, state.before, 0, state.before.length);
        }
    }

    /** Lets all sequences begin again. @throws IllegalStateException as {@link #step} */
    public void reset() {
        for (int sequence = 0; sequence < sequences; sequence++) {
            reset(sequence);
        }
    }

    /** Restarts one sequence; the others continue. @throws IllegalStateException as {@link #step} */
    public void reset(int sequence) {
        claim();
        begin(sequence);
    }

    private void begin(int sequence) {
        for (State state : kept) {
            int width = state.before.length / sequences;
            System.arraycopy(state.initial, sequence * width, state.before, sequence * width, width);
        }
    }
}
