package dev.unroll.tensor;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * The size of one axis, possibly unknown yet. Widths that must agree are united (union-find), and share what becomes
 * known. Messages and tables show it by its name in the spec.
 */
public final class Width {
    private Width parent = this;
    private int value;
    private String name = "";
    private boolean open;
    private Optional<Classes> classes = Optional.empty();

    private Width(int value) {
        this.value = value;
    }

    /** The same under the name that the spec has for it. */
    public Width named(String name) {
        root().name = name;
        return this;
    }

    /** The same as the number of these classes. */
    public Width of(Classes classes) {
        root().classes = Optional.of(classes);
        return this;
    }

    /** The classes that it counts, where it is known which. */
    public Optional<Classes> classes() {
        return root().classes;
    }

    /** The same for a placeholder of an unknown number: only its name is shown. */
    public Width open() {
        root().open = true;
        return this;
    }

    public boolean isOpen() {
        return root().open;
    }

    /** Its name, or an empty text. */
    public String name() {
        return root().name;
    }

    public static Width unknown() {
        return new Width(0);
    }

    /** @throws IllegalArgumentException if the number is below 1 */
    public static Width of(int value) {
        if (value < 1) {
            throw new IllegalArgumentException("a dimension must be at least 1: " + value);
        }
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
    public boolean unite(Width other) {
        Width a = root();
        Width b = other.root();
        if (a.value > 0 && b.value > 0) {
            return a.value == b.value;
        }
        Width child = a.value > 0 ? b : a;
        Width parent = a.value > 0 ? a : b;
        if (child != parent) {
            child.parent = parent;
            parent.name = parent.name.isEmpty() ? child.name : parent.name;
            parent.classes = parent.classes.or(() -> child.classes);
        }
        return true;
    }

    public OptionalInt known() {
        int known = root().value;
        return known > 0 ? OptionalInt.of(known) : OptionalInt.empty();
    }

    public boolean is(int size) {
        return root().value == size;
    }

    /** Its number. @throws Unknown if it is not known yet */
    public int value() {
        return known().orElseThrow(Unknown::new);
    }

    /** Thrown where a typing rule needs the number of a width that is not known yet. */
    public static final class Unknown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unknown() {
            super("a width is not known yet");
        }
    }

    /** Whether both are known to be the same. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Width width
                && (root() == width.root() || root().value > 0 && root().value == width.root().value);
    }

    @Override
    public int hashCode() {
        return root().value;
    }

    /** {@code 128}, {@code units=128}, the name alone of one that is open, or a question mark. */
    @Override
    public String toString() {
        Width root = root();
        String number = root.value > 0 ? Integer.toString(root.value) : "?";
        return root.name.isEmpty() ? number : root.open ? root.name : root.name + "=" + number;
    }
}
