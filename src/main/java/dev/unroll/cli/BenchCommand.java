package dev.unroll.cli;

import dev.unroll.bench.Benchmark;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.train.Experiment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** How fast a model trains or, without a loss, answers step by step. */
@Command(
        name = "bench",
        description = "Measure the speed of training: tokens/s, time by phase, share of the GEMM peak. A model"
                + " without a loss is measured as a stream: one step of one sequence per call, with its states.",
        footer = {"", "Example: ./unroll bench models/bench/w2.yaml --threads 1"})
final class BenchCommand extends SpecVerb {
    private static final String TRAINING =
            "%,.0f tokens/s, %.2f ms a step, %.0f %% of the GEMM peak, %,d bytes allocated a step; %d threads, JDK %s";
    private static final String STREAMING = "streaming, one step a call: %,.0f calls/s, %.4f ms a call,"
            + " %.0f %% of the GEMM peak, %,d bytes allocated a call; %d threads, JDK %s";

    @Option(names = "--threads", paramLabel = "N", description = "Number of threads (default: all).")
    private Optional<Integer> threads = Optional.empty();

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Seconds to measure, after an equal warm-up (default: ${DEFAULT-VALUE}).")
    private double seconds = 5;

    @Override
    Optional<Integer> threads() {
        return threads;
    }

    @Override
    int run() {
        if (!(seconds > 0 && seconds <= 3600)) {
            throw misused("--seconds must be above 0 and at most 3600");
        }
        noteKernels();
        Benchmark figures =
                Benchmark.of(Experiment.load(spec(), overrides(), plugins().load(), new Diagnostics()), seconds);
        if (isJson()) {
            terminal().json(document(figures));
            return DONE;
        }
        terminal()
                .out()
                .println(String.format(
                        Locale.ROOT,
                        figures.streams() ? STREAMING : TRAINING,
                        figures.tokensPerSecond(),
                        figures.stepMilliseconds(),
                        100 * figures.gemmPeakShare(),
                        figures.bytesAllocatedPerStep(),
                        figures.threads(),
                        System.getProperty("java.version")));
        List<List<String>> rows = new ArrayList<>();
        figures.phases()
                .forEach((phase, time) -> rows.add(
                        List.of(phase, String.format(Locale.ROOT, figures.streams() ? "%.5f" : "%.3f", time), "ms")));
        terminal().out().print(Terminal.table(rows));
        return DONE;
    }

    private static Map<String, Object> document(Benchmark figures) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("ok", true);
        document.put("tokens_per_second", figures.tokensPerSecond());
        document.put("step_ms", figures.stepMilliseconds());
        document.put("phases", figures.phases());
        document.put("flops_per_token", figures.flopsPerToken());
        document.put("gemm_peak_share", figures.gemmPeakShare());
        document.put("bytes_allocated_per_step", figures.bytesAllocatedPerStep());
        document.put("threads", figures.threads());
        document.put("jdk", System.getProperty("java.version"));
        return document;
    }
}
