package dev.unroll.plugin;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.diagnostic.SourceFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.tools.DiagnosticCollector;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles one Java source file in memory, if Unroll runs on a JDK. */
final class SourceCompiler {
    private final Optional<JavaCompiler> javac;

    /** @param javac nothing where the Java runtime has none */
    SourceCompiler(Optional<JavaCompiler> javac) {
        this.javac = javac;
    }

    static SourceCompiler ofThisRuntime() {
        return new SourceCompiler(Optional.ofNullable(ToolProvider.getSystemJavaCompiler()));
    }

    /**
     * The concrete classes of a file, nested ones too.
     *
     * @throws InvalidInput with all that is wrong with it
     */
    List<Class<?>> compile(Path file) {
        Source source = SourceFile.read(file);
        JavaCompiler compiler = javac.orElseThrow(() -> new InvalidInput(
                Diagnostic.error(Codes.PLUGIN, "'" + file + "' cannot be compiled: this Java runtime has no compiler")
                        .hint("run Unroll on a JDK, or pack the compiled classes into a jar for --plugins")));
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<String> options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"));
            compiler.getTask(null, new Memory(files, classes), found, options, null, List.of(new Text(source)))
                    .call();
        } catch (IOException e) {
            throw new InvalidInput(
                    Diagnostic.error(Codes.PLUGIN, "'" + file + "' cannot be compiled: " + e.getMessage()));
        }
        List<Diagnostic> errors = found.getDiagnostics().stream()
                .filter(d -> d.getKind() == javax.tools.Diagnostic.Kind.ERROR)
                .map(d -> diagnostic(d, source))
                .toList();
        if (!errors.isEmpty()) {
            throw new InvalidInput(errors);
        }
        return load(file, classes);
    }

    /** In one line: javac prints the kind of symbol and where it looked on further lines. */
    private static Diagnostic diagnostic(javax.tools.Diagnostic<?> problem, Source source) {
        String message = problem.getMessage(Locale.ROOT).strip().replaceAll("\\s*\\R\\s*", "; ");
        if (problem.getPosition() == javax.tools.Diagnostic.NOPOS) {
            return Diagnostic.error(Codes.PLUGIN, source.name() + ": " + message);
        }
        int start = (int) problem.getPosition();
        int end = (int) Math.max(start + 1, problem.getEndPosition());
        return Diagnostic.error(Codes.PLUGIN, message, source.span(start, end));
    }

    private static List<Class<?>> load(Path file, Map<String, ByteArrayOutputStream> classes) {
        Loader loader = new Loader(file.toString(), classes);
        List<Class<?>> loaded = new ArrayList<>();
        for (String name : classes.keySet()) {
            try {
                Class<?> type = loader.loadClass(name);
                boolean concrete = !type.isInterface() && !Modifier.isAbstract(type.getModifiers());
                boolean own = !type.isMemberClass() || Modifier.isStatic(type.getModifiers());
                if (concrete && own && !type.isAnonymousClass() && !type.isLocalClass()) {
                    loaded.add(type);
                }
            } catch (ClassNotFoundException | LinkageError e) {
                throw new InvalidInput(
                        Diagnostic.error(Codes.PLUGIN, "'" + file + "' cannot be loaded: " + e.getMessage()));
            }
        }
        return loaded;
    }

    /** The source; javac requires a public class to be in a file of its name. */
    private static final class Text extends SimpleJavaFileObject {
        private final Source source;

        Text(Source source) {
            super(URI.create("memory:///" + Path.of(source.name()).toUri().getRawPath()), Kind.SOURCE);
            this.source = source;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source.text();
        }
    }

    private static final class Memory extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        Memory(JavaFileManager files, Map<String, ByteArrayOutputStream> classes) {
            super(files);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + name.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    classes.put(name, out);
                    return out;
                }
            };
        }
    }

    /** Named by the file, so that a failure can be attributed to the plug-in. */
    private static final class Loader extends ClassLoader {
        private final Map<String, ByteArrayOutputStream> classes;

        Loader(String name, Map<String, ByteArrayOutputStream> classes) {
            super(name, Plugins.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            ByteArrayOutputStream compiled = classes.get(name);
            if (compiled == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = compiled.toByteArray();
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public InputStream getResourceAsStream(String path) {
            ByteArrayOutputStream compiled =
                    classes.get(path.replaceFirst("\\.class$", "").replace('/', '.'));
            return compiled == null
                    ? super.getResourceAsStream(path)
                    : new ByteArrayInputStream(compiled.toByteArray());
        }
    }
}
