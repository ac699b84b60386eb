package dev.unroll.report.drawing;

import dev.unroll.report.drawing.Drawing.Edge;
import dev.unroll.report.drawing.Drawing.Group;
import dev.unroll.report.drawing.Drawing.Kind;
import dev.unroll.report.drawing.Drawing.Node;
import dev.unroll.report.drawing.Drawing.Relation;
import dev.unroll.report.drawing.Picture.Area;
import dev.unroll.report.drawing.Picture.Box;
import dev.unroll.report.drawing.Picture.Frame;
import dev.unroll.report.drawing.Picture.Point;
import dev.unroll.report.drawing.Picture.Route;
import dev.unroll.report.drawing.Placement.End;
import dev.unroll.report.drawing.Placement.Item;
import dev.unroll.report.drawing.Placement.Link;
import dev.unroll.report.drawing.Placement.Placed;
import dev.unroll.report.drawing.Placement.Way;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Assigns positions to everything in a drawing. */
final class Layout {
    /** The room for a loop with its label. */
    private static final double LOOP = 32;

    private static final double LOOP_HEIGHT = 16;
    private static final double LOOP_WIDTH = 16;

    private Layout() {}

    static Picture of(Drawing drawing) {
        boolean unrolled = drawing.nodes().stream().anyMatch(node -> node.step() > 0);
        return unrolled ? UnrolledLayout.of(drawing) : flowing(drawing);
    }

    /**
     * From left to right, each box after those whose values it uses. The room for a box's loop above it, with as much below
     * it, and for the shape of its value behind it is taken as if it were part of the box, so that nothing else comes there.
     */
    static Picture flowing(Drawing drawing) {
        Map<String, String> shapes = new HashMap<>();
        Map<String, Edge> loops = new HashMap<>();
        List<Edge> placed = new ArrayList<>();
        for (Edge edge : drawing.edges()) {
            if (edge.from().equals(edge.to())) {
                loops.put(edge.from(), edge);
            } else {
                placed.add(edge);
            }
            if (edge.relation() == Relation.USE && !edge.label().isEmpty()) {
                shapes.putIfAbsent(edge.from(), edge.label());
            }
        }
        List<Item> items = new ArrayList<>();
        for (Group group : drawing.groups()) {
            List<Text.Line> title = Text.lines(group);
            double height = Text.height(title) + 6;
            items.add(new Item(group.id(), group.parent(), true, Text.width(title) + 24, height, false, End.ANY, 0));
        }
        Map<String, Text.Size> sizes = new HashMap<>();
        for (Node node : drawing.nodes()) {
            long incoming =
                    placed.stream().filter(edge -> edge.to().equals(node.id())).count();
            Text.Size text = Text.size(node);
            Text.Size size = new Text.Size(text.width(), Math.max(text.height(), Placement.PORTS * (incoming + 1)));
            sizes.put(node.id(), size);
            boolean looped = loops.containsKey(node.id());
            double width = size.width() + tail(shapes.getOrDefault(node.id(), ""));
            double height = size.height() + (looped ? 2 * LOOP : 0);
            items.add(new Item(node.id(), node.group(), false, width, height, looped, end(node), 0));
        }
        Placed result = Placement.leftToRight(
                items,
                placed.stream()
                        .map(edge -> new Link(edge.from(), edge.to(), edge.relation() == Relation.STATE))
                        .toList());
        Map<String, Box> boxes = new LinkedHashMap<>();
        for (Node node : drawing.nodes()) {
            Area area = result.areas().get(node.id());
            Text.Size size = sizes.get(node.id());
            double top = area.y() + (loops.containsKey(node.id()) ? LOOP : 0);
            boxes.put(node.id(), box(node, new Area(area.x(), top, size.width(), size.height())));
        }
        List<Route> routes = new ArrayList<>();
        Set<String> labelled = new HashSet<>();
        for (int k = 0; k < placed.size(); k++) {
            Edge edge = placed.get(k);
            Optional<String> label =
                    Optional.ofNullable(shapes.get(edge.from())).filter(text -> labelled.add(edge.from()));
            routes.add(route(edge, result.ways().get(k), boxes.get(edge.from()).area(), label));
        }
        loops.forEach((id, edge) -> routes.add(loop(edge, boxes.get(id).area())));
        List<Frame> frames = drawing.groups().stream()
                .map(group -> frame(group, result.areas().get(group.id())))
                .toList();
        return new Picture(drawing, result.width(), result.height(), List.copyOf(boxes.values()), frames, routes);
    }

    /** Inside a cell, inputs of the step are on the left, outputs on the right. */
    private static End end(Node node) {
        if (node.group().isEmpty() || node.kind() != Kind.STATE && node.kind() != Kind.INPUT) {
            return End.ANY;
        }
        return node.name().endsWith("'") ? End.LAST : End.FIRST;
    }

    private static double tail(String shape) {
        return shape.isEmpty() ? 0 : Text.width(shape, Text.Style.LABEL) + 10;
    }

    /** The arrow, begun at the border of its box, with the shape of the value above its beginning. */
    private static Route route(Edge edge, Way way, Area from, Optional<String> label) {
        List<Point> points = new ArrayList<>(way.points());
        points.set(0, new Point(from.right(), points.get(0).y()));
        double height = Text.Style.LABEL.height();
        Optional<Area> area =
                label.map(text -> new Area(from.right() + 4, points.get(0).y() - height - 1, tail(text) - 8, height));
        return new Route(edge, points, area, way.junctions());
    }

    private static Route loop(Edge edge, Area box) {
        double middle = box.x() + box.width() / 2;
        double top = box.y() - LOOP_HEIGHT;
        double width = Text.width(edge.label(), Text.Style.LABEL);
        double height = Text.Style.LABEL.height();
        return new Route(
                edge,
                List.of(
                        new Point(middle - LOOP_WIDTH, box.y()),
                        new Point(middle - LOOP_WIDTH, top),
                        new Point(middle + LOOP_WIDTH, top),
                        new Point(middle + LOOP_WIDTH, box.y())),
                edge.label().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Area(middle - width / 2, top - height - 1, width, height)),
                List.of());
    }

    static Box box(Node node, Area area) {
        return new Box(node, area, Text.lines(node));
    }

    static Frame frame(Group group, Area area) {
        return new Frame(group, area, Text.lines(group));
    }
}
