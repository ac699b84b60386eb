package dev.unroll.cli;

import dev.unroll.run.Threads;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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

    /** Takes the number of threads that was asked for. */
    void use(int threads) {
        if (threads < 1) {
            throw misused("--threads must be at least 1");
        }
        Threads.use(threads);
    }

    /** What others added. */
    PluginOptions plugins() {
        return plugins;
    }
}
