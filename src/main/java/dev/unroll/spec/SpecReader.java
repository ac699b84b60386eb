package dev.unroll.spec;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.SourceFile;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.YamlReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads model and cell files. */
public final class SpecReader {
    private static final String LIBRARY = "/models/cells";
    private static final String YAML = ".yaml";
    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9_]+");

    private SpecReader() {}

    /**
     * Reads a model with its {@code use} files and {@code --set} overrides. All its errors are thrown together as
     * {@link InvalidInput}; without any, warnings go to the collector.
     */
    public static ModelSpec read(Path file, List<String> overrides, Diagnostics warnings) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<ModelSpec> spec = tryRead(file, overrides, diagnostics);
        diagnostics.throwIfErrors();
        warnings.addAll(diagnostics.list());
        return spec.orElseThrow();
    }

    /**
     * The same without throwing: what could be read, for finding more errors in it, where {@link ModelSpec#broken}
     * are the names that could not; nothing if the file is not a model at all.
     */
    public static Optional<ModelSpec> tryRead(Path file, List<String> overrides, Diagnostics diagnostics) {
        try {
            Source source = SourceFile.read(file);
            return tryRead(source, overrides, diagnostics);
        } catch (InvalidInput e) {
            diagnostics.addAll(e.diagnostics());
            return Optional.empty();
        }
    }

    /** The same for a text that was read already; its {@link Source#base} is the model's folder. */
    public static Optional<ModelSpec> tryRead(Source source, List<String> overrides, Diagnostics diagnostics) {
        try {
            return YamlReader.mapping(source, diagnostics)
                    .map(mapping -> new Overrides(diagnostics).apply(mapping, overrides))
                    .flatMap(mapping -> new ModelReader(source, diagnostics).read(mapping));
        } catch (InvalidInput e) {
            diagnostics.addAll(e.diagnostics());
            return Optional.empty();
        }
    }

    /** The files that a model names under {@code use}; none if it cannot be read so far. */
    public static List<Path> uses(Path file, List<String> overrides) {
        Diagnostics ignored = new Diagnostics();
        try {
            Source source = SourceFile.read(file);
            Mapping mapping = new Overrides(ignored).apply(YamlReader.mapping(source), overrides);
            List<Path> files = new ArrayList<>();
            for (Settings.Text name :
                    Settings.of("", mapping).declare(SpecKeys.MODEL.all()).texts(SpecKeys.USE)) {
                files.add(name.span().source().base().resolve(name.value()));
            }
            return files;
        } catch (InvalidInput | InvalidPathException e) {
            return List.of();
        }
    }

    /** Reads a cell's text; errors throw {@link InvalidInput}. */
    public static CellSpec cell(Source source) {
        Diagnostics diagnostics = new Diagnostics();
        Optional<CellSpec> cell =
                YamlReader.mapping(source, diagnostics).flatMap(mapping -> new CellReader(diagnostics).file(mapping));
        diagnostics.throwIfErrors();
        return cell.orElseThrow();
    }

    /** Whether a text is a cell's file rather than a model's. */
    public static boolean isCell(Source source) {
        Mapping mapping = YamlReader.mapping(source);
        return mapping.find("cell").isPresent() && mapping.find("model").isEmpty();
    }

    /** The cells that come with Unroll, from {@code models/cells} on the class path. */
    public static CellLibrary library() {
        return new CellLibrary(libraryNames(), SpecReader::librarySource);
    }

    private static Optional<Source> librarySource(String name) {
        if (!SAFE_NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        String resource = LIBRARY + "/" + name + YAML;
        try (InputStream in = SpecReader.class.getResourceAsStream(resource)) {
            if (in == null) {
                return Optional.empty();
            }
            String shown = resource.substring(1);
            return Optional.of(new Source(shown, SourceFile.decode(in.readAllBytes(), shown, Optional.empty())));
        } catch (IOException e) {
            throw new InvalidInput(Diagnostic.error(Codes.FILE, "cannot read the library cell '" + name + "'"));
        }
    }

    private static List<String> libraryNames() {
        URL folder = SpecReader.class.getResource(LIBRARY);
        if (folder == null) {
            return List.of();
        }
        try {
            return folder.getProtocol().equals("jar") ? namesOfJar(folder) : names(Path.of(folder.toURI()));
        } catch (IOException | URISyntaxException e) {
            throw new InvalidInput(Diagnostic.error(Codes.FILE, "cannot read the library of cells"));
        }
    }

    /** Opens the jar for this call alone: a file system of the jar is shared by all threads, and closed by the first. */
    private static List<String> namesOfJar(URL folder) throws IOException {
        JarURLConnection connection = (JarURLConnection) folder.openConnection();
        connection.setUseCaches(false);
        String prefix = LIBRARY.substring(1) + "/";
        try (JarFile jar = connection.getJarFile()) {
            return names(jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.startsWith(prefix) && name.indexOf('/', prefix.length()) < 0)
                    .map(name -> name.substring(prefix.length())));
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return names(files.map(p -> p.getFileName().toString()));
        }
    }

    private static List<String> names(Stream<String> files) {
        return files.filter(f -> f.endsWith(YAML))
                .map(f -> f.substring(0, f.length() - YAML.length()))
                .toList();
    }
}
