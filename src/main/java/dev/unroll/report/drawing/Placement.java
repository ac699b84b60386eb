package dev.unroll.report.drawing;

import dev.unroll.report.drawing.Picture.Area;
import dev.unroll.report.drawing.Picture.Point;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.elk.alg.layered.LayeredLayoutProvider;
import org.eclipse.elk.alg.layered.options.CrossingMinimizationStrategy;
import org.eclipse.elk.alg.layered.options.LayerConstraint;
import org.eclipse.elk.alg.layered.options.LayeredOptions;
import org.eclipse.elk.alg.layered.options.NodePlacementStrategy;
import org.eclipse.elk.alg.layered.options.OrderingStrategy;
import org.eclipse.elk.core.data.LayoutMetaDataService;
import org.eclipse.elk.core.math.ElkPadding;
import org.eclipse.elk.core.math.KVector;
import org.eclipse.elk.core.options.Direction;
import org.eclipse.elk.core.options.EdgeRouting;
import org.eclipse.elk.core.options.HierarchyHandling;
import org.eclipse.elk.core.options.PortAlignment;
import org.eclipse.elk.core.options.PortConstraints;
import org.eclipse.elk.core.options.PortSide;
import org.eclipse.elk.core.options.SizeConstraint;
import org.eclipse.elk.core.util.BasicProgressMonitor;
import org.eclipse.elk.graph.ElkEdge;
import org.eclipse.elk.graph.ElkEdgeSection;
import org.eclipse.elk.graph.ElkNode;
import org.eclipse.elk.graph.ElkPort;
import org.eclipse.elk.graph.util.ElkGraphUtil;

/**
 * Places boxes and routes arrows with the Eclipse Layout Kernel's layered algorithm (Sugiyama et al. 1981; Schulze et al.
 * 2014). The only class that knows that library.
 */
final class Placement {
    /** Where boxes without a preferred place are put between the first and the last. */
    enum End {
        ANY,
        FIRST,
        LAST
    }

    /**
     * A box or a frame.
     *
     * @param frame the id of the frame around it
     * @param width of a frame, the least
     * @param height of a frame, that of its title
     * @param centred whether arrows from the left meet it close to its middle, {@link #PORTS} apart
     * @param row boxes of a lower row come before those of a higher one; the same for all if rows do not matter
     */
    record Item(
            String id,
            Optional<String> frame,
            boolean isFrame,
            double width,
            double height,
            boolean centred,
            End end,
            int row) {}

    /**
     * An arrow between two items.
     *
     * @param apart whether it leaves its box apart from the box's other arrows
     */
    record Link(String from, String to, boolean apart) {}

    /** The path of an arrow. */
    record Way(List<Point> points, List<Point> junctions) {}

    /**
     * The result.
     *
     * @param areas of items by id
     * @param ways the paths, in the order of the links
     */
    record Placed(double width, double height, Map<String, Area> areas, List<Way> ways) {}

    /** The least distance between arrows that meet the same side of a box. */
    static final double PORTS = 10;

    private static final double MARGIN = 16;
    private static final double INSIDE = 14;

    private final boolean upwards;
    private final double titles;
    private final ElkNode root = ElkGraphUtil.createGraph();
    private final Map<String, ElkNode> nodes = new LinkedHashMap<>();
    private final Map<String, ElkPort> exits = new HashMap<>();

    private Placement(boolean upwards, double titles) {
        this.upwards = upwards;
        this.titles = titles;
    }

    /** From left to right. */
    static Placed leftToRight(List<Item> items, List<Link> links) {
        return new Placement(false, 0).place(items, links);
    }

    /**
     * From below upwards in rows; within a row in the order of the list.
     *
     * @param titles room between rows for the titles of what is drawn around them
     */
    static Placed upwards(List<Item> items, List<Link> links, double titles) {
        return new Placement(true, titles).place(items, links);
    }

    private Placed place(List<Item> items, List<Link> links) {
        options(root, MARGIN, 0);
        root.setProperty(LayeredOptions.RANDOM_SEED, 1);
        if (upwards) {
            root.setProperty(LayeredOptions.CONSIDER_MODEL_ORDER_STRATEGY, OrderingStrategy.NODES_AND_EDGES);
            root.setProperty(LayeredOptions.PARTITIONING_ACTIVATE, true);
            root.setProperty(LayeredOptions.CROSSING_MINIMIZATION_FORCE_NODE_MODEL_ORDER, true);
            root.setProperty(LayeredOptions.CROSSING_MINIMIZATION_STRATEGY, CrossingMinimizationStrategy.LAYER_SWEEP);
        }
        items.forEach(this::add);
        List<ElkEdge> edges = links.stream().map(this::add).toList();
        // Its first use registers how options are copied, without which the algorithm fails.
        LayoutMetaDataService.getInstance();
        new LayeredLayoutProvider().layout(root, new BasicProgressMonitor());
        Map<String, Area> areas = new LinkedHashMap<>();
        nodes.forEach((id, node) -> {
            Point corner = corner(node);
            areas.put(id, new Area(corner.x(), corner.y(), node.getWidth(), node.getHeight()));
        });
        return new Placed(
                root.getWidth(),
                root.getHeight(),
                areas,
                edges.stream().map(Placement::way).toList());
    }

