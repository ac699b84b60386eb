package dev.unroll.model;

import java.util.OptionalInt;

/**
 * The size of one axis, perhaps not known yet. Widths that must agree are united, and what becomes known of one is known of
 * all (union-find).
 */
final class Width {
    private Width parent = this;
    private int value;

    private Width(int value) {
        this.value = value;
    }

    static Width unknown() {
        return new Width(0);
    }

    static Width of(int value) {
        return new Width(value);
    }

    private Width root() {
        Width root = this;
        while (root.parent != root) {
            root = root.parent;
        }
        return root;
    }

    /** Makes two widths one; false if they are known to differ. */
    boolean unite(Width other) {
        Width a = root();
        Width b = other.root();
        if (a.value > 0 && b.value > 0) {
            return a.value == b.value;
        }
        if (a.value > 0) {
            b.parent = a;
        } else {
            a.parent = b;
        }
        return true;
    }

    OptionalInt known() {
        int known = root().value;
        return known > 0 ? OptionalInt.of(known) : OptionalInt.empty();
    }

    boolean is(int size) {
        return root().value == size;
    }

    int value() {
        return known().orElseThrow(() -> new IllegalStateException("a width is not known"));
    }

    @Override
    public String toString() {
        return known().isPresent() ? Integer.toString(root().value) : "?";
    }
}
