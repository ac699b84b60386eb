package dev.unroll.graph;

import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Unites scans of one step on the same inputs into one scan, whose results are those that something reads. */
final class Union {
    /** The identity of a loop: a scan without its results, and its inputs. */
    private record Loop(Scan scan, List<Node> inputs) {}

    private record Reading(Loop loop, Scan.Result result) {}

    private final Map<Node, Loop> loops = new IdentityHashMap<>();
    private final Map<Loop, Set<Scan.Result>> results = new HashMap<>();

    private Union() {}

    /** The new node of every node that {@code roots} need; the node itself where nothing changes. */
    static Map<Node, Node> of(Collection<Node> roots) {
        List<Node> order = Graph.order(roots);
        Union union = new Union();
        union.collect(order);
        return union.rebuild(order);
    }

    private void collect(List<Node> order) {
        Map<Reading, Node> first = new HashMap<>();
        Map<Node, Node> equal = new IdentityHashMap<>();
        for (Node node : order) {
            equal.put(node, node);
            if (node.op() instanceof Scan scan) {
                List<Node> inputs = node.inputs().stream().map(equal::get).toList();
                loops.put(node, new Loop(scan.with(List.of()), inputs));
            } else if (node.op() instanceof Scan.Read) {
                Reading reading = new Reading(loops.get(node.input(0)), Scan.result(node));
                results.computeIfAbsent(reading.loop(), loop -> new LinkedHashSet<>())
                        .add(reading.result());
                equal.put(node, first.computeIfAbsent(reading, r -> node));
            }
        }
    }

    private Map<Node, Node> rebuild(List<Node> order) {
        Map<Loop, Node> scans = new HashMap<>();
        Map<Reading, Node> reads = new HashMap<>();
        Map<Node, Node> done = new IdentityHashMap<>();
        for (Node node : order) {
            List<Node> inputs = node.inputs().stream().map(done::get).toList();
            if (node.op() instanceof Scan scan) {
                Loop loop = loops.get(node);
                done.put(node, scans.computeIfAbsent(loop, l -> scan(node, scan, results.get(l), inputs)));
            } else if (node.op() instanceof Scan.Read) {
                Scan.Result result = Scan.result(node);
                int index = ((Scan) inputs.get(0).op()).results().indexOf(result);
                done.put(
                        node,
                        reads.computeIfAbsent(
                                new Reading(loops.get(node.input(0)), result),
                                r -> node.op().equals(new Scan.Read(index))
                                        ? node.with(inputs)
                                        : Node.of(new Scan.Read(index), inputs).named(node.name())));
            } else {
                done.put(node, node.with(inputs));
            }
        }
        return done;
    }

    private static Node scan(Node node, Scan scan, Set<Scan.Result> read, List<Node> inputs) {
        boolean same = read.size() == scan.results().size() && read.containsAll(scan.results());
        return same
                ? node.with(inputs)
                : Node.of(scan.with(List.copyOf(read)), inputs).named(node.name());
    }
}
