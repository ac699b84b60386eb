package dev.unroll.cli;

import static dev.unroll.cli.Answer.withPlugin;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.op.Ops;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A plug-in that breaks its contract is named, before training, by the check of it alone and by what uses it. */
class BrokenPluginsTest {
    private static final String MODEL = """
            equations:
              h: rnn(lstm(4), x)
              y: affine(last(h), to=target)
            loss: squared_error(y, target)
            """;

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path spec(String part) throws IOException {
        return file("mine.yaml", Fragments.complete(part));
    }

    /** Refused by name at its place, before a run is begun; and by gradcheck alone. */
    private void named(String part, String kind, String name, Path source, String what) throws IOException {
        Path run = folder.resolve("run");
        Answer trained = withPlugin("train", spec(part), "--ops", source, "--run", run, "--json");
        assertThat(trained.status()).as(trained.out()).isEqualTo(1);
        assertThat(trained.codes()).contains("U702").doesNotContain("U999", "U700");
        assertThat(trained.out()).contains("the " + kind + " '" + name + "' of ", what);
        assertThat(run.resolve("model.safetensors")).doesNotExist();
        gradcheck(kind, name, source, what);
    }

    private void gradcheck(String kind, String name, Path source, String what) {
        Answer alone = withPlugin("gradcheck", "--plugin", name, "--ops", source);
        assertThat(alone.status()).as(alone.out() + alone.err()).isEqualTo(1);
        assertThat(alone.err()).contains("the " + kind + " '" + name + "' of ", what);
        assertThat(alone.out()).startsWith("wrong: " + name);
    }

