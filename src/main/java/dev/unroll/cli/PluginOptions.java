package dev.unroll.cli;

import dev.unroll.plugin.Plugins;
import dev.unroll.report.Shell;
import dev.unroll.train.PluginNeeds;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What others added in Java, named on the command line. */
final class PluginOptions {
    @Option(
            names = "--ops",
            paramLabel = "FILE.java",
            description = "A Java file with ops (or readers, metrics, optimizers) of your own; may be repeated.")
    private List<Path> sources = new ArrayList<>();

    @Option(names = "--plugins", paramLabel = "FILE.jar", description = "A jar with such classes; may be repeated.")
    private List<Path> jars = new ArrayList<>();

    List<Path> sources() {
        return sources;
    }

    /** Everything, found to be usable. */
    Plugins load() {
        Plugins plugins = sources.isEmpty() && jars.isEmpty() ? Plugins.installed() : Plugins.load(sources, jars);
        PluginNeeds.of(plugins);
        return plugins;
    }

    /** As the options were given, to be repeated in a command. */
    String text() {
        StringBuilder text = new StringBuilder();
        sources.forEach(file -> text.append(" --ops ").append(Shell.quote(file)));
        jars.forEach(file -> text.append(" --plugins ").append(Shell.quote(file)));
        return text.toString();
    }
}
