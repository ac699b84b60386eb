package dev.unroll.model;

import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Ops;
import dev.unroll.spec.Span;
import dev.unroll.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A value whose type is known up to widths; its node is made once all widths are known. A term that could not be
 * understood is {@link #isBroken} and silences whatever uses it: one cause, one message.
 */
final class Term {
    private final Rows rows;
    private final List<Width> shape;
    private final int classes;
    private final String text;
    private final Span span;
    private final Supplier<Node> build;
    private Optional<Node> node = Optional.empty();

    private Term(Rows rows, List<Width> shape, int classes, String text, Span span, Supplier<Node> build) {
        this.rows = rows;
        this.shape = List.copyOf(shape);
        this.classes = classes;
        this.text = text;
        this.span = span;
        this.build = build;
    }

    static Term real(Rows rows, List<Width> shape, Span span, Supplier<Node> build) {
        return new Term(rows, shape, 0, "", span, build);
    }

    static Term index(Rows rows, int classes, Span span, Supplier<Node> build) {
        return new Term(rows, List.of(), classes, "", span, build);
    }

    static Term of(Type type, Span span, Supplier<Node> build) {
        List<Width> shape =
                IntStream.of(type.shape().dims()).mapToObj(Width::of).toList();
        return new Term(type.rows(), shape, type.classes(), "", span, build);
    }

    /** The same number everywhere. */
    static Term number(double value, Span span) {
        return real(Rows.NONE, List.of(), span, () -> Ops.constant(value));
    }

    static Term broken(Span span) {
        return new Term(Rows.NONE, List.of(), -1, "", span, () -> {
            throw new IllegalStateException("a broken term has no node");
        });
    }

    boolean isBroken() {
        return classes < 0;
    }

    boolean isIndex() {
        return classes > 0;
    }

    int classes() {
        return classes;
    }

    Rows rows() {
        return rows;
    }

    List<Width> shape() {
        return shape;
    }

    int rank() {
        return shape.size();
    }

    /** The last axis. */
    Width last() {
        return shape.get(shape.size() - 1);
    }

    Span span() {
        return span;
    }

    /** What messages call it: the source it was written as. */
    String text() {
        return text;
    }

    /** The same value as it is written at a place. */
    Term at(String written, Span place) {
        return new Term(rows, shape, classes, written, place, this::node);
    }

    /** The same value under a name in the graph. A leaf keeps its own: what feeds it looks for that very node. */
    Term named(String path) {
        Supplier<Node> named =
                () -> node().name().isEmpty() && !(node().op() instanceof Leaf) ? node().named(path) : node();
        return new Term(rows, shape, classes, text, span, named);
    }

    Node node() {
        if (node.isEmpty()) {
            node = Optional.of(build.get());
        }
        return node.get();
    }

    /** The shape, once all widths are known. */
    Shape resolved() {
        return Shape.of(shape.stream().mapToInt(Width::value).toArray());
    }

    /** How many numbers a row has, as far as widths are known. */
    double features() {
        return shape.stream().mapToDouble(width -> width.known().orElse(1)).reduce(1, (a, b) -> a * b);
    }

    boolean isResolved() {
        return shape.stream().allMatch(width -> width.known().isPresent());
    }
}
