package dev.unroll.plugin;

import dev.unroll.api.PublicApi;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.jar.JarFile;

/**
 * The classes of plug-ins. From a jar or the class path come those listed in {@code META-INF/services} under the
 * name of their interface (see {@link ServiceLoader}); from a source file come all that implement one. Immutable.
 */
@PublicApi
public final class Plugins {
    private static final String CLASS_PATH = "the class path";
    private static final Plugins NONE = new Plugins(List.of());
    private static final Plugins INSTALLED = new Plugins(List.of(new Services(CLASS_PATH, ours())));

    private final List<Origin> origins;

    /** Where plug-ins came from. */
    private interface Origin {
        String name();

        <T> List<Plugin<T>> of(Class<T> service);
    }

    private record Compiled(String name, List<Class<?>> classes) implements Origin {
        @Override
        public <T> List<Plugin<T>> of(Class<T> service) {
            return classes.stream()
                    .filter(service::isAssignableFrom)
                    .map(type -> new Plugin<T>(type.asSubclass(service), name))
                    .toList();
        }
    }

    private record Services(String name, ClassLoader loader) implements Origin {
        @Override
        public <T> List<Plugin<T>> of(Class<T> service) {
            try {
                return ServiceLoader.load(service, loader).stream()
                        .map(ServiceLoader.Provider::type)
                        .filter(type -> name.equals(CLASS_PATH) || type.getClassLoader() == loader)
                        .map(type -> new Plugin<T>(type, name.equals(CLASS_PATH) ? place(type) : name))
                        .toList();
            } catch (ServiceConfigurationError | LinkageError e) {
                throw new InvalidInput(
                        Diagnostic.error(Codes.PLUGIN, "a plug-in of " + name + " cannot be used: " + e.getMessage())
                                .hint("check its META-INF/services/" + service.getName()));
            }
        }

        /** The jar of a class, or its folder. */
        private static String place(Class<?> type) {
            return Optional.ofNullable(type.getProtectionDomain().getCodeSource())
                    .map(CodeSource::getLocation)
                    .map(url -> url.getPath().replaceFirst("/$", "").replaceFirst(".*/", ""))
                    .orElse(CLASS_PATH);
        }
    }

    private Plugins(List<Origin> origins) {
        this.origins = List.copyOf(origins);
    }

    private static ClassLoader ours() {
        return Plugins.class.getClassLoader();
    }

    /** Nothing but what comes with Unroll. */
    public static Plugins none() {
        return NONE;
    }

    /** Those on the class path, such as a Maven dependency's. */
    public static Plugins installed() {
        return INSTALLED;
    }

    /**
     * Those on the class path, of Java source files, which are compiled in memory, and of jars.
     *
     * @throws InvalidInput with all that cannot be read or compiled
     */
    public static Plugins load(List<Path> sources, List<Path> jars) {
        List<Origin> origins = new ArrayList<>(INSTALLED.origins);
        Diagnostics problems = new Diagnostics();
        for (Path source : sources) {
            try {
                origins.add(new Compiled(
                        source.toString(), SourceCompiler.ofThisRuntime().compile(source)));
            } catch (InvalidInput e) {
                problems.addAll(e.diagnostics());
            }
        }
        for (Path jar : jars) {
            open(jar, problems).ifPresent(loader -> origins.add(new Services(jar.toString(), loader)));
        }
        problems.throwIfErrors();
        return new Plugins(origins);
    }

    /** The loader stays open: classes are loaded when they are first used. */
    private static Optional<ClassLoader> open(Path jar, Diagnostics problems) {
        if (!Files.isRegularFile(jar)) {
            problems.add(Diagnostic.error(Codes.FILE, "there is no jar '" + jar + "'"));
            return Optional.empty();
        }
        try {
            new JarFile(jar.toFile()).close();
            URL url = jar.toUri().toURL();
            return Optional.of(new URLClassLoader(jar.toString(), new URL[] {url}, ours()));
        } catch (IOException e) {
            problems.add(Diagnostic.error(Codes.PLUGIN, "'" + jar + "' is not a jar: " + e.getMessage()));
            return Optional.empty();
        }
    }

    /** The files and jars that were named, without the class path. */
    public List<String> named() {
        return origins.stream()
                .map(Origin::name)
                .filter(n -> !n.equals(CLASS_PATH))
                .toList();
    }

    /** All classes that implement an interface, in the order in which they were named. */
    public <T> List<Plugin<T>> of(Class<T> service) {
        List<Plugin<T>> all = new ArrayList<>();
        origins.forEach(origin -> all.addAll(origin.of(service)));
        return all;
    }
}
