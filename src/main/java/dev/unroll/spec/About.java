package dev.unroll.spec;

import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.yaml.Mapping;
import java.util.Optional;

/** The paragraph that says what a model or cell is. */
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
