package dev.unroll.report.drawing;

import dev.unroll.report.drawing.Drawing.Relation;
import dev.unroll.report.drawing.Picture.Area;
import dev.unroll.report.drawing.Picture.Box;
import dev.unroll.report.drawing.Picture.Frame;
import dev.unroll.report.drawing.Picture.Point;
import dev.unroll.report.drawing.Picture.Route;
import dev.unroll.report.drawing.Text.Line;
import java.util.List;
import java.util.Locale;

/** Writes a drawing as a self-contained SVG picture that follows the reader's light or dark theme. */
public final class SvgWriter {
    private static final double BEND = 5;

    private static final String STYLE = """
            .ground { fill: #ffffff; }
            text { font-family: system-ui, "Segoe UI", Helvetica, Arial, sans-serif; font-size: 12px; fill: #1b1f24; }
            .formula { font-family: ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 13px; white-space: pre; }
            .name { font-weight: 700; }
            .step { font-size: 9px; }
            .caption { fill: #5b6570; }
            .label { font-size: 11px; fill: #5b6570; }
            .box { fill: #ffffff; stroke: #4a5560; stroke-width: 1.2; }
            .input { fill: #e6f0fa; stroke: #0b5fa5; }
            .parameter { fill: #ffffff; stroke: #0b5fa5; stroke-dasharray: 3 2; }
            .layer { fill: #fdf1e7; stroke: #b35309; }
            .merge { fill: #f1ecf9; stroke: #6b46b0; }
            .state { fill: #fdf1e7; stroke: #b35309; }
            .output { fill: #e9f5ec; stroke: #1f7a3a; stroke-width: 1.8; }
            .frame { fill: #f6f8fa; stroke: #b9c1ca; stroke-width: 1; }
            .cell { fill: #fffaf5; stroke: #b35309; stroke-width: 1.2; }
            .edge { fill: none; stroke: #4a5560; stroke-width: 1.2; }
            .recurrent { stroke: #b35309; }
            .dashed { stroke-dasharray: 5 3; }
            .tip, .junction { fill: #4a5560; }
            .turn { fill: #b35309; }
            .halo { stroke: #ffffff; stroke-width: 3px; stroke-linejoin: round; paint-order: stroke; }
            @media (prefers-color-scheme: dark) {
              .ground, .box, .parameter { fill: #14171b; }
              text { fill: #e7ebef; }
              .caption, .label { fill: #9aa5b1; }
              .box { stroke: #9aa5b1; }
              .input { fill: #10273c; stroke: #6db3f2; }
              .parameter { stroke: #6db3f2; }
              .layer, .state { fill: #33210f; stroke: #f29e5c; }
              .merge { fill: #261d38; stroke: #b79bec; }
              .output { fill: #10291a; stroke: #67c587; }
              .frame { fill: #1d2228; stroke: #4a535d; }
              .cell { fill: #1f1a16; stroke: #f29e5c; }
              .edge { stroke: #9aa5b1; }
              .recurrent { stroke: #f29e5c; }
              .tip, .junction { fill: #9aa5b1; }
              .turn { fill: #f29e5c; }
              .halo { stroke: #14171b; }
            }
            """;

    private final StringBuilder out = new StringBuilder();

    private SvgWriter() {}

    /** A complete file. */
    public static String file(Drawing drawing) {
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(drawing);
    }

    /** The element alone, to embed in a page. */
    public static String element(Drawing drawing) {
        return new SvgWriter().write(Layout.of(drawing));
    }

    private String write(Picture picture) {
        out.append("<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-labelledby=\"title about\"");
        attribute("viewBox", "0 0 " + number(picture.width()) + " " + number(picture.height()));
        attribute("width", number(picture.width()));
        attribute("height", number(picture.height()));
        out.append(">\n<title id=\"title\">")
                .append(Escape.xml(picture.drawing().title()));
        out.append("</title>\n<desc id=\"about\">")
                .append(Escape.xml(picture.drawing().about()));
        out.append("</desc>\n<style>\n").append(STYLE).append("</style>\n<defs>\n");
        marker("tip");
        marker("turn");
        out.append("</defs>\n");
        rectangle("ground", new Area(0, 0, picture.width(), picture.height()), 0);
        picture.frames().forEach(this::frame);
        picture.routes().forEach(this::route);
        picture.boxes().forEach(this::box);
        picture.routes().forEach(this::label);
        picture.frames().forEach(this::title);
        return out.append("</svg>\n").toString();
    }

