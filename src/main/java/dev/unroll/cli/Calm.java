package dev.unroll.cli;

import dev.unroll.diagnostic.Visible;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What leads to a terminal: control characters of labels, names and paths are written out, as {@code \\u001b}, so that data can
 * neither move the cursor nor turn text around. Line ends, tabs and the colours of diagnostics pass.
 */
final class Calm extends OutputStream {
    /** Ends of lines, tabs and the colours of diagnostics. */
    private static final Pattern OURS = Pattern.compile("\u001b\\[(?:[0-2]|[01];3[0-6])?m|\\r?\n|\t");

    private final PrintStream out;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    private Calm(PrintStream out) {
        this.out = out;
    }

    static PrintStream of(PrintStream out) {
        return new PrintStream(new Calm(out), true, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int b) {
        waiting.write(b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        waiting.write(bytes, offset, length);
    }

    @Override
    public void flush() throws IOException {
        String text = waiting.toString(StandardCharsets.UTF_8);
        waiting.reset();
        out.print(escaped(text));
        out.flush();
    }

    static String escaped(String text) {
        StringBuilder out = new StringBuilder();
        Matcher ours = OURS.matcher(text);
        int from = 0;
        while (ours.find()) {
            out.append(Visible.written(text.substring(from, ours.start()))).append(ours.group());
            from = ours.end();
        }
        return out.append(Visible.written(text.substring(from))).toString();
    }
}
