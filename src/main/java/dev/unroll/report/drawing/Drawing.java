package dev.unroll.report.drawing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The content of a drawing, without positions: boxes, arrows between them, and frames around them.
 *
 * @param title one line
 * @param about a description of the picture for screen readers
 * @param nodes in reading order
 * @param edges between nodes; an edge may end where it begins
 * @param groups outer frames before the frames inside them
 */
public record Drawing(String title, String about, List<Node> nodes, List<Edge> edges, List<Group> groups) {
    /** The kind of a box. */
    public enum Kind {
        /** A field of the data, or the input of a cell. */
        INPUT,
        /** A declared trained parameter. */
        PARAMETER,
        /** An equation. */
        EQUATION,
        /** A recurrent layer that is not opened. */
        LAYER,
        /** What joins the two directions of a bidirectional layer. */
        MERGE,
        /** A state before or after the step. */
        STATE,
        /** A term of the loss, a metric or an answer. */
        OUTPUT,
        /** An op of a derived graph. */
        OP
    }

    /** What an arrow means. */
    public enum Relation {
        /** The value is used. */
        USE,
        /** A state goes from one step to the next. */
        STATE
    }

    /** Which steps of a value with a row per step are read by a value with a row per sequence. */
    public enum Steps {
        ALL,
        FIRST,
        LAST
    }

    /**
     * A box.
     *
     * @param id unique among nodes and groups
     * @param name the left side of the equation, or what else the box is called
     * @param formula the right side as written in the spec; empty if there is none
     * @param caption the trailing comment of the equation; empty if there is none
     * @param group the id of the frame around it
     * @param perStep whether it is computed anew at each time step
     * @param step the time step, from 1; 0 if time is not unrolled, or if it is computed once
     */
    public record Node(
            String id,
            Kind kind,
            String name,
            String formula,
            String caption,
            Optional<String> group,
            boolean perStep,
            int step) {
        /** A box outside all frames, with time not unrolled. */
        static Node of(String id, Kind kind, String name, String formula, String caption, boolean perStep) {
            return new Node(id, kind, name, formula, caption, Optional.empty(), perStep, 0);
        }

        Node in(String frame) {
            return new Node(id, kind, name, formula, caption, Optional.of(frame), perStep, step);
        }

        Node at(String newId, Optional<String> newGroup, int newStep) {
            return new Node(newId, kind, name, formula, caption, newGroup, perStep, newStep);
        }
    }

    /**
     * An arrow.
     *
     * @param from the id of a node
     * @param to the id of a node
     * @param label the shape of the value, or the names of the states; may be empty
     * @param steps which steps are read if it leads from a value per step to one per sequence
     * @param reverse for a state, whether time runs backwards
     */
    public record Edge(String from, String to, String label, Relation relation, Steps steps, boolean reverse) {
        static Edge use(String from, String to, String label, Steps steps) {
            return new Edge(from, to, label, Relation.USE, steps, false);
        }

        static Edge state(String from, String to, String label, boolean reverse) {
            return new Edge(from, to, label, Relation.STATE, Steps.ALL, reverse);
        }

        Edge between(String newFrom, String newTo) {
            return new Edge(newFrom, newTo, label, relation, steps, reverse);
        }
    }

    /**
     * A frame.
     *
     * @param id unique among nodes and groups
     * @param name what it is called
     * @param formula the equation's right side, or the cell with its arguments; may be empty
     * @param caption the trailing comment of the equation; may be empty
     * @param parent the id of the frame around it
     * @param cell whether it is an opened cell
     * @param step the time step, from 1; 0 if time is not unrolled, or if it spans all steps
     */
    public record Group(
            String id, String name, String formula, String caption, Optional<String> parent, boolean cell, int step) {
        static Group of(String id, String name, String formula, String caption, boolean cell) {
            return new Group(id, name, formula, caption, Optional.empty(), cell, 0);
        }

        Group in(String frame) {
            return new Group(id, name, formula, caption, Optional.of(frame), cell, step);
        }

        Group at(String newId, Optional<String> newParent, int newStep) {
            return new Group(newId, name, formula, caption, newParent, cell, newStep);
        }
    }

    public Drawing {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
        groups = List.copyOf(groups);
    }

    /** All of it as maps, lists, texts and numbers. */
    public Map<String, Object> document() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("title", title);
        document.put("about", about);
        document.put("nodes", nodes.stream().map(Drawing::document).toList());
        document.put("edges", edges.stream().map(Drawing::document).toList());
        document.put("groups", groups.stream().map(Drawing::document).toList());
        return document;
    }

    private static Map<String, Object> document(Node node) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", node.id());
        map.put("kind", word(node.kind()));
        map.put("name", node.name());
        map.put("formula", node.formula());
        map.put("caption", node.caption());
        node.group().ifPresent(group -> map.put("group", group));
        map.put("per_step", node.perStep());
        if (node.step() > 0) {
            map.put("step", node.step());
        }
        return map;
    }

    private static Map<String, Object> document(Edge edge) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("from", edge.from());
        map.put("to", edge.to());
        map.put("label", edge.label());
        map.put("relation", word(edge.relation()));
        return map;
    }

    private static Map<String, Object> document(Group group) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", group.id());
        map.put("name", group.name());
        map.put("formula", group.formula());
        map.put("caption", group.caption());
        group.parent().ifPresent(parent -> map.put("parent", parent));
        map.put("cell", group.cell());
        if (group.step() > 0) {
            map.put("step", group.step());
        }
        return map;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** The equations as rows of a table: name, right side, comment. Copies at later time steps are left out. */
    public List<List<String>> equations() {
        List<List<String>> rows = new ArrayList<>();
        for (Group group : groups) {
            if (group.step() <= 1 && !group.formula().isEmpty()) {
                rows.add(List.of(group.name(), group.formula(), group.caption()));
            }
        }
        for (Node node : nodes) {
            if (node.step() <= 1 && !node.formula().isEmpty()) {
                rows.add(List.of(node.name(), node.formula(), node.caption()));
            }
        }
        return rows;
    }
}