    private void marker(String name) {
        out.append("<marker id=\"").append(name);
        out.append("\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\"");
        out.append(" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path class=\"")
                .append(name);
        out.append("\" d=\"M0 0.8 L8 4 L0 7.2 Z\"/></marker>\n");
    }

    private void frame(Frame frame) {
        rectangle(frame.group().cell() ? "cell" : "frame", frame.area(), 8);
    }

    private void title(Frame frame) {
        double y = frame.area().y() + 8;
        for (Line line : frame.lines()) {
            y += line.style().height();
            line(line, frame.area().x() + 12, y - 4, "start");
        }
    }

    private void box(Box box) {
        Area area = box.area();
        String kind = box.node().kind().name().toLowerCase(Locale.ROOT);
        double corner = switch (box.node().kind()) {
            case INPUT, STATE, PARAMETER, MERGE -> Math.min(area.height() / 2, 14);
            default -> 4;
        };
        rectangle("box " + kind, area, corner);
        double y = area.y() + (area.height() - Text.height(box.lines())) / 2;
        for (Line line : box.lines()) {
            y += line.style().height();
            line(line, area.x() + area.width() / 2, y - 4.5, "middle");
        }
    }

    private void line(Line line, double x, double y, String anchor) {
        out.append("<text");
        attribute("class", line.style().name().toLowerCase(Locale.ROOT));
        attribute("x", number(x));
        attribute("y", number(y));
        attribute("text-anchor", anchor);
        out.append('>');
        if (!line.name().isEmpty()) {
            out.append("<tspan class=\"name\">").append(Escape.xml(line.name())).append("</tspan>");
        }
        if (line.step() > 0) {
            out.append("<tspan class=\"step\" dy=\"3\">").append(line.step()).append("</tspan>");
        }
        if (line.step() > 0 && !line.text().isEmpty()) {
            out.append("<tspan dy=\"-3\">").append(Escape.xml(line.text())).append("</tspan>");
        } else {
            out.append(Escape.xml(line.text()));
        }
        out.append("</text>\n");
    }

    private void route(Route route) {
        boolean state = route.edge().relation() == Relation.STATE;
        boolean loop = route.edge().from().equals(route.edge().to());
        out.append("<path");
        attribute("class", "edge" + (state ? " recurrent" : "") + (state && !loop ? " dashed" : ""));
        attribute("d", path(route.points()));
        attribute("marker-end", state ? "url(#turn)" : "url(#tip)");
        out.append("/>\n");
        for (Point junction : route.junctions()) {
            out.append("<circle class=\"junction\"");
            attribute("cx", number(junction.x()));
            attribute("cy", number(junction.y()));
            out.append(" r=\"2\"/>\n");
        }
    }

    private void label(Route route) {
        route.label().ifPresent(area -> {
            out.append("<text class=\"label halo\"");
            attribute("x", number(area.x() + area.width() / 2));
            attribute("y", number(area.bottom() - 3.5));
            out.append(" text-anchor=\"middle\">")
                    .append(Escape.xml(route.edge().label()))
                    .append("</text>\n");
        });
    }

    /** A line whose bends are rounded. */
    private static String path(List<Point> points) {
        StringBuilder path = new StringBuilder("M" + place(points.get(0)));
        for (int k = 1; k < points.size() - 1; k++) {
            Point bend = points.get(k);
            Point in = towards(bend, points.get(k - 1));
            Point out = towards(bend, points.get(k + 1));
            path.append(" L")
                    .append(place(in))
                    .append(" Q")
                    .append(place(bend))
                    .append(' ')
                    .append(place(out));
        }
        return path.append(" L").append(place(points.get(points.size() - 1))).toString();
    }

    private static Point towards(Point from, Point to) {
        double length = Math.hypot(to.x() - from.x(), to.y() - from.y());
        double share = length == 0 ? 0 : Math.min(BEND, length / 2) / length;
        return new Point(from.x() + share * (to.x() - from.x()), from.y() + share * (to.y() - from.y()));
    }

    private static String place(Point point) {
        return number(point.x()) + " " + number(point.y());
    }

    private void rectangle(String style, Area area, double corner) {
        out.append("<rect");
        attribute("class", style);
        attribute("x", number(area.x()));
        attribute("y", number(area.y()));
        attribute("width", number(area.width()));
        attribute("height", number(area.height()));
        attribute("rx", number(corner));
        out.append("/>\n");
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("=\"").append(value).append('"');
    }

    /** At most one decimal: a tenth of a pixel is invisible. */
    private static String number(double value) {
        double rounded = Math.round(value * 10) / 10.0;
        return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
    }
}