    private Path initialiser(String body) throws IOException {
        return file("Odd.java", """
                import dev.unroll.model.Initialiser;
                import dev.unroll.tensor.Shape;
                import java.util.Random;
                public record Odd(double size) implements Initialiser {
                    public Odd() { this(1); }
                    public float[] draw(Shape shape, Random random) {
                        %s
                    }
                }
                """.formatted(body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            return new float[shape.size() + 1];               | returns 13 numbers for the shape [3, 4], which has 12
            return new float[] {0f / 0f};                     | returns 1 numbers
            return null;                                      | returns null from draw
            throw new IllegalStateException("not yet");       | fails in draw: java.lang.IllegalStateException: not yet
            float[] a = new float[shape.size()]; a[0] = (float) (1 / (size - 1)); return a; | returns Infinity for the shape
            return new float[] {(float) Math.random()};       | returns 1 numbers
            throw new IllegalArgumentException("never");      | rejects every shape tried
            """)
    void initialisers(String body, String what) throws IOException {
        String part = """
                parameters:
                  w: {shape: [3, 2], init: odd()}
                equations:
                  h: rnn(lstm(4), x @ w)
                  y: affine(last(h), to=target)
                loss: squared_error(y, target)
                """;
        named(part, "initialiser", "odd", initialiser(body), what);
    }

    /** Wrong for one shape only, which the check does not try: found when the weights are drawn. */
    @Test
    void anInitialiserIsWatchedWhileItDraws() throws IOException {
        Path source = initialiser("return new float[shape.size() == 6 ? 5 : shape.size()];");
        Answer trained = withPlugin("train", spec("""
                parameters:
                  w: {shape: [3, 2], init: odd()}
                equations:
                  y: affine(last(rnn(lstm(4), x @ w)), to=target)
                loss: squared_error(y, target)
                """), "--ops", source, "--run", folder.resolve("run"), "--json");
        assertThat(trained.codes()).containsExactly("U702");
        assertThat(trained.out())
                .contains("the initialiser 'odd' of ", "returns 5 numbers for the shape [3, 2], which has 6");
    }

    private Path optimizer(String states, String body) throws IOException {
        return file("Odd.java", """
                import dev.unroll.train.optimizer.Optimizer;
                import java.util.List;
                public record Odd(double rate) implements Optimizer {
                    private static int calls;
                    public Odd() { this(0.01); }
                    public List<String> states() { return %s; }
                    public void update(float[] weight, float[] gradient, float[][] state, int from, int to, Step step) {
                        for (int i = from; i < to; i++) { %s }
                    }
                }
                """.formatted(states, body));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            List.of("m", "m") | weight[i] -= step.rate() * gradient[i]; | has two states with the same name: [m, m]
            List.of("a/b")    | weight[i] -= step.rate() * gradient[i]; | has a state named 'a/b'
            null              | weight[i] -= step.rate() * gradient[i]; | returns null from states
            List.of()         | weight[i] += step.rate() * gradient[i]; | moves a weight up its gradient
            List.of()         | weight[i] -= state[0][i];               | fails in update: java.lang.ArrayIndexOutOfBounds
            List.of()         | gradient[i] = 0;                        | modifies the gradient
            List.of()         | weight[0] -= gradient[i];               | changes number 0 when it should update
            List.of()         | weight[i] -= gradient[i] * ++calls;     | updates a weight differently in two ranges
            List.of("m")      | weight[i] -= gradient[i] / state[0][i]; | for the gradient
            List.of()         | weight[i] -= 0;                         | does not move a weight
            """)
    void optimizers(String states, String body, String what) throws IOException {
        named(
                MODEL + "train: {optimizer: odd(rate=0.1), epochs: 1}\n",
                "optimizer",
                "odd",
                optimizer(states, body),
                what);
    }

    private Path schedule(String factor) throws IOException {
        return file("Odd.java", """
                import dev.unroll.train.optimizer.Schedule;
                public record Odd(double slope) implements Schedule {
                    public Odd() { this(0.1); }
                    public double factor(Moment moment) { return %s; }
                }
                """.formatted(factor));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 - slope * moment.epoch() - 0.05                 | returns the factor -0.05
            0.0 / 0                                           | returns the factor NaN in epoch 1
            1 / (slope - slope * moment.epoch())              | returns the factor Infinity in epoch 2
            0                                                 | returns 0 at every moment
            Math.random()                                     | returns a different factor for the same moment
            moment.scores().get(0)                            | fails in factor: java.lang.
            """)
    void schedules(String factor, String what) throws IOException {
        named(MODEL + "train: {schedule: odd(), epochs: 1}\n", "schedule", "odd", schedule(factor), what);
    }

    private Path metric(String problem, String add, String value) throws IOException {
        return file("Odd.java", """
                import dev.unroll.graph.Axes;
                import dev.unroll.train.metric.Metric;
                import java.util.List;
                import java.util.Optional;
                public final class Odd implements Metric {
                    private static double all;
                    public String name() { return "odd"; }
                    public String about() { return "odd"; }
                    public int arguments() { return 1; }
                    public boolean higherIsBetter() { return true; }
                    public Optional<String> problem(List<Argument> arguments) { return %s; }
                    public Tally tally(List<Argument> arguments) {
                        return new Tally() {
                            private double sum;
                            private long count;
                            public void add(Axes axes, List<float[]> values) {
                                float[] x = values.get(0);
                                int size = arguments.get(0).rows(axes) * arguments.get(0).width();
                                %s
                            }
                            public double value() { return %s; }
                        };
                    }
                }
                """.formatted(problem, add, value));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Optional.empty() | for (float f : x) sum += f;                    | sum       | reads the arrays beyond the rows
            Optional.empty() | for (int i = 0; i < size; i++) sum += x[i]; count += size; | sum / count | returns NaN for no batches
            Optional.empty() | x[0] = 0;                                      | sum       | modifies its input arrays
            Optional.empty() | all += 1; sum = all;                           | sum       | returns a different value for the same
            Optional.empty() | sum = x[0];                                    | sum       | when batches come in another order
            Optional.empty() | sum += x[size];                                | sum       | fails in add or value: java.lang.Arr
            null             | sum += x[0];                                   | sum       | returns null from problem
            """)
    void metrics(String problem, String add, String value, String what) throws IOException {
        Path source = metric(problem, add, value);
        gradcheck("metric", "odd", source, what);
        Answer trained = withPlugin(
                "train",
                spec(MODEL + "metrics: {o: odd(y)}\ntrain: {epochs: 1}\n"),
                "--ops",
                source,
                "--run",
                folder.resolve("run"),
                "--json");
        assertThat(trained.status()).as(trained.out()).isEqualTo(1);
        assertThat(trained.codes()).containsOnly("U702");
        assertThat(trained.out()).contains("the metric 'odd' of ");
    }

    @Test
    void aMetricThatClaimsToWeigh() throws IOException {
        Path source = metric("Optional.empty()", "for (int i = 0; i < size; i++) sum += x[i];", "sum");
        Files.writeString(
                source,
                Files.readString(source)
                        .replace(
                                "public String about()",
                                "public boolean weighs() { return true; } public String about()")
                        .replace("new Tally()", "new WeighingTally()")
                        .replace(
                                "List<float[]> values)",
                                "List<float[]> values, dev.unroll.train.metric.RowWeights weights)"));
        gradcheck("metric", "odd", source, "counts rows whose weight is 0");
    }

    private Path reader(String keys, String configure, String read) throws IOException {
        return file("Odd.java", """
                import dev.unroll.data.*;
                import dev.unroll.graph.Rows;
                import dev.unroll.spec.key.Key;
                import dev.unroll.spec.key.Settings;
                import dev.unroll.tensor.Shape;
                import java.util.List;
                import java.util.Map;
                public final class Odd implements Reader {
                    private static final Key<Integer> SIZE = Key.integer("size", "how many", 1, 100).defaultValue(8);
                    private static final List<Field> FIELDS = List.of(
                            Field.real("x", Rows.STEPS, Shape.of(3)), Field.unknown("target", Rows.BATCH, 0));
                    private static int calls;
                    public String name() { return "odd"; }
                    public String about() { return "odd"; }
                    public List<Key<?>> keys() { return %s; }
                    public Recipe configure(Settings settings) {
                        int size = settings.get(SIZE);
                        %s
                        return new Recipe() {
                            public List<Field> outline() { return FIELDS; }
                            public Dataset read() {
                                float[] x = new float[6];
                                %s
                                Field target = Field.index("target", Rows.BATCH, Vocabulary.of("a", "b"));
                                return Dataset.of(
                                        List.of(FIELDS.get(0), target),
                                        Map.of(Split.TRAIN, List.of(new Example(2, Map.of("x", x, "target", new float[] {1}), 1))));
                            }
                        };
                    }
                }
                """.formatted(keys, configure, read));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            List.of(SIZE)       |                                   | x = new float[5]; | has 5 numbers in 'x' instead of 6
            List.of(SIZE)       |                                   | x[2] = 0f / 0f;   | has NaN in 'x'
            List.of(SIZE)       |                                   | x[2] = ++calls;   | reads other data when it reads again
            List.of(SIZE)       |                                   | x[7] = 1;         | fails in read: java.lang.Arr
            List.of(SIZE)       | if (size > 0) return null;        |                   | returns null from configure
            List.of(SIZE, SIZE) |                                   |                   | has two keys of one name
            """)
    void readers(String keys, String configure, String read, String what) throws IOException {
        Path source = reader(keys, configure == null ? "" : configure, read == null ? "" : read);
        gradcheck("reader", "odd", source, what);
        Answer checked = withPlugin("check", file("mine.yaml", """
                model: odd
                data: {reader: odd}
                equations:
                  scores: affine(last(rnn(lstm(4), x)), to=target)
                loss: cross_entropy(scores, target)
                """), "--ops", source, "--json");
        if (checked.status() != 0) {
            assertThat(checked.codes()).containsOnly("U702");
            assertThat(checked.out()).contains("the reader 'odd' of ");
        }
    }

    /** What the contract of readers found in one of Unroll's own. */
    @Test
    void languagesThatAreNone() throws IOException {
        for (String languages : new String[] {"[1, 2]", "[en, en]", "[he, iw, fr]"}) {
            Answer answer = withPlugin("check", file("mine.yaml", """
                    model: names
                    data: {reader: locale_names, languages: %s}
                    equations:
                      scores: affine(last(rnn(lstm(4), embed(text, 4))), to=language)
                    loss: cross_entropy(scores, language)
                    """.formatted(languages)), "--json");
            assertThat(answer.status()).as(answer.out()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void rightOnesPass() throws IOException {
        for (String[] right : new String[][] {
            {"lion", "examples/optimizer/Lion.java"},
            {"within", "examples/metric/Within.java"},
            {"fasta", "examples/reader/Fasta.java"},
            {"swish", "examples/scalar-op/Swish.java"}
        }) {
            Answer answer = withPlugin("gradcheck", "--plugin", right[0], "--ops", right[1]);
            assertThat(answer.err()).isEmpty();
            assertThat(answer.out()).startsWith("ok: " + right[0]);
        }
        assertThat(withPlugin("gradcheck", "--plugin", "adam").out()).startsWith("ok: adam");
        assertThat(withPlugin("gradcheck", "--plugin", "adan").err())
                .contains("unknown plug-in 'adan'", "did you mean 'adam'?");
    }

    /** End to end, with one thing that is wrong among all that is right. */
    @Test
    void gradcheckOfAllFindsIt() throws IOException {
        Answer answer = withPlugin("gradcheck", "--all", "--ops", schedule("-1"));
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err())
                .startsWith("error: the schedule 'odd' of ")
                .contains("returns the factor -1.0 in epoch 1 of 1")
                .containsOnlyOnce("error: ");
        assertThat(answer.out()).matches("(?s)wrong: \\d+ ops and \\d+ other built-ins and plug-ins, .* gradients .*");
    }

    @Test
    void repeatOfNothingIsRefusedByName() throws IOException {
        assertThatThrownBy(() -> Ops.repeat(Ops.constant(1), Ops.constant(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("repeat needs a value with an axis to repeat along");
        Path source = file("Summed.java", """
                import dev.unroll.graph.Node;
                import dev.unroll.op.*;
                public record Summed() implements ScalarOp {
                    public double f(double x) { return x; }
                    public Node derivative(Node x, Node y) { return Ops.repeat(Ops.constant(1), x); }
                }
                """);
        assertThat(withPlugin("gradcheck", "--op", "summed", "--ops", source).err())
                .contains("'summed' fails with", "repeat needs a value with an axis to repeat along");
    }
}
