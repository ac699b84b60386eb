package dev.unroll.cli;

import dev.unroll.run.Threads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A verb on a model's file. */
abstract class SpecVerb extends Verb {
    @Parameters(paramLabel = "SPEC", description = "The model's YAML file.")
    private Path spec;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Change a key of the spec, such as train.batch=16.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private PluginOptions plugins;

    Path spec() {
        return spec;
    }

    List<String> overrides() {
        return overrides;
    }

    /** The number of threads that was asked for, by a verb that has the option. */
    Optional<Integer> threads() {
        return Optional.empty();
    }

    @Override
    public Integer call() {
        if (threads().isEmpty()) {
            return super.call();
        } else if (threads().get() < 1) {
            throw misused("--threads must be at least 1");
        }
        try (Threads own = new Threads(threads().get())) {
            return own.use(super::call);
        }
    }

    /** What others added. */
    PluginOptions plugins() {
        return plugins;
    }
}
