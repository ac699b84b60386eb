package dev.unroll.contract;

import dev.unroll.contract.Verdict.Fault;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Collects the faults of a plug-in; any exception it throws is a fault. */
public final class Faults {
    private final List<Fault> faults = new ArrayList<>();

    /** Something that is tried. */
    public interface Trial {
        void run();
    }

    /** Notes a fault: a message that follows the name of the plug-in, and its likely cause. */
    public void add(String what, String hint) {
        if (faults.stream().noneMatch(f -> f.message().equals(what))) {
            faults.add(new Fault(what, Optional.of(hint)));
        }
    }

    /** Notes a fault unless all is well. Whether it is. */
    public boolean check(boolean well, String what, String hint) {
        if (!well) {
            add(what, hint);
        }
        return well;
    }

    /** Tries something. */
    public void attempt(String where, Trial trial) {
        give(where, () -> {
            trial.run();
            return true;
        });
    }

    /** Tries something that gives a result; nothing if it fails. */
    public <T> Optional<T> give(String where, Supplier<T> trial) {
        try {
            Optional<T> result = Optional.ofNullable(trial.get());
            check(result.isPresent(), "returns null from " + where, "see the Javadoc of its interface");
            return result;
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            add("fails in " + where + ": " + e, place(e));
            return Optional.empty();
        }
    }

    /** The place of a failure: the innermost stack frame outside the JDK. */
    public static String place(Throwable e) {
        return Arrays.stream(e.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java.")
                        && !frame.getClassName().startsWith("jdk."))
                .findFirst()
                .map(frame ->
                        "at " + frame.getClassName() + "." + frame.getMethodName() + ", line " + frame.getLineNumber())
                .orElse("at an unknown place");
    }

    /** All of them. */
    public List<Fault> all() {
        return List.copyOf(faults);
    }
}
