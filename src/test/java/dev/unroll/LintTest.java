package dev.unroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what {@code -Werror} does where {@code -Werror} cannot be used: a javac before 25 always warns about the
 * incubating vector module and cannot be told not to.
 */
class LintTest {
    @Test
    @EnabledForJreRange(max = JRE.JAVA_24)
    void sourcesCompileWithoutWarnings(@TempDir Path classes) throws IOException {
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        try (StandardJavaFileManager files = javac.getStandardFileManager(found, Locale.ROOT, StandardCharsets.UTF_8)) {
            List<String> options = List.of(
                    "-Xlint:all,-processing",
                    "-proc:none",
                    "--release",
                    "17",
                    "--add-modules",
                    "jdk.incubator.vector",
                    "-cp",
                    System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                    "-d",
                    classes.toString());
            javac.getTask(null, files, found, options, null, files.getJavaFileObjectsFromPaths(sources()))
                    .call();
        }
        List<String> complaints = found.getDiagnostics().stream()
                .filter(diagnostic -> !isIncubating(diagnostic))
                .map(diagnostic -> diagnostic.toString())
                .toList();
        assertThat(complaints).isEmpty();
    }

    private static boolean isIncubating(Diagnostic<?> diagnostic) {
        return diagnostic.getCode().equals("compiler.warn.incubating.modules");
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> main = Files.walk(Path.of("src/main/java"));
                Stream<Path> test = Files.walk(Path.of("src/test/java"))) {
            return Stream.concat(main, test)
                    .filter(path -> path.toString().endsWith(".java"))
                    .toList();
        }
    }
}
