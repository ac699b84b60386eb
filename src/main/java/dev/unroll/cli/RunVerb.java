package dev.unroll.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A verb on the folder of a run. */
abstract class RunVerb extends Verb {
    @Parameters(paramLabel = "RUN", description = "The folder that `train` wrote.")
    private Path folder;

    @Mixin
    private PluginOptions plugins;

    Path folder() {
        return folder;
    }

    /** What others added. */
    PluginOptions plugins() {
        return plugins;
    }
}
