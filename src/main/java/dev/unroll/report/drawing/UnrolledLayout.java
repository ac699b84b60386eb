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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Lays out time steps side by side: time from left to right, inputs below what uses them, and the states of a layer in one
 * row from step to step. An opened cell is laid out by itself and then placed as one box.
 */
final class UnrolledLayout {
    private static final double MARGIN = 16;
    private static final double PADDING = 12;

    private final Drawing drawing;
    private final Map<String, Group> cells = new LinkedHashMap<>();
    private final Map<String, String> owners = new HashMap<>();
    private final Map<String, Picture> insides = new HashMap<>();
    private final Map<String, Area> areas = new LinkedHashMap<>();
    private final List<Route> routes = new ArrayList<>();

    private UnrolledLayout(Drawing drawing) {
        this.drawing = drawing;
        drawing.groups().stream().filter(Group::cell).forEach(group -> cells.put(group.id(), group));
        for (Node node : drawing.nodes()) {
            owners.put(node.id(), node.group().filter(cells::containsKey).orElse(node.id()));
        }
    }

    static Picture of(Drawing drawing) {
        return new UnrolledLayout(drawing).place();
    }

    private Picture place() {
        cells.values().forEach(cell -> insides.put(cell.id(), inside(cell)));
        double titles = drawing.groups().stream()
                .filter(group -> !group.cell())
                .mapToDouble(group -> Text.height(Text.lines(group)) + 6)
                .max()
                .orElse(0);
        List<Edge> outer = drawing.edges().stream()
                .filter(edge ->
                        edge.relation() == Relation.USE && !owner(edge.from()).equals(owner(edge.to())))
                .toList();
        List<Link> links = outer.stream()
                .map(edge -> new Link(owner(edge.from()), owner(edge.to()), false))
                .toList();
        Placed placed = Placement.upwards(items(links), links, titles);
        areas.putAll(placed.areas());
        cells.keySet().forEach(this::moveInside);
        for (int k = 0; k < outer.size(); k++) {
            Placement.Way way = placed.ways().get(k);
            routes.add(new Route(outer.get(k), way.points(), Optional.empty(), way.junctions()));
        }
        states();
        return picture();
    }

    private String owner(String node) {
        return owners.get(node);
    }

    /** The frame of a cell with all in it. Time runs through a backward cell from right to left. */
    private Picture inside(Group cell) {
        Set<String> members = new LinkedHashSet<>();
        List<Node> nodes = drawing.nodes().stream()
                .filter(node -> owner(node.id()).equals(cell.id()))
                .toList();
        nodes.forEach(node -> members.add(node.id()));
        List<Edge> edges = drawing.edges().stream()
                .filter(edge -> members.contains(edge.from()) && members.contains(edge.to()))
                .toList();
        Group alone = cell.at(cell.id(), Optional.empty(), cell.step());
        Picture picture = Layout.flowing(new Drawing("", "", nodes, edges, List.of(alone)));
        boolean reverse = drawing.edges().stream()
                .anyMatch(edge -> edge.reverse() && (members.contains(edge.from()) || members.contains(edge.to())));
        return reverse ? picture.mirrored() : picture;
    }

    private void moveInside(String cell) {
        Picture inside = insides.get(cell);
        Area origin = inside.frames().get(0).area();
        double dx = areas.get(cell).x() - origin.x();
        double dy = areas.get(cell).y() - origin.y();
        inside.boxes().forEach(box -> areas.put(box.node().id(), box.area().moved(dx, dy)));
        inside.routes().forEach(route -> routes.add(route.moved(dx, dy)));
    }

