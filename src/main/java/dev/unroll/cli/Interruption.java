package dev.unroll.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Ctrl-C, or a signal to end: asks the work to stop, and lets it save what was done. A second one ends the process at once. Until
 * {@link #arm} there is nothing to save, and a signal does what it always does.
 */
final class Interruption implements AutoCloseable {
    /** The signals that people and systems end a program by, with the exit status of each: 128 and its number. */
    private static final Map<String, Integer> SIGNALS = Map.of("INT", 130, "TERM", 143, "HUP", 129);

    private final Terminal terminal;
    private final Map<Object, Object> replaced = new LinkedHashMap<>();
    private volatile int status;

    Interruption(Terminal terminal) {
        this.terminal = terminal;
    }

    /** From here on, a signal lets the work be saved. */
    void arm() {
        SIGNALS.forEach(this::handle);
    }

    boolean isRequested() {
        return status != 0;
    }

    /** The exit status of the signal. */
    int status() {
        return isRequested() ? status : Verb.INTERRUPTED;
    }

    /**
     * Through reflection, as the compiler warns of each use of {@code sun.misc.Signal}, which every Java runtime has and no
     * standard class stands for.
     */
    private void handle(String name, int exit) {
        try {
            Class<?> signals = Class.forName("sun.misc.Signal");
            Class<?> handlers = Class.forName("sun.misc.SignalHandler");
            Object signal = signals.getConstructor(String.class).newInstance(name);
            Object handler = Proxy.newProxyInstance(
                    handlers.getClassLoader(), new Class<?>[] {handlers}, (proxy, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            request(exit);
                        }
                        return method.getReturnType() == boolean.class ? proxy == arguments[0] : null;
                    });
            Method handle = signals.getMethod("handle", signals, handlers);
            replaced.put(signal, handle.invoke(null, signal, handler));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // A system without this signal, or a runtime that reserves it: the signal ends the process at once.
        }
    }

    private void request(int exit) {
        if (isRequested()) {
            Runtime.getRuntime().halt(exit);
        }
        status = exit;
        terminal.err().println("\ninterrupted: saving; a second signal ends the program at once");
    }

    @Override
    public void close() {
        replaced.forEach((signal, handler) -> {
            try {
                Class<?> signals = signal.getClass();
                signals.getMethod("handle", signals, Class.forName("sun.misc.SignalHandler"))
                        .invoke(null, signal, handler);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e); // what was handled can be handed back
            }
        });
        replaced.clear();
    }
}
