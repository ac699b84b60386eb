package dev.unroll.report.drawing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.SourceFile;
import dev.unroll.model.Layer;
import dev.unroll.report.DrawingPage;
import dev.unroll.report.drawing.Drawing.Relation;
import dev.unroll.report.drawing.Picture.Area;
import dev.unroll.report.drawing.Picture.Box;
import dev.unroll.report.drawing.Picture.Frame;
import dev.unroll.report.drawing.Picture.Point;
import dev.unroll.report.drawing.Picture.Route;
import dev.unroll.spec.Equation;
import dev.unroll.spec.Golden;
import dev.unroll.spec.SpecReader;
import dev.unroll.train.Experiment;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Pictures of every model and cell of the repository, and a few held to files. */
class GraphDrawingTest {
    private static final Path GOLDEN = Path.of("src/test/specs/drawing");

    /** Models that need no plug-in, and cells. */
    static List<Path> specs() throws IOException {
        List<Path> specs = new ArrayList<>();
        for (String folder : List.of("models", "examples", GOLDEN.toString())) {
            try (Stream<Path> files = Files.walk(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".yaml")).sorted().forEach(specs::add);
            }
        }
        specs.removeIf(file ->
                !SpecReader.isCell(SourceFile.read(file)) && outline(file).isEmpty());
        assertThat(specs).hasSizeGreaterThan(25);
        return specs;
    }

    private static Optional<Experiment> outline(Path file) {
        try {
            return Optional.of(Experiment.outline(file, List.of(), new Diagnostics()));
        } catch (InvalidInput needsPlugins) {
            return Optional.empty();
        }
    }

    private static Drawing drawing(Path file, boolean open) {
        if (SpecReader.isCell(SourceFile.read(file))) {
            return ModelDrawing.of(SpecReader.cell(SourceFile.read(file)));
        }
        Experiment experiment = outline(file).orElseThrow();
        Set<String> opened =
                experiment.model().layers().stream().map(Layer::path).collect(Collectors.toSet());
        return ModelDrawing.of(experiment, SpecReader.library(), open ? opened : Set.of());
    }

    @ParameterizedTest
    @MethodSource("specs")
    void everythingHasItsPlace(Path spec) {
        for (boolean open : List.of(false, true)) {
            Drawing drawing = drawing(spec, open);
            check(Layout.of(drawing));
            check(Layout.of(Unrolling.of(drawing, 3)));
        }
    }

    private static void check(Picture picture) {
        Map<String, Area> areas = new HashMap<>();
        Map<String, String> parents = new HashMap<>();
        Area page = new Area(0, 0, picture.width(), picture.height());
        for (Frame frame : picture.frames()) {
            areas.put(frame.group().id(), frame.area());
            frame.group().parent().ifPresent(parent -> parents.put(frame.group().id(), parent));
            assertThat(Text.width(frame.lines())).isLessThan(frame.area().width());
        }
        for (Box box : picture.boxes()) {
            areas.put(box.node().id(), box.area());
            box.node().group().ifPresent(group -> parents.put(box.node().id(), group));
            assertThat(Text.width(box.lines())).isLessThan(box.area().width());
            assertThat(Text.height(box.lines())).isLessThan(box.area().height());
        }
        List<String> ids = new ArrayList<>(areas.keySet());
        for (int i = 0; i < ids.size(); i++) {
            String one = ids.get(i);
            assertThat(isInside(areas.get(one), page)).as(one).isTrue();
            Optional.ofNullable(parents.get(one))
                    .ifPresent(parent -> assertThat(isInside(areas.get(one), areas.get(parent)))
                            .as(one + " in " + parent)
                            .isTrue());
            for (int j = i + 1; j < ids.size(); j++) {
                String other = ids.get(j);
                if (!around(one, parents).contains(other)
                        && !around(other, parents).contains(one)) {
                    assertThat(overlap(areas.get(one), areas.get(other)))
                            .as(one + " over " + other)
                            .isFalse();
                }
            }
        }
        for (Route route : picture.routes()) {
            List<Point> points = route.points();
            assertEnd(points.get(0), route.edge().from(), areas, parents);
            assertEnd(points.get(points.size() - 1), route.edge().to(), areas, parents);
            for (int k = 1; k < points.size(); k++) {
                Point a = points.get(k - 1);
                Point b = points.get(k);
                assertThat(Math.min(Math.abs(a.x() - b.x()), Math.abs(a.y() - b.y())))
                        .as(route.edge().toString())
                        .isLessThan(0.1);
            }
        }
    }

    private static boolean isInside(Area inner, Area outer) {
        return inner.x() >= outer.x() - 0.1
                && inner.y() >= outer.y() - 0.1
                && inner.right() <= outer.right() + 0.1
                && inner.bottom() <= outer.bottom() + 0.1;
    }

    private static boolean overlap(Area a, Area b) {
        return a.x() < b.right() - 0.1
                && b.x() < a.right() - 0.1
                && a.y() < b.bottom() - 0.1
                && b.y() < a.bottom() - 0.1;
    }

    private static Set<String> around(String id, Map<String, String> parents) {
        Set<String> around = new HashSet<>();
        for (String parent = parents.get(id); parent != null; parent = parents.get(parent)) {
            around.add(parent);
        }
        return around;
    }

    /** At the border of the box, or of the frame that stands for it among unrolled steps. */
    private static void assertEnd(Point end, String id, Map<String, Area> areas, Map<String, String> parents) {
        Set<String> allowed = around(id, parents);
        allowed.add(id);
        assertThat(allowed.stream().map(areas::get).anyMatch(area -> isOnBorder(end, area)))
                .as(id + " ends at " + end)
                .isTrue();
    }

    private static boolean isOnBorder(Point point, Area area) {
        boolean inX = point.x() >= area.x() - 0.1 && point.x() <= area.right() + 0.1;
        boolean inY = point.y() >= area.y() - 0.1 && point.y() <= area.bottom() + 0.1;
        boolean atX = Math.min(Math.abs(point.x() - area.x()), Math.abs(point.x() - area.right())) < 0.1;
        boolean atY = Math.min(Math.abs(point.y() - area.y()), Math.abs(point.y() - area.bottom())) < 0.1;
        return inX && inY && (atX || atY);
    }

    @ParameterizedTest
    @MethodSource("specs")
    void everyEquationIsDrawnOnceForEachStep(Path spec) {
        if (SpecReader.isCell(SourceFile.read(spec))) {
            var cell = SpecReader.cell(SourceFile.read(spec));
            Drawing unrolled = Unrolling.of(drawing(spec, true), 3);
            for (Equation equation : cell.equations()) {
                assertThat(unrolled.nodes())
                        .filteredOn(node -> node.kind() == Drawing.Kind.EQUATION
                                && node.name().equals(equation.target()))
                        .hasSize(3);
            }
            return;
        }
        Experiment experiment = outline(spec).orElseThrow();
        Drawing drawing = drawing(spec, false);
        for (Equation equation : experiment.spec().equations()) {
            long boxes = drawing.nodes().stream()
                    .filter(node -> node.id().equals(equation.name()))
                    .count();
            long frames = drawing.groups().stream()
                    .filter(group -> group.id().equals(equation.name()))
                    .count();
            assertThat(boxes + frames).as(equation.name()).isEqualTo(1);
            Drawing unrolled = Unrolling.of(drawing, 3);
            long copies = unrolled.nodes().stream()
                    .filter(node -> Unrolling.base(node.id()).equals(equation.name()))
                    .count();
            boolean perStep =
                    drawing.nodes().stream().anyMatch(node -> node.id().equals(equation.name()) && node.perStep());
            assertThat(copies).as(equation.name()).isEqualTo(boxes * (perStep ? 3 : 1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"both", "stack"})
    void lookAsTheyDid(String name) throws IOException {
        Drawing drawing = drawing(GOLDEN.resolve(name + ".yaml"), false);
        Golden.compare(SvgWriter.file(drawing), GOLDEN.resolve(name + ".svg"));
        Golden.compare(DotWriter.of(drawing), GOLDEN.resolve(name + ".dot"));
        Golden.compare(MermaidWriter.of(drawing), GOLDEN.resolve(name + ".mmd"));
    }

    @ParameterizedTest
    @MethodSource("specs")
    void isXmlThatNeedsNothingElse(Path spec) throws Exception {
        String svg = SvgWriter.file(drawing(spec, true));
        Element root = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
        assertThat(root.getAttribute("role")).isEqualTo("img");
        assertThat(root.getElementsByTagName("title").getLength()).isEqualTo(1);
        assertThat(root.getElementsByTagName("desc").item(0).getTextContent()).isNotBlank();
        NodeList all = root.getElementsByTagName("*");
        for (int i = 0; i < all.getLength(); i++) {
            assertThat(all.item(i).getNodeName()).isNotIn("image", "use", "script", "foreignObject", "a");
        }
        assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http", "href", "@import");
        assertThat(DrawingPage.html(drawing(spec, true)).replace("http://www.w3.org/2000/svg", ""))
                .doesNotContain("http", "<script", "src=");
    }

    /** The last step alone, where only that is read; states from right to left in a backward layer. */
    @Test
    void arrowsFollowTime() {
        Drawing drawing = Unrolling.of(drawing(GOLDEN.resolve("both.yaml"), false), 3);
        assertThat(drawing.edges())
                .filteredOn(edge -> edge.to().equals("fit") && edge.relation() == Relation.USE)
                .extracting(Drawing.Edge::from)
                .containsExactlyInAnyOrder("h.merge@3", "input.W");
        assertThat(drawing.edges())
                .filteredOn(edge -> edge.relation() == Relation.STATE)
                .extracting(edge -> edge.from() + " " + edge.to())
                .containsExactlyInAnyOrder(
                        "h.forward@1 h.forward@2",
                        "h.forward@2 h.forward@3",
                        "h.backward@2 h.backward@1",
                        "h.backward@3 h.backward@2");
    }

    @Test
    void aDerivedGraphHasItsScansAsFrames() {
        Experiment experiment = outline(GOLDEN.resolve("stack.yaml")).orElseThrow();
        Drawing drawing =
                GraphDrawing.of("stack", "model", experiment.model().training().orElseThrow());
        assertThat(drawing.groups()).extracting(Drawing.Group::caption).contains("scan", "scan reversed");
        check(Layout.of(drawing));
    }
}
