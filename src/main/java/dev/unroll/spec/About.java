package dev.unroll.spec;

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
