package dev.unroll.model;

import dev.unroll.diagnostic.Span;
import dev.unroll.graph.Leaf;
import dev.unroll.graph.Node;
import dev.unroll.graph.Rows;
import dev.unroll.graph.Type;
import dev.unroll.op.Ops;
import dev.unroll.tensor.Classes;
import dev.unroll.tensor.Shape;
import dev.unroll.tensor.Width;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A value whose type is known up to widths; its node is made once all widths are known. A term that could not be
 * understood is {@link #isBroken} and suppresses errors of its uses: one cause, one message.
 */
final class Term {
    private final Type type;
    private final boolean broken;
    private final Optional<Span> origin;
    private final String text;
    private final Span span;
    private final Supplier<Node> build;
    private Optional<Node> node = Optional.empty();
    private Optional<CellRun> run = Optional.empty();

    private Term(Type type, Span span, Supplier<Node> build) {
        this(type, false, "", span, Optional.empty(), build);
    }

    private Term(Type type, boolean broken, String text, Span span, Optional<Span> origin, Supplier<Node> build) {
        this.origin = origin;
        this.type = type;
        this.broken = broken;
        this.text = text;
        this.span = span;
        this.build = build;
    }

    static Term real(Rows rows, List<Width> shape, Span span, Supplier<Node> build) {
        return new Term(Type.real(rows, Shape.of(shape)), span, build);
    }

    /** @param choices how many classes there are, which is known */
    static Term index(Rows rows, Width choices, Span span, Supplier<Node> build) {
        return new Term(Type.index(rows, choices), span, build);
    }

    static Term of(Type type, Span span, Supplier<Node> build) {
        return new Term(type, span, build);
    }

    /** A field; the number of its classes bears its name. */
    static Term field(String name, Type type, boolean open, Optional<Classes> classes, Span span) {
        Optional<Width> choices =
                type.isIndex() ? Optional.of(Width.of(type.classes()).named(name)) : Optional.empty();
        choices.ifPresent(width -> classes.ifPresent(width::of));
        choices.filter(width -> open).ifPresent(Width::open);
        Type named = choices.map(width -> Type.index(type.rows(), width)).orElse(type);
        return new Term(named, span, () -> Node.of(new Leaf.Input(name, type)));
    }

    /** The same number everywhere. */
    static Term number(double value, Span span) {
        return real(Rows.NONE, List.of(), span, () -> Ops.constant(value));
    }

    static Term broken(Span span) {
        return new Term(Type.real(Rows.NONE, Shape.SCALAR), true, "", span, Optional.empty(), () -> {
            throw new IllegalStateException("a broken term has no node");
        });
    }

    boolean isBroken() {
        return broken;
    }

    boolean isIndex() {
        return type.isIndex();
    }

    int classes() {
        return type.classes();
    }

    /** The number of its classes in words: {@code 7 classes}, or {@code classes} where it is open. */
    String classesText() {
        return type.choices().filter(Width::isOpen).isPresent() ? "classes" : classes() + " classes";
    }

    /** The classes that it chooses among, or has a feature for each of; where it is known which. */
    Optional<Classes> named() {
        Optional<Width> width = isIndex() || rank() == 0 ? type.choices() : Optional.of(last());
        return width.flatMap(Width::classes);
    }

    /** How many classes an index chooses from. */
    Width choices() {
        return type.choices().orElseThrow();
    }

    /** Its type, whose widths may not be known yet. */
    Type type() {
        return type;
    }

    Rows rows() {
        return type.rows();
    }

    List<Width> shape() {
        return type.shape().widths();
    }

    int rank() {
        return type.shape().rank();
    }

    /** The last axis. */
    Width last() {
        return type.shape().axis(-1);
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
        return new Term(type, broken, written, place, origin, this::node).as(run);
    }

    /** The same value under a name in the graph. A leaf keeps its own: what feeds it looks for that very node. */
    Term named(String path) {
        return new Term(type, broken, text, span, origin, () -> named(node(), path)).as(run);
    }

    /** The node under a name, unless it has one or is a leaf. */
    static Node named(Node node, String path) {
        return node.name().isEmpty() && !(node.op() instanceof Leaf) && !path.isEmpty() ? node.named(path) : node;
    }

    /** The same value, which an equation with this place defines. */
    Term from(Span definition) {
        return new Term(type, broken, text, span, Optional.of(definition), this::node).as(run);
    }

    /** The same value, which is a cell's run over a sequence. */
    Term of(CellRun cell) {
        return new Term(type, broken, text, span, origin, this::node).as(Optional.of(cell));
    }

    private Term as(Optional<CellRun> cell) {
        run = cell;
        return this;
    }

    /** The run that it is the output of; empty if it is any other value. */
    Optional<CellRun> run() {
        return run;
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
        return Shape.of(type.shape().dims());
    }

    /** The names of its axes, or that of its classes; an empty text for each without. */
    List<String> sizes() {
        return type.choices().map(List::of).orElse(shape()).stream()
                .map(Width::name)
                .toList();
    }

    /** How many numbers a row has, as far as widths are known. */
    double features() {
        return shape().stream().mapToDouble(width -> width.known().orElse(1)).reduce(1, (a, b) -> a * b);
    }
}
