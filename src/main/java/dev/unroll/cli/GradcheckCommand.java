package dev.unroll.cli;

import dev.unroll.contract.EveryOp;
import dev.unroll.contract.GradientCheck.Comparison;
import dev.unroll.contract.ModelContract;
import dev.unroll.contract.OpContract;
import dev.unroll.contract.Verdict;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.op.CustomOp;
import dev.unroll.op.Primitive;
import dev.unroll.plugin.Attribute;
import dev.unroll.plugin.Header;
import dev.unroll.plugin.Header.Variant;
import dev.unroll.plugin.Plugin;
import dev.unroll.plugin.Plugins;
import dev.unroll.plugin.Registry;
import dev.unroll.train.Experiment;
import dev.unroll.train.Owed;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Analytic gradients against central differences in float64. */
@Command(
        name = "gradcheck",
        description =
                "Check the gradients of a model (orders 1 and 2 against differences in float64, and the compiled program"
                        + " against the interpreter), or the contract of an op or another plug-in, and suggest likely"
                        + " causes.",
        footer = {
            "",
            "Examples:",
            "  ./unroll gradcheck models/adding.yaml",
            "  ./unroll gradcheck --op swish --ops examples/scalar-op/Swish.java",
            "  ./unroll gradcheck --plugin lion --ops examples/optimizer/Lion.java",
            "  ./unroll gradcheck --all"
        })
final class GradcheckCommand extends Verb {
    @Parameters(arity = "0..1", paramLabel = "SPEC", description = "The model's YAML file; its data is not read.")
    private Optional<Path> spec = Optional.empty();

    @Option(
            names = "--op",
            paramLabel = "NAME",
            description = "An op, such as tanh, or your own.",
            completionCandidates = Known.class)
    private Optional<String> op = Optional.empty();

    @Option(
            names = "--plugin",
            paramLabel = "NAME",
            description = "Your own optimizer, schedule, metric, initialiser, reader or op: check its contract.")
    private Optional<String> plugin = Optional.empty();

    @Option(names = "--all", description = "All ops and plug-ins of other kinds, including your own.")
    private boolean all;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Change a key of the spec, such as sizes.units=4.")
    private List<String> overrides = new ArrayList<>();

    @Mixin
    private PluginOptions plugins;

    /** For completion. */
    static final class Known extends Candidates {
        Known() {
            super(() -> registry(Plugins.none()).names());
        }
    }

    @Override
    int run() {
        if (Stream.of(spec.isPresent(), op.isPresent(), plugin.isPresent(), all)
                        .filter(b -> b)
                        .count()
                != 1) {
            throw misused("give one of SPEC, --op NAME, --plugin NAME and --all");
        }
        if (spec.isPresent()) {
            return show(model(plugins.load()), spec.get().toString());
        }
        Plugins added = plugins.load();
        Registry<Samples> ops = registry(added);
        if (all) {
            List<Owed> others = Owed.all(added);
            String what = ops.names().size() + " ops and " + others.size() + " other built-ins and plug-ins";
            return show(each(ops.values()).and(owed(others)), what);
        } else if (plugin.isPresent()) {
            return show(plugin(plugin.get(), ops, Owed.all(added)), plugin.get());
        }
        String name = op.orElseThrow();
        Samples named = ops.find(name)
                .orElseThrow(
                        () -> new InvalidInput(Diagnostic.error(Codes.UNKNOWN_FUNCTION, "unknown op '" + name + "'")
                                .hint(ops.hint(name))));
        return show(each(List.of(named)), name);
    }

    /** Each op by its name, with several values of its attributes. */
    private static Registry<Samples> registry(Plugins plugins) {
        Map<String, List<Variant<Primitive>>> ours = new LinkedHashMap<>();
        EveryOp.ops()
                .forEach(op -> ours.computeIfAbsent(EveryOp.name(op), n -> new ArrayList<>())
                        .add(new Variant<>(op, "")));
        Registry<Samples> registry = new Registry<>("op");
        ours.forEach((name, samples) -> registry.add(name, new Samples(name, samples, List.of())));
        for (Plugin<CustomOp> plugin : plugins.of(CustomOp.class)) {
            Header<CustomOp> header = Header.of(plugin);
            String name = header.defaults().name();
            registry.add(name, new Samples(name, List.copyOf(header.variants()), header.attributes()), plugin.origin());
        }
        return registry;
    }

