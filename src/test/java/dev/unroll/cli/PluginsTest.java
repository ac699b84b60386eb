package dev.unroll.cli;

import static dev.unroll.cli.Answer.unroll;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ops and the like of somebody's own, from a source file or a jar. */
class PluginsTest {
    private static final String SPEC = """
            model: sums
            data: {reader: adding, length: 8, train: 64, valid: 16, test: 16}
            equations:
              h: rnn(lstm(4), inputs)
              answer: affine(swish(last(h), slope=1.5), to=target)
            loss: squared_error(answer, target)
            predict: {target: answer}
            train: {batch: 16, epochs: 1}
            """;
    private static final Path SWISH = Path.of("examples/scalar-op/Swish.java");

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    /** An identity of this name whose file may hold more. */
    private Path identity(String name, String members) throws IOException {
        return file(name + ".java", """
                import dev.unroll.graph.Node;
                import dev.unroll.op.ScalarOp;
                public record %s(%s) implements ScalarOp {
                    %s
                    public double f(double x) { return x; }
                    public Node derivative(Node x, Node y) { return dev.unroll.op.Ops.constant(1); }
                }
                """.formatted(name, members.contains("this(") ? "double rate" : "", members));
    }

    /** The width of the affine is known from the equation below alone. */
    @Test
    void anOpThatDelegatesIsAcceptedWhereTheBuiltInIs() throws IOException {
        Path soft = file("Soft.java", """
                import dev.unroll.graph.*;
                import dev.unroll.op.*;
                import dev.unroll.tensor.Tensor;
                import java.util.List;
                public record Soft() implements CustomOp {
                    public List<String> operands() { return List.of("x"); }
                    public Type infer(List<Type> inputs) { return new Softmaxes.Softmax().infer(inputs); }
                    public void forward(List<Tensor> inputs, Tensor out, Context context) {
                        new Softmaxes.Softmax().forward(inputs, out, context);
                    }
                    public void vjp(Node self, Node g, Cotangents cotangents) {
                        new Softmaxes.Softmax().vjp(self, g, cotangents);
                    }
                }
                """);
        String gated = SPEC.replace("affine(swish(last(h), slope=1.5), to=target)", "affine(mixed, to=target)")
                .replace("  answer:", "  mixed: %s(affine(last(h))) * last(h)\n  answer:");
        for (String function : List.of("softmax", "soft")) {
            Path spec = file(function + ".yaml", gated.formatted(function));
            Answer checked = unroll("check", spec, "--ops", soft);
            assertThat(checked.status()).as(checked.err()).isZero();
        }
    }

    @Test
    void anOpFromASourceFileTrainsAndAnswers() throws IOException {
        Path spec = file("sums.yaml", SPEC);
        Path run = folder.resolve("run");
        Answer trained = unroll("train", spec, "--ops", SWISH, "--run", run);
        assertThat(trained.status()).as(trained.err()).isZero();
        assertThat(trained.out()).contains("--ops " + SWISH);
        assertThat(unroll("eval", run, "--ops", SWISH).status()).isZero();
        Answer without = unroll("eval", run);
        assertThat(without.status()).isEqualTo(1);
        assertThat(without.err())
                .contains("needs the op 'swish' of " + SWISH + ", which is not loaded", "add --ops " + SWISH);
        assertThat(unroll("ops", "swish", "--ops", SWISH).out()).contains("swish(x, slope=1)", "Swish.java");
    }

    @Test
    void aJarNamesItsClasses() throws IOException {
        Path jar = jar("dev.unroll.op.CustomOp", "Swish");
        assertThat(unroll("check", file("sums.yaml", SPEC), "--plugins", jar).status())
                .isZero();
        assertThat(unroll("ops", "swish", "--plugins", jar).out()).contains("mine.jar");
        assertThat(unroll("gradcheck", "--op", "swish", "--plugins", jar).status())
                .isZero();
        Answer twice = unroll("ops", "--plugins", jar, "--ops", SWISH);
        assertThat(twice.status()).isEqualTo(1);
        assertThat(twice.err())
                .contains("duplicate function 'swish': defined by", " and by ", "Swish.java", "mine.jar");
    }