    private List<Item> items(List<Link> links) {
        List<Member> members = members();
        Set<Rows.Use> uses = new LinkedHashSet<>();
        links.forEach(link -> uses.add(new Rows.Use(Unrolling.base(link.from()), Unrolling.base(link.to()))));
        List<Rows.Member> once = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Member member : members) {
            String base = Unrolling.base(member.id());
            if (seen.add(base)) {
                once.add(new Rows.Member(base, member.band().orElse(base), member.recurrent()));
            }
        }
        Map<String, Integer> rows = Rows.of(once, uses);
        List<Item> items = new ArrayList<>();
        members.stream()
                .sorted(Comparator.comparingInt(
                        (Member member) -> member.step() == 0 ? Unrolling.MOST + 1 : member.step()))
                .forEach(member -> items.add(new Item(
                        member.id(),
                        Optional.empty(),
                        false,
                        member.width(),
                        member.height(),
                        false,
                        End.ANY,
                        rows.get(Unrolling.base(member.id())))));
        return items;
    }

    /** A box outside all cells, or a cell. */
    private record Member(String id, Optional<String> band, boolean recurrent, int step, double width, double height) {}

    private List<Member> members() {
        List<Member> members = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Node node : drawing.nodes()) {
            String id = owner(node.id());
            if (!seen.add(id)) {
                continue;
            }
            if (cells.containsKey(id)) {
                Area area = insides.get(id).frames().get(0).area();
                members.add(new Member(id, cells.get(id).parent(), true, node.step(), area.width(), area.height()));
            } else {
                Text.Size size = Text.size(node);
                members.add(new Member(
                        id, node.group(), node.kind() == Kind.LAYER, node.step(), size.width(), size.height()));
            }
        }
        return members;
    }

    /** Arrows from one step to the next, through the gap between the two. */
    private void states() {
        Map<String, Integer> lanes = new HashMap<>();
        for (Edge edge : drawing.edges()) {
            if (edge.relation() != Relation.STATE) {
                continue;
            }
            Area from = areas.get(edge.from());
            Area to = areas.get(edge.to());
            Area gapBegin = areas.get(owner(edge.from()));
            Area gapEnd = areas.get(owner(edge.to()));
            boolean right = to.x() > from.x();
            double start = right ? from.right() : from.x();
            double end = right ? to.x() : to.right();
            int lane = lanes.merge(owner(edge.from()), 1, Integer::sum);
            double middle = right ? (gapBegin.right() + gapEnd.x()) / 2 : (gapBegin.x() + gapEnd.right()) / 2;
            double turn = middle + (lane - 1) * 8 - 4;
            List<Point> points = Math.abs(from.middle() - to.middle()) < 0.5
                    ? List.of(new Point(start, from.middle()), new Point(end, from.middle()))
                    : List.of(
                            new Point(start, from.middle()),
                            new Point(turn, from.middle()),
                            new Point(turn, to.middle()),
                            new Point(end, to.middle()));
            double width = Text.width(edge.label(), Text.Style.LABEL);
            Area label = new Area(
                    (start + end - width) / 2,
                    from.middle() - Text.Style.LABEL.height() - 2,
                    width,
                    Text.Style.LABEL.height());
            routes.add(
                    new Route(edge, points, edge.label().isEmpty() ? Optional.empty() : Optional.of(label), List.of()));
        }
    }

    private Picture picture() {
        List<Frame> frames = new ArrayList<>();
        for (Group group : drawing.groups()) {
            Area area = group.cell() ? areas.get(group.id()) : band(group);
            frames.add(Layout.frame(group, area));
        }
        List<Box> boxes = drawing.nodes().stream()
                .map(node -> Layout.box(node, areas.get(node.id())))
                .toList();
        Area all = new Area(0, 0, 0, 0);
        for (Area area : areas.values()) {
            all = all.with(area);
        }
        for (Frame frame : frames) {
            all = all.with(frame.area());
        }
        for (Route route : routes) {
            for (Point point : route.points()) {
                all = all.with(new Area(point.x(), point.y(), 0, 0));
            }
        }
        return new Picture(drawing, all.width() + MARGIN, all.height() + MARGIN, boxes, frames, routes)
                .moved(-Math.min(0, all.x()), -Math.min(0, all.y()));
    }

    /** Around all steps of an equation, with room for its title. */
    private Area band(Group group) {
        Optional<Area> around = Optional.empty();
        for (Node node : drawing.nodes()) {
            String owner = owner(node.id());
            Optional<String> parent =
                    cells.containsKey(owner) ? cells.get(owner).parent() : node.group();
            if (parent.equals(Optional.of(group.id()))) {
                Area area = areas.get(owner);
                around = Optional.of(around.map(known -> known.with(area)).orElse(area));
            }
        }
        Area inner = around.orElseThrow();
        List<Text.Line> lines = Text.lines(group);
        double title = Text.height(lines) + 6;
        return new Area(
                inner.x() - PADDING,
                inner.y() - PADDING - title,
                Math.max(inner.width() + 2 * PADDING, Text.width(lines) + 24),
                inner.height() + 2 * PADDING + title);
    }
}