    private void options(ElkNode graph, double margin, double title) {
        graph.setProperty(LayeredOptions.DIRECTION, upwards ? Direction.UP : Direction.RIGHT);
        graph.setProperty(LayeredOptions.HIERARCHY_HANDLING, HierarchyHandling.INCLUDE_CHILDREN);
        graph.setProperty(LayeredOptions.EDGE_ROUTING, EdgeRouting.ORTHOGONAL);
        graph.setProperty(LayeredOptions.PADDING, new ElkPadding(margin + title, margin, margin, margin));
        graph.setProperty(LayeredOptions.NODE_PLACEMENT_STRATEGY, NodePlacementStrategy.NETWORK_SIMPLEX);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE, upwards ? 56.0 : 22.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE, 14.0);
        graph.setProperty(LayeredOptions.SPACING_PORT_PORT, PORTS);
        graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE, 11.0);
        graph.setProperty(LayeredOptions.SPACING_NODE_NODE_BETWEEN_LAYERS, upwards ? 36.0 + titles : 34.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_NODE_BETWEEN_LAYERS, 16.0);
        graph.setProperty(LayeredOptions.SPACING_EDGE_EDGE_BETWEEN_LAYERS, 11.0);
        graph.setProperty(LayeredOptions.FEEDBACK_EDGES, true);
    }

    private void add(Item item) {
        ElkNode node = ElkGraphUtil.createNode(item.frame().map(nodes::get).orElse(root));
        nodes.put(item.id(), node);
        if (item.isFrame()) {
            options(node, INSIDE, item.height());
            node.setProperty(LayeredOptions.NODE_SIZE_CONSTRAINTS, SizeConstraint.minimumSize());
            node.setProperty(LayeredOptions.NODE_SIZE_MINIMUM, new KVector(item.width(), item.height()));
        } else {
            node.setDimensions(item.width(), item.height());
            node.setProperty(LayeredOptions.PORT_CONSTRAINTS, PortConstraints.FIXED_SIDE);
            // So that arrows meet what is drawn in the middle of the item.
            node.setProperty(
                    LayeredOptions.PORT_ALIGNMENT_DEFAULT,
                    item.centred() ? PortAlignment.CENTER : PortAlignment.DISTRIBUTED);
        }
        if (item.end() != End.ANY) {
            node.setProperty(
                    LayeredOptions.LAYERING_LAYER_CONSTRAINT,
                    item.end() == End.FIRST ? LayerConstraint.FIRST : LayerConstraint.LAST);
        }
        if (upwards) {
            node.setProperty(LayeredOptions.PARTITIONING_PARTITION, item.row());
        }
    }

    /** All arrows that leave a box leave it at one place: they carry the same value. */
    private ElkEdge add(Link link) {
        ElkNode from = nodes.get(link.from());
        ElkNode to = nodes.get(link.to());
        ElkPort exit = exits.computeIfAbsent(
                link.from() + (link.apart() ? " apart" : ""),
                id -> port(from, upwards ? PortSide.NORTH : PortSide.EAST));
        return ElkGraphUtil.createSimpleEdge(exit, port(to, upwards ? PortSide.SOUTH : PortSide.WEST));
    }

    private static ElkPort port(ElkNode node, PortSide side) {
        ElkPort port = ElkGraphUtil.createPort(node);
        port.setProperty(LayeredOptions.PORT_SIDE, side);
        return port;
    }

    private static Point corner(ElkNode node) {
        Point corner = new Point(node.getX(), node.getY());
        for (ElkNode around = node.getParent(); around != null; around = around.getParent()) {
            corner = corner.moved(around.getX(), around.getY());
        }
        return corner;
    }

    private static Way way(ElkEdge edge) {
        Point origin = corner(edge.getContainingNode());
        List<Point> points = new ArrayList<>();
        for (ElkEdgeSection section : edge.getSections()) {
            points.add(new Point(section.getStartX(), section.getStartY()));
            section.getBendPoints().forEach(bend -> points.add(new Point(bend.getX(), bend.getY())));
            points.add(new Point(section.getEndX(), section.getEndY()));
        }
        List<Point> junctions = new ArrayList<>();
        Optional.ofNullable(edge.getProperty(LayeredOptions.JUNCTION_POINTS))
                .ifPresent(chain -> chain.forEach(vector -> junctions.add(new Point(vector.x, vector.y))));
        return new Way(
                points.stream().map(p -> p.moved(origin.x(), origin.y())).toList(),
                junctions.stream().map(p -> p.moved(origin.x(), origin.y())).toList());
    }
}
