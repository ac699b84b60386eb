package dev.unroll.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A commented spec to start from, and small data where it needs some.
 *
 * @param name what {@code --from} calls it
 * @param data the ending of its data file, or an empty text if its data is built in or generated
 */
record Template(String name, String data) {
    private static final String PLACEHOLDER = "NAME";

    static final List<Template> ALL = List.of(
            new Template("classifier", ""),
            new Template("tagger", "conllu"),
            new Template("language-model", "txt"),
            new Template("forecaster", "csv"),
            new Template("cell", ""));

    static List<String> names() {
        return ALL.stream().map(Template::name).toList();
    }

    /** The endings of its files, the spec's first. */
    List<String> endings() {
        return data.isEmpty() ? List.of("yaml") : List.of("yaml", data);
    }

    /** The text of one of its files for a model of this name. */
    String text(String ending, String model) {
        String resource = "templates/" + name + "." + ending;
        try (InputStream in = Template.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace(PLACEHOLDER, model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
