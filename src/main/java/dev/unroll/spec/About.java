package dev.unroll.spec;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.yaml.Mapping;
import java.util.Optional;

/** The paragraph that describes a model or cell. */
final class About {
    private About() {}

    static Optional<String> read(Mapping mapping, Diagnostics diagnostics) {
        Settings settings = Settings.of("", mapping);
        settings.entries();
        Optional<String> about = settings.find(SpecKeys.ABOUT);
        settings.finish(diagnostics);
        return about;
    }
}
