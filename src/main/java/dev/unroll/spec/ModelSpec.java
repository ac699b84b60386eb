package dev.unroll.spec;

import dev.unroll.diagnostic.Source;
import dev.unroll.spec.key.LossTerm;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.yaml.Mapping;
import dev.unroll.spec.yaml.Scalar;
import dev.unroll.spec.yaml.YamlWriter;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A model as written, checked as far as syntax goes.
 *
 * @param name its name
 * @param about one paragraph on what it is
 * @param sizes named sizes by name, in the order written
 * @param cells its own cells by name, both inline and from {@code use}
 * @param functions its own functions and networks by name
 * @param data the keys of its data reader; empty without data
 * @param parameters declared trained parameters
 * @param equations in the order written
 * @param loss the terms whose sum training lowers; none without a loss
 * @param metrics what is measured
 * @param predict what a trained model answers
 * @param train the trainer's keys; empty if nothing is set
 * @param broken names whose definitions could not be read; already reported, so not reported as unknown
 * @param document the whole spec, after {@code --set} and with the cells of {@code use} inline
 * @param source the file's text
 * @param directory the folder the file is in, absolute
 */
public record ModelSpec(
        String name,
        Optional<String> about,
        Map<String, Size> sizes,
        Map<String, CellSpec> cells,
        Map<String, FunctionSpec> functions,
        Settings data,
        List<ParameterSpec> parameters,
        List<Equation> equations,
        List<LossTerm> loss,
        List<Equation> metrics,
        List<Equation> predict,
        Settings train,
        Set<String> broken,
        Settings document,
        Source source,
        Path directory) {
    public ModelSpec {
        sizes = Collections.unmodifiableMap(new LinkedHashMap<>(sizes));
        cells = Collections.unmodifiableMap(new LinkedHashMap<>(cells));
        functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
        parameters = List.copyOf(parameters);
        equations = List.copyOf(equations);
        loss = List.copyOf(loss);
        metrics = List.copyOf(metrics);
        predict = List.copyOf(predict);
        broken = Set.copyOf(broken);
    }

    /** The names of all that is measured, but for the whole loss: metrics, and terms of the loss as {@code loss.NAME}. */
    public List<String> measured() {
        return Stream.concat(
                        metrics.stream().map(Equation::name),
                        loss.stream().filter(term -> !term.name().isEmpty()).map(LossTerm::key))
                .toList();
    }

    /** The reader's keys, of which nothing has been read yet. */
    public Settings data() {
        return data.fresh();
    }

    /** The trainer's keys, of which nothing has been read yet. */
    public Settings train() {
        return train.fresh();
    }

    /**
     * The same with all defaults written out.
     *
     * @param readData {@link #data}, read
     * @param readTrain {@link #train}, read
     */
    public ModelSpec complete(Settings readData, Settings readTrain) {
        Mapping all = document.mapping();
        for (Settings section : List.of(readData, readTrain)) {
            Mapping read = section.complete();
            Scalar key = Scalar.word(section.name(), source.span(0, 0));
            boolean shown =
                    !read.entries().isEmpty() || all.find(section.name()).isPresent();
            all = shown ? all.with(new Mapping.Entry(key, read)) : all;
        }
        return new ModelSpec(
                name,
                about,
                sizes,
                cells,
                functions,
                data,
                parameters,
                equations,
                loss,
                metrics,
                predict,
                train,
                broken,
                Settings.of("", all),
                source,
                directory);
    }

    /**
     * The spec as YAML that loads from anywhere: after {@code --set}, with the cells of {@code use} inline, and, if it was
     * made {@link #complete}, with all defaults. Paths are absolute if the data's settings were read.
     */
    public String resolvedYaml() {
        return YamlWriter.write(document.mapping(), data.pathSpans());
    }
}
