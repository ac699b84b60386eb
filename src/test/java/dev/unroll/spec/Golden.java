package dev.unroll.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Texts that people read, kept in files; {@code -Dunroll.golden=update} writes them anew. */
public final class Golden {
    private Golden() {}

    /** The names, without ending, of the YAML files of a folder. */
    public static Stream<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files
                    .map(p -> p.getFileName().toString())
                    .filter(f -> f.endsWith(".yaml"))
                    .map(f -> f.substring(0, f.length() - 5))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** Holds a text to a file. */
    public static void compare(String actual, Path golden) throws IOException {
        if ("update".equals(System.getProperty("unroll.golden"))) {
            Files.writeString(golden, actual);
        }
        assertThat(actual).as("-Dunroll.golden=update writes it anew").isEqualTo(Files.readString(golden));
    }
}
