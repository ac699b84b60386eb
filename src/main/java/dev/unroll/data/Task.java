package dev.unroll.data;

import java.util.List;

/** A generated problem with its settings; makes examples one by one, each from its own random numbers. */
interface Task {
    List<Field> fields();

    /** One example. */
    Example make(Draws draws, long key);
}
