package dev.unroll.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.Unroll;
import dev.unroll.data.Split;
import dev.unroll.graph.Axes;
import dev.unroll.graph.Rows;
import dev.unroll.run.Batch;
import dev.unroll.run.Results;
import dev.unroll.run.Stream;
import dev.unroll.run.Weights;
import dev.unroll.tensor.Packing;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One run used by several threads at a time answers as it does one call after the other. */
class SharedRunTest {
    private static final int THREADS = 4;

    @TempDir
    static Path folder;

    private static Run run;

    @BeforeAll
    static void train() throws IOException {
        StringBuilder rows = new StringBuilder("text,kind\n");
        for (int i = 0; i < 60; i++) {
            rows.append("abcdefgh".repeat(1 + i % 5).substring(i % 7)).append(i % 2 == 0 ? ",x\n" : ",y\n");
        }
        Files.writeString(folder.resolve("train.csv"), rows);
        Path spec = Files.writeString(folder.resolve("shared.yaml"), """
                model: shared
                data: {reader: table, train: train.csv, test: train.csv, fields: {text: {unit: char}, kind: {type: label}}}
                equations:
                  h: birnn(lstm(24), embed(text, 16))
                  scores: affine(mean_over_time(h), to=kind)
                loss: cross_entropy(scores, kind)
                metrics: {accuracy: 'accuracy(scores, kind)'}
                predict: {kind: argmax(scores), p: softmax(scores)}
                train: {epochs: 1, batch: 8}
                """);
        run = Unroll.load(spec).train(folder.resolve("run"));
    }

    private static <T> List<T> together(int calls, Callable<T> call) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                futures.add(threads.submit(call));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void predictionsAreThoseOfOneThread() throws Exception {
        Prediction prediction = run.prediction();
        List<List<String>> inputs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            List<String> batch = new ArrayList<>();
            for (int k = 0; k <= i % 20; k++) {
                batch.add("abcdefgh".substring(k % 8).repeat(1 + (i + k) % 9));
            }
            inputs.add(batch);
        }
        List<List<Map<String, Object>>> alone =
                inputs.stream().map(prediction::of).toList();
        AtomicInteger next = new AtomicInteger();
        List<Integer> wrong = together(960, () -> {
            int i = next.getAndIncrement() % inputs.size();
            Prediction asked = i % 2 == 0 ? prediction : run.prediction();
            return asked.of(inputs.get(i)).equals(alone.get(i)) ? 0 : 1;
        });
        assertThat(wrong).containsOnly(0);
    }

    @Test
    void evaluationsAreThoseOfOneThread() throws Exception {
        Map<String, Double> alone = run.evaluate(Split.TEST);
        assertThat(together(40, () -> run.evaluate(Split.TEST))).containsOnly(alone);
    }

    /** Nobody has to hurry with results, or to be done with them before the next call. */
    @Test
    void resultsAreTheCallers() {
        Results first = evaluate(0, 1, 2);
        float[] values = first.values("value:scores").clone();
        Results second = evaluate(3, 1);
        assertThat(second.values("value:scores")).isNotEqualTo(values);
        assertThat(first.values("value:scores")).containsExactly(values);
    }

    private static Batch batch(float... text) {
        Axes axes = Axes.of(1, Map.of(Rows.axis("text"), Packing.uniform(1, text.length)));
        return new Batch(axes, Map.of("text", text), new long[1], 0, 0);
    }

    private static Results evaluate(float... text) {
        return run.network().evaluate(Set.of("value:scores"), run.weights(), batch(text));
    }

    /** Weights that may change are read anew at each call, fixed ones are laid out once. */
    @Test
    void weightsThatChangeAreReadAnew() {
        float[] before = evaluate(0, 1, 2).values("value:scores");
        Weights changing = run.weights().copy();
        Batch batch = batch(0, 1, 2);
        Set<String> scores = Set.of("value:scores");
        assertThat(run.network().evaluate(scores, changing, batch).values("value:scores"))
                .containsExactly(before);
        changing.all().forEach(weight -> Arrays.fill(weight.values(), 0));
        assertThat(run.network().evaluate(scores, changing, batch).values("value:scores"))
                .containsOnly(0);
        assertThat(run.network().evaluate(scores, run.weights(), batch).values("value:scores"))
                .containsExactly(before);
    }

    @Test
    void runsAreOpenedSideBySide() throws Exception {
        assertThat(together(40, () -> Run.open(folder.resolve("run")).model().size()))
                .containsOnly(run.model().size());
    }

    /** In a jar, the library of cells is read through a file system or a jar file that threads could close for each other. */
    @Test
    void theLibraryInAJarIsReadByManyThreads() throws Exception {
        Path jar = folder.resolve("unroll.jar");
        Path classes = Path.of(
                Run.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                var files = Files.walk(classes)) {
            for (Path file : (Iterable<Path>) files.skip(1)::iterator) {
                String name = classes.relativize(file).toString().replace(File.separatorChar, '/');
                boolean isFolder = Files.isDirectory(file);
                entries.putNextEntry(new JarEntry(isFolder ? name + "/" : name));
                if (!isFolder) {
                    Files.copy(file, entries);
                }
                entries.closeEntry();
            }
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, parent())) {
            Class<?> reader = loader.loadClass("dev.unroll.spec.SpecReader");
            assertThat(reader.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .getPath())
                    .endsWith(".jar");
            List<Object> names = together(400, () -> {
                Object library = reader.getMethod("library").invoke(null);
                return library.getClass().getMethod("names").invoke(library);
            });
            assertThat(names).containsOnly(names.get(0));
            assertThat((List<?>) names.get(0)).hasSizeGreaterThan(5);
        }
    }

    /** All libraries, but not Unroll's own classes. */
    private static ClassLoader parent() throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (entry.endsWith(".jar")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Test
    void aStreamBelongsToOneThread() throws Exception {
        Path spec = Files.writeString(folder.resolve("stream.yaml"), """
                model: stream
                data: {reader: random, length: 4, train: 8, fields: {x: {features: 2}, y: {features: 2}}}
                equations: {h: 'rnn(gru(3), x)', z: 'affine(h, to=y)'}
                loss: squared_error(z, y)
                train: {epochs: 1}
                """);
        Run streaming = Unroll.load(spec).train(folder.resolve("stream"));
        Stream stream = streaming.stream("value:z");
        stream.step();
        stream.reset();
        assertThatThrownBy(() -> together(1, () -> {
                    stream.step();
                    return 0;
                }))
                .rootCause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(
                        "belongs to the thread '" + Thread.currentThread().getName() + "'")
                .hasMessageContaining("use one stream per thread");
        List<Float> rows = together(200, () -> {
            Stream own = streaming.stream("value:z");
            own.input("x")[0] = 0.5f;
            own.step();
            own.step();
            return own.output("value:z")[0];
        });
        assertThat(rows).containsOnly(rows.get(0));
    }
}
