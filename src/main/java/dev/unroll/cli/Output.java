package dev.unroll.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** A stream that remembers what first went wrong with it, which a {@link java.io.PrintStream} keeps to itself. */
final class Output extends FilterOutputStream {
    private Optional<IOException> failure = Optional.empty();

    Output(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
        try {
            out.write(bytes, from, count);
        } catch (IOException e) {
            failure = failure.or(() -> Optional.of(e));
            throw e;
        }
    }

    /** Why output was lost; a reader that had enough, such as {@code head}, is no failure. */
    Optional<String> failure() {
        return failure.map(e -> String.valueOf(e.getMessage())).filter(message -> !message.contains("Broken pipe"));
    }
}
