package dev.unroll.cli;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBarConsumer;

/** Draws the bar over itself on one line of the terminal. */
final class BarConsumer implements ProgressBarConsumer {
    /** For the {@code ^C} that a terminal writes after the bar, which would otherwise start a new line. */
    private static final int ROOM = 3;

    private final PrintStream out;
    private final int columns;

    BarConsumer(PrintStream out, int columns) {
        this.out = out;
        this.columns = columns;
    }

    @Override
    public int getMaxRenderedLength() {
        return Math.max(20, columns - ROOM);
    }

    @Override
    public void accept(String line) {
        out.print("\r" + line);
        out.flush();
    }

    @Override
    public void clear() {
        out.print("\r" + " ".repeat(getMaxRenderedLength()) + "\r");
        out.flush();
    }

    @Override
    public void close() {
        clear();
    }
}
