package dev.unroll.store;

import dev.unroll.run.Program;
import dev.unroll.run.Threads;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The environment that a run was trained in: {@code environment.json} of its folder. */
public final class Environment {
    private Environment() {}

    /** Texts and numbers by name. */
    public static Map<String, Object> now() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("began", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        all.put(
                "unroll",
                Optional.ofNullable(Environment.class.getPackage().getImplementationVersion())
                        .orElse("(not packaged)"));
        all.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        all.put(
                "system",
                "%s %s, %s"
                        .formatted(
                                System.getProperty("os.name"),
                                System.getProperty("os.version"),
                                System.getProperty("os.arch")));
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("threads", Threads.current().count());
        all.put("kernels", Program.isVectorised() ? "vector" : "plain");
        return all;
    }
}
