package dev.unroll.cli;

import dev.unroll.data.Field;
import dev.unroll.data.Placeholders;
import dev.unroll.graph.Type;
import dev.unroll.model.Model;
import dev.unroll.model.Parameter;
import dev.unroll.tensor.Shape;
import dev.unroll.train.Experiment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How tables show sizes: {@code units=128} by the name that the spec has for it, {@code tags} alone where only the data
 * could tell the number and was not read.
 *
 * @param experiment whose sizes they are
 */
record Dimensions(Experiment experiment) {
    /** {@code [units=128]}, or {@code one of tags=17}. */
    String of(Type type, List<String> names) {
        if (type.isIndex()) {
            return "one of " + unknown().text(type.classes(), names.get(0));
        }
        List<String> dims = new ArrayList<>();
        for (int i = 0; i < type.shape().rank(); i++) {
            dims.add(unknown().text(type.shape().dim(i), names.get(i)));
        }
        return "[" + String.join(", ", dims) + "]";
    }

    /** A field's own, which needs no name. */
    String of(Field field) {
        Type type = field.type();
        String classes = field.placeholder() ? field.name() : Integer.toString(type.classes());
        return type.isIndex() ? "one of " + classes : type.shape().toString();
    }

    /** How many numbers a parameter has, as a product if sizes are not known. */
    String numbers(Parameter parameter) {
        Shape shape = parameter.shape();
        long known = 1;
        List<String> factors = new ArrayList<>();
        for (int i = 0; i < shape.rank(); i++) {
            Optional<String> open =
                    unknown().open(shape.dim(i), parameter.sizes().get(i));
            open.ifPresent(factors::add);
            known *= open.isPresent() ? 1 : shape.dim(i);
        }
        if (factors.isEmpty() || known > 1) {
            factors.add(0, Terminal.number(known));
        }
        return String.join(" \u00d7 ", factors);
    }

    /** The shape for programs: numbers, or the names of unknown sizes. */
    List<Object> document(Model.Value value) {
        List<Object> dims = new ArrayList<>();
        for (int i = 0; i < value.type().shape().rank(); i++) {
            int dim = value.type().shape().dim(i);
            Optional<String> open = unknown().open(dim, value.sizes().get(i));
            dims.add(open.isPresent() ? open.get() : dim);
        }
        return dims;
    }

    /** Every size that has a name, in the order of the model, with its number or a question mark. */
    Map<String, String> named() {
        Map<String, String> named = new LinkedHashMap<>();
        for (Field field : experiment.data().fields().values()) {
            if (field.type().isIndex()) {
                named.put(
                        field.name(),
                        field.placeholder()
                                ? "?"
                                : Integer.toString(field.type().classes()));
            }
        }
        experiment.spec().sizes().forEach((name, size) -> named.put(name, Integer.toString(size.value())));
        return named;
    }

    /** The fields whose number of classes is made up. */
    Placeholders unknown() {
        return Placeholders.among(experiment.data().fields().values());
    }
}