    /** An op, with several values of its attributes. */
    private record Samples(
            String name, List<? extends Variant<? extends Primitive>> variants, List<Attribute> attributes) {
        /** Of the samples those count that accept any operands; at least one has to. */
        Verdict check() {
            List<? extends Variant<? extends Primitive>> applicable = variants.stream()
                    .filter(v -> OpContract.isApplicable(v.value()))
                    .toList();
            Verdict all = new Verdict(0, Optional.empty(), open());
            for (Variant<? extends Primitive> sample : applicable.isEmpty() ? variants.subList(0, 1) : applicable) {
                all = all.passes() ? all.and(OpContract.check(sample.value(), sample.label())) : all;
            }
            return all;
        }

        private List<Verdict.Fault> open() {
            return attributes.stream()
                    .filter(Attribute::isOpen)
                    .map(attribute -> new Verdict.Fault(
                            "'" + name + "' has the text attribute '" + attribute.name()
                                    + "', which can be anything, so that it cannot be checked",
                            Optional.of("state its words, @Choices({\"a\", \"b\"}) String " + attribute.name()
                                    + ", or make it an enum")))
                    .toList();
        }
    }

    private static Verdict each(List<Samples> ops) {
        return ops.stream().map(Samples::check).reduce(new Verdict(0, Optional.empty(), List.of()), Verdict::and);
    }

    private static Verdict plugin(String name, Registry<Samples> ops, List<Owed> others) {
        List<Owed> named = others.stream().filter(o -> o.name().equals(name)).toList();
        Optional<Samples> op = ops.find(name);
        if (named.isEmpty() && op.isEmpty()) {
            Set<String> known = new LinkedHashSet<>(ops.names());
            others.forEach(o -> known.add(o.name()));
            throw new InvalidInput(Diagnostic.error(Codes.UNKNOWN_METHOD, "unknown plug-in '" + name + "'")
                    .hint(Suggest.question(name, known)
                            .orElse("add its file by --ops FILE.java or its jar by --plugins FILE.jar; there are "
                                    + String.join(
                                            ", ",
                                            others.stream()
                                                    .map(o -> o.kind() + " " + o.name())
                                                    .toList()))));
        }
        Verdict verdict = owed(named);
        return op.map(samples -> verdict.and(samples.check())).orElse(verdict);
    }

    /** What things other than ops owe; it has no gradients. */
    private static Verdict owed(List<Owed> things) {
        List<Verdict.Fault> faults = things.stream()
                .flatMap(o -> o.check().get().stream()
                        .map(f -> new Verdict.Fault(
                                "the " + o.kind() + " '" + o.name() + "'" + (o.isAdded() ? " of " + o.origin() : "")
                                        + " " + f.message(),
                                f.hint())))
                .toList();
        return new Verdict(0, Optional.empty(), faults);
    }

    private Verdict model(Plugins added) {
        Experiment experiment = Experiment.outline(spec.orElseThrow(), overrides, added, new Diagnostics());
        experiment.requireLoss();
        return ModelContract.check(experiment.model().training().orElseThrow());
    }

    private int show(Verdict verdict, String what) {
        List<Diagnostic> faults = verdict.faults().stream()
                .map(fault -> Diagnostic.error(Codes.CONTRACT, fault.message()).hint(fault.hint()))
                .toList();
        if (isJson()) {
            terminal().json(document(verdict, faults));
        } else {
            terminal().show(faults);
            terminal().out().println((verdict.passes() ? "ok: " : "wrong: ") + sum(verdict, what));
        }
        return verdict.passes() ? DONE : INVALID;
    }

    private static String sum(Verdict verdict, String what) {
        return what
                + verdict.worst()
                        .map(w -> String.format(
                                Locale.ROOT,
                                ", %,d gradients of orders 1 and 2, largest relative error %.2g (order %d, %s)",
                                verdict.checked(),
                                w.error(),
                                w.order(),
                                w.entry() < 0 ? "along a direction" : w.input() + ", entry " + w.entry()))
                        .orElse(", no gradients");
    }

    private static Map<String, Object> document(Verdict verdict, List<Diagnostic> faults) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ok", verdict.passes());
        document.put(
                "order",
                verdict.passes() ? 2 : verdict.worst().map(Comparison::order).orElse(1));
        document.put("checked", verdict.checked());
        document.put(
                "max_relative_error",
                verdict.worst().map(w -> finite(w.error())).orElse(0.0));
        document.put("worst", verdict.worst().map(GradcheckCommand::document).orElse(null));
        document.put("diagnostics", Terminal.documents(faults));
        return document;
    }

    private static Map<String, Object> document(Comparison worst) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("input", worst.input());
        document.put("entry", worst.entry());
        document.put("analytic", finite(worst.analytic()));
        document.put("numeric", finite(worst.numeric()));
        return document;
    }

    /** JSON has no infinity. */
    private static double finite(double number) {
        return Double.isFinite(number) ? number : number < 0 ? -Double.MAX_VALUE : Double.MAX_VALUE;
    }
}
