package dev.unroll.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** File operations that a thread interrupt must not cut off: a channel closes itself when its thread is interrupted. */
final class Uninterrupted {
    /** Work on files. */
    interface Work<T> {
        T run() throws IOException;
    }

    private Uninterrupted() {}

    /** Does the work with the thread's interrupt set aside, and again from its beginning if it was cut off. */
    static <T> T run(Work<T> work) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    return work.run();
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                    Thread.interrupted();
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
