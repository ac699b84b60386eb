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
    private final Optional<Width> choices;
    private final boolean broken;
    private final Optional<Span> origin;
    private final String text;
    private final Span span;
    private final Supplier<Node> build;
    private Optional<Node> node = Optional.empty();

    private Term(Rows rows, List<Width> shape, Optional<Width> choices, String text, Span span, Supplier<Node> build) {
        this(rows, shape, choices, false, text, span, Optional.empty(), build);
    }

    private Term(
            Rows rows,
            List<Width> shape,
            Optional<Width> choices,
            boolean broken,
            String text,
            Span span,
            Optional<Span> origin,
            Supplier<Node> build) {
        this.origin = origin;
        this.rows = rows;
        this.shape = List.copyOf(shape);
        this.choices = choices;
        this.broken = broken;
        this.text = text;
        this.span = span;
        this.build = build;
    }

    static Term real(Rows rows, List<Width> shape, Span span, Supplier<Node> build) {
        return new Term(rows, shape, Optional.empty(), "", span, build);
    }

    /** @param choices how many classes there are, which is known */
    static Term index(Rows rows, Width choices, Span span, Supplier<Node> build) {
        return new Term(rows, List.of(), Optional.of(choices), "", span, build);
    }

    /** A value whose type is known. */
    static Term of(Type type, Span span, Supplier<Node> build) {
        return new Term(type.rows(), widths(type), classes(type), "", span, build);
    }

    private static List<Width> widths(Type type) {
        return IntStream.of(type.shape().dims()).mapToObj(Width::of).toList();
    }

    private static Optional<Width> classes(Type type) {
        return type.isIndex() ? Optional.of(Width.of(type.classes())) : Optional.empty();
    }

    /** A field; the number of its classes bears its name. */
    static Term field(String name, Type type, boolean open, Optional<Classes> classes, Span span) {
        Optional<Width> choices = classes(type).map(width -> width.named(name));
        choices.ifPresent(width -> classes.ifPresent(width::of));
        choices.filter(width -> open).ifPresent(Width::open);
        return new Term(type.rows(), widths(type), choices, "", span, () -> Node.of(new Leaf.Input(name, type)));
    }

    /** The same number everywhere. */
    static Term number(double value, Span span) {
        return real(Rows.NONE, List.of(), span, () -> Ops.constant(value));
    }

    static Term broken(Span span) {
        return new Term(Rows.NONE, List.of(), Optional.empty(), true, "", span, Optional.empty(), () -> {
            throw new IllegalStateException("a broken term has no node");
        });
    }

    boolean isBroken() {
        return broken;
    }

    boolean isIndex() {
        return choices.isPresent();
    }

    int classes() {
        return choices.map(Width::value).orElse(0);
    }

    /** The number of its classes in words: {@code 7 classes}, or {@code classes} where it is open. */
    String classesText() {
        return choices.filter(Width::isOpen).isPresent() ? "classes" : classes() + " classes";
    }

    /** The classes that it chooses among, or has a feature for each of; where it is known which. */
    Optional<Classes> named() {
        Optional<Width> width = choices.isPresent() || shape.isEmpty() ? choices : Optional.of(last());
        return width.flatMap(Width::classes);
    }

    /** How many classes an index chooses from. */
    Width choices() {
        return choices.orElseThrow();
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
        return new Term(rows, shape, choices, broken, written, place, origin, this::node);
    }

    /** The same value under a name in the graph. A leaf keeps its own: what feeds it looks for that very node. */
    Term named(String path) {
        Supplier<Node> named =
                () -> node().name().isEmpty() && !(node().op() instanceof Leaf) ? node().named(path) : node();
        return new Term(rows, shape, choices, broken, text, span, origin, named);
    }

    /** The same value, which an equation with this place defines. */
    Term from(Span definition) {
        return new Term(rows, shape, choices, broken, text, span, Optional.of(definition), this::node);
    }

    /** The place of the equation that defines it, if it has one. */
    Optional<Span> origin() {
        return origin;
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

    /** The names of its axes, or that of its classes; an empty text for each without. */
    List<String> sizes() {
        return choices.map(List::of).orElse(shape).stream().map(Width::name).toList();
    }

    /** How many numbers a row has, as far as widths are known. */
    double features() {
        return shape.stream().mapToDouble(width -> width.known().orElse(1)).reduce(1, (a, b) -> a * b);
    }

    boolean isResolved() {
        return shape.stream().allMatch(width -> width.known().isPresent());
    }
}