    @Test
    void aJarThatNamesNothingOrNonsenseIsRefused() throws IOException {
        assertThat(unroll("ops", "--plugins", jar("some.Thing", "Swish")).err())
                .contains("contains no plug-ins", "META-INF");
        assertThat(unroll("ops", "--plugins", jar("dev.unroll.op.CustomOp", "Swoosh"))
                        .err())
                .contains("cannot be used", "Swoosh", "META-INF/services/dev.unroll.op.CustomOp");
        assertThat(unroll("ops", "--plugins", file("no.jar", "no")).err()).contains("is not a jar");
        assertThat(unroll("ops", "--plugins", folder.resolve("none.jar")).err()).contains("there is no jar");
    }

    /** Swish in a jar, registered for an interface under some name. */
    private Path jar(String service, String name) throws IOException {
        Path classes = Files.createDirectories(folder.resolve("classes"));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        classes.toString(),
                        SWISH.toString());
        assertThat(status).isZero();
        Path jar = folder.resolve("mine.jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            entries.putNextEntry(new JarEntry("Swish.class"));
            Files.copy(classes.resolve("Swish.class"), entries);
            entries.putNextEntry(new JarEntry("META-INF/services/" + service));
            entries.write(name.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

    @Test
    void mistakesInASourceFileAreShownAtTheirPlace() throws IOException {
        Path bad = file("Bad.java", "public record Bad() {\n    int f() { return zero; }\n    void g() { h(); }\n}\n");
        JsonNode found = unroll("ops", "--ops", bad, "--json").json().get("diagnostics");
        assertThat(found).hasSize(2);
        assertThat(found.get(0).get("code").asText()).isEqualTo("U700");
        assertThat(found.get(0).get("line").asInt()).isEqualTo(2);
        assertThat(found.get(0).get("column").asInt()).isEqualTo(22);
        assertThat(found.get(0).get("message").asText())
                .startsWith("cannot find symbol; symbol: ")
                .contains("zero");
        Path empty = file("Empty.java", "public record Empty() {}\n");
        assertThat(unroll("ops", "--ops", empty).err()).contains("contains no plug-ins", "op, initialiser, reader");
    }

    @Test
    void namesAreTakenOnce() throws IOException {
        Answer taken = unroll("ops", "--ops", identity("Tanh", ""));
        assertThat(taken.status()).isEqualTo(1);
        assertThat(taken.err())
                .contains("duplicate function 'tanh': defined by ", " and by Unroll", "names in use: sigmoid");
    }

    @Test
    void anUnknownNameListsWhatIsKnownAndWhereItCameFrom() throws IOException {
        Path spec = file("sums.yaml", SPEC.replace("swish", "frobnicate"));
        assertThat(unroll("check", spec, "--ops", SWISH).err())
                .contains("unknown function 'frobnicate'", "./unroll ops lists the functions");
        assertThat(unroll("check", file("near.yaml", SPEC.replace("swish", "swich")), "--ops", SWISH)
                        .err())
                .contains("did you mean 'swish'?");
        assertThat(unroll("gradcheck", "--op", "swich", "--ops", SWISH).err()).contains("did you mean 'swish'?");
    }

    @ParameterizedTest
    @ValueSource(strings = {"adabelief", "AdaBelief", "ada_beleif"})
    void aClassIsCalledInSnakeCase(String written) throws IOException {
        Path lion = Path.of("examples/optimizer/Lion.java");
        Path belief = file("AdaBelief.java", Files.readString(lion).replace("Lion", "AdaBelief"));
        Path op = identity("AdaBeliefOp", "");
        String known = SPEC.replace("swish(last(h), slope=1.5)", "ada_belief_op(last(h))")
                .replace("train: {", "train: {optimizer: ada_belief(rate=0.01), ");
        assertThat(unroll("check", file("right.yaml", known), "--ops", belief, "--ops", op)
                        .err())
                .isEmpty();
        Path spec = file("wrong.yaml", known.replace("ada_belief(", written + "("));
        assertThat(unroll("check", spec, "--ops", belief, "--ops", op).err())
                .contains("unknown optimizer '" + written + "'", "did you mean 'ada_belief'?");
        Path call = file("call.yaml", known.replace("ada_belief_op", written + "op"));
        assertThat(unroll("check", call, "--ops", belief, "--ops", op).err())
                .contains("unknown function '" + written + "op'", "did you mean 'ada_belief_op'?");
    }

    @Test
    void aLossOfAnElementWiseOpLeavesRowsOut() throws IOException {
        Path huber = file("Huber.java", """
                import static dev.unroll.op.Ops.*;
                import dev.unroll.graph.Node;
                import dev.unroll.op.ScalarOp;
                import dev.unroll.plugin.Bounds;
                public record Huber(@Bounds(min = 0.001) double delta) implements ScalarOp {
                    public Huber() { this(1); }
                    public Node value(Node x) {
                        Node line = mul(constant(delta), sub(abs(x), constant(delta / 2)));
                        return where(less(abs(x), constant(delta)), mul(constant(0.5), mul(x, x)), line);
                    }
                }
                """);
        Path spec = file(
                "huber.yaml",
                SPEC.replace("swish(last(h), slope=1.5)", "last(h)")
                        .replace(
                                "squared_error(answer, target)",
                                "\"mean(huber(answer - target), where=mean(target) < 1)\"")
                        .replace("predict:", "metrics: {half: \"mean(half, where=mean(target) < 1)\"}\npredict:")
                        .replace("loss:", "  half: 0.5 * squared_error(answer, target)\nloss:"));
        Answer trained = unroll("train", spec, "--ops", huber, "--run", folder.resolve("run"), "--json");
        assertThat(trained.status()).as(trained.out()).isZero();
        // Where differences stay below 1, Huber's loss is half the squared error.
        JsonNode test = trained.json().get("test");
        assertThat(test.get("loss").asDouble())
                .isPositive()
                .isCloseTo(test.get("half").asDouble(), within(0.05));
    }

    @Test
    void attributesAreCheckedAtTheirPlace() throws IOException {
        Path spec = file("sums.yaml", SPEC.replace("slope=1.5", "slope=steep"));
        assertThat(unroll("check", spec, "--ops", SWISH).err())
                .contains("'slope' must be a number, not 'steep'", "sums.yaml:5:39");
        Path other = file("other.yaml", SPEC.replace("slope=1.5", "gain=2"));
        assertThat(unroll("check", other, "--ops", SWISH).err())
                .contains("swish has no argument 'gain'", "swish(x, slope=1)");
        Path strict = identity("Strict", """
                public Strict() { this(1); }
                public Strict { if (rate <= 0) throw new IllegalArgumentException("rate must be above 0"); }
                """);
        Path refused = file("strict.yaml", SPEC.replace("swish(last(h), slope=1.5)", "strict(last(h), rate=-1)"));
        assertThat(unroll("check", refused, "--ops", strict).err()).contains("strict: rate must be above 0", ":5:18");
        Path bare = identity("Bare", "/* no this() but the canonical one, which is not this(1) */");
        assertThat(unroll("ops", "--ops", bare).err())
                .contains("it has no constructor without arguments", "public Bare() { this(...); }");
    }

    @Test
    void boundsAndChoicesAreKept() throws IOException {
        Path bent = file("Bent.java", """
                import dev.unroll.graph.Node;
                import dev.unroll.op.Ops;
                import dev.unroll.op.ScalarOp;
                import dev.unroll.plugin.Bounds;
                import dev.unroll.plugin.Choices;
                public record Bent(@Bounds(min = 0, max = 1) double bend, @Choices({"up", "down"}) String way)
                        implements ScalarOp {
                    public Bent() { this(0.5, "up"); }
                    private double slope() { return way.equals("up") ? bend : -bend; }
                    public double f(double x) { return slope() * x; }
                    public Node derivative(Node x, Node y) { return Ops.constant(slope()); }
                }
                """);
        Path wrong = file("wrong.yaml", SPEC.replace("swish(last(h), slope=1.5)", "bent(last(h), bend=2, way=left)"));
        assertThat(unroll("check", wrong, "--ops", bent).err())
                .contains("'bend' must be a number from 0 to 1, not '2'", "'way' must be one of up, down, not 'left'");
        assertThat(unroll("gradcheck", "--op", "bent", "--ops", bent).out()).startsWith("ok: bent");
        Path open = file("open/Bent.java", Files.readString(bent).replace("@Choices({\"up\", \"down\"}) ", ""));
        assertThat(unroll("gradcheck", "--op", "bent", "--ops", open).err())
                .contains("'bent' has the text attribute 'way'", "@Choices({\"a\", \"b\"}) String way");
    }

    @Test
    void aFailureIsThePlugins() throws IOException {
        Path failing = file("Failing.java", """
                import dev.unroll.graph.Node;
                import dev.unroll.op.ScalarOp;
                public record Failing() implements ScalarOp {
                    public double f(double x) { throw new AssertionError("not yet"); }
                    public Node derivative(Node x, Node y) { return y; }
                }
                """);
        Path spec = file("sums.yaml", SPEC.replace("swish(last(h), slope=1.5)", "failing(last(h))"));
        Answer answer = unroll("train", spec, "--ops", failing, "--run", folder.resolve("run"), "--json");
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.codes()).containsExactly("U700");
        String hint = answer.json().get("diagnostics").get(0).get("hint").asText();
        assertThat(answer.out()).contains("a plug-in failed: java.lang.AssertionError: not yet");
        assertThat(hint).contains("Failing.java", "Failing.f, line 4");
    }

    @Test
    void gradcheckNamesWhatIsWrong() throws IOException {
        Path wrong = file("Square.java", """
                import dev.unroll.graph.Node;
                import dev.unroll.op.ScalarOp;
                public record Square() implements ScalarOp {
                    public double f(double x) { return x * x; }
                    public Node derivative(Node x, Node y) { return x; }
                }
                """);
        Answer answer = unroll("gradcheck", "--op", "square", "--ops", wrong);
        assertThat(answer.status()).isEqualTo(1);
        assertThat(answer.err())
                .contains("'square' has a wrong gradient by x, entry 0", "(order 1)", "lacks a factor of 2.000");
        JsonNode json =
                unroll("gradcheck", "--op", "square", "--ops", wrong, "--json").json();
        assertThat(json.get("ok").asBoolean()).isFalse();
        assertThat(json.get("order").asInt()).isEqualTo(1);
        assertThat(json.get("checked").asInt()).isPositive();
        assertThat(json.get("max_relative_error").asDouble()).isGreaterThan(0.1);
        assertThat(json.get("worst").fieldNames()).toIterable().contains("input", "entry", "analytic", "numeric");
        assertThat(json.get("diagnostics").get(0).get("code").asText()).isEqualTo("U701");
        Path spec = file("sums.yaml", SPEC.replace("swish(last(h), slope=1.5)", "square(last(h))"));
        assertThat(unroll("gradcheck", spec, "--ops", wrong).err()).contains("the loss has a wrong gradient by ");
    }

    @Test
    void gradcheckOfAModelAndOfAnOp() throws IOException {
        JsonNode model = unroll("gradcheck", "models/reber.yaml", "--json").json();
        assertThat(model.get("ok").asBoolean()).isTrue();
        assertThat(model.get("order").asInt()).isEqualTo(2);
        assertThat(model.get("max_relative_error").asDouble()).isLessThan(1e-6);
        assertThat(unroll("gradcheck", "--op", "tanh").out()).startsWith("ok: tanh, ");
        assertThat(unroll("gradcheck").status()).isEqualTo(2);
        assertThat(unroll("gradcheck", "models/reber.yaml", "--all").err()).contains("give one of SPEC, --op NAME");
    }
}
