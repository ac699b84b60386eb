package dev.unroll.cli;

import java.util.Map;
import java.util.Properties;

/**
 * What the two streams are connected to, as the launcher reports.
 *
 * @param outIsTerminal whether answers are read on a terminal, not from a file or a pipe
 * @param errIsTerminal the same of diagnostics and progress
 * @param colours whether a terminal may show colours
 * @param columns how many characters fit on a line
 */
record Screen(boolean outIsTerminal, boolean errIsTerminal, boolean colours, int columns) {
    private static final int STANDARD_WIDTH = 100;

    /** Files and pipes. */
    static final Screen NONE = new Screen(false, false, false, STANDARD_WIDTH);

    /** NO_COLOR counts with any value except the empty one (no-color.org). */
    static Screen of(Properties properties, Map<String, String> environment) {
        boolean refused = !environment.getOrDefault("NO_COLOR", "").isEmpty()
                || environment.getOrDefault("TERM", "").equals("dumb");
        int columns;
        try {
            columns = Integer.parseInt(properties.getProperty("unroll.columns", ""));
        } catch (NumberFormatException e) {
            columns = STANDARD_WIDTH;
        }
        return new Screen(
                Boolean.parseBoolean(properties.getProperty("unroll.stdout.tty")),
                Boolean.parseBoolean(properties.getProperty("unroll.stderr.tty")),
                !refused,
                columns);
    }

    boolean coloursOut() {
        return outIsTerminal && colours;
    }

    boolean coloursErr() {
        return errIsTerminal && colours;
    }
}
