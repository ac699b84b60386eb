package dev.unroll.report.drawing;

import dev.unroll.report.drawing.Drawing.Edge;
import dev.unroll.report.drawing.Drawing.Group;
import dev.unroll.report.drawing.Drawing.Node;
import dev.unroll.report.drawing.Text.Line;
import java.util.List;
import java.util.Optional;

/**
 * A drawing in which everything has its place, in pixels from the upper left corner.
 *
 * @param frames outer frames before the frames inside them
 */
record Picture(Drawing drawing, double width, double height, List<Box> boxes, List<Frame> frames, List<Route> routes) {
    /** A point. */
    record Point(double x, double y) {
        Point moved(double dx, double dy) {
            return new Point(x + dx, y + dy);
        }
    }

    /** A rectangle. */
    record Area(double x, double y, double width, double height) {
        double right() {
            return x + width;
        }

        double bottom() {
            return y + height;
        }

        double middle() {
            return y + height / 2;
        }

        Area moved(double dx, double dy) {
            return new Area(x + dx, y + dy, width, height);
        }

        /** The smallest area around both. */
        Area with(Area other) {
            double left = Math.min(x, other.x);
            double top = Math.min(y, other.y);
            return new Area(
                    left, top, Math.max(right(), other.right()) - left, Math.max(bottom(), other.bottom()) - top);
        }
    }

    /** A box with its lines of text. */
    record Box(Node node, Area area, List<Line> lines) {
        Box {
            lines = List.copyOf(lines);
        }
    }

    /** A frame; its lines of text are in its upper left corner. */
    record Frame(Group group, Area area, List<Line> lines) {
        Frame {
            lines = List.copyOf(lines);
        }
    }

    /**
     * An arrow, a line through points of which two neighbours have an x or a y in common.
     *
     * @param label where its text is, if it is shown
     * @param junctions where it parts from another arrow of the same value
     */
    record Route(Edge edge, List<Point> points, Optional<Area> label, List<Point> junctions) {
        Route {
            points = List.copyOf(points);
            junctions = List.copyOf(junctions);
        }

        Route moved(double dx, double dy) {
            return new Route(
                    edge,
                    points.stream().map(p -> p.moved(dx, dy)).toList(),
                    label.map(area -> area.moved(dx, dy)),
                    junctions.stream().map(p -> p.moved(dx, dy)).toList());
        }
    }

    Picture {
        boxes = List.copyOf(boxes);
        frames = List.copyOf(frames);
        routes = List.copyOf(routes);
    }

    /** All of it moved. */
    Picture moved(double dx, double dy) {
        return new Picture(
                drawing,
                width + dx,
                height + dy,
                boxes.stream()
                        .map(box -> new Box(box.node(), box.area().moved(dx, dy), box.lines()))
                        .toList(),
                frames.stream()
                        .map(frame -> new Frame(frame.group(), frame.area().moved(dx, dy), frame.lines()))
                        .toList(),
                routes.stream().map(route -> route.moved(dx, dy)).toList());
    }

    /** Left and right exchanged; texts stay readable. */
    Picture mirrored() {
        return new Picture(
                drawing,
                width,
                height,
                boxes.stream()
                        .map(box -> new Box(box.node(), mirrored(box.area()), box.lines()))
                        .toList(),
                frames.stream()
                        .map(frame -> new Frame(frame.group(), mirrored(frame.area()), frame.lines()))
                        .toList(),
                routes.stream()
                        .map(route -> new Route(
                                route.edge(),
                                route.points().stream().map(this::mirrored).toList(),
                                route.label().map(this::mirrored),
                                route.junctions().stream().map(this::mirrored).toList()))
                        .toList());
    }

    private Area mirrored(Area area) {
        return new Area(width - area.right(), area.y(), area.width(), area.height());
    }

    private Point mirrored(Point point) {
        return new Point(width - point.x(), point.y());
    }
}
