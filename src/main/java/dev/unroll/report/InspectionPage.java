package dev.unroll.report;

import dev.unroll.store.Digits;
import dev.unroll.train.Inspection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a model did with one example, as a page and as a JSON document. */
public final class InspectionPage {
    private InspectionPage() {}

    /**
     * The page.
     *
     * @param inspection of the model
     * @param run the name of its run
     * @param against the same example in another model, whose gradient reach is laid over the first one's
     * @param other the name of that model's run
     */
    public static String html(Inspection inspection, String run, Optional<Inspection> against, String other) {
        Map<String, Object> data = document(inspection, true);
        data.put("run", run);
        against.ifPresent(second -> {
            data.put("against", layers(second, false));
            data.put("againstRun", other);
        });
        return Page.of(inspection.model() + ": " + String.join(" ", inspection.steps()), "inspect.js", data);
    }

    /** All of it as maps, lists, texts and numbers. */
    public static Map<String, Object> document(Inspection inspection) {
        return document(inspection, false);
    }

    private static Map<String, Object> document(Inspection inspection, boolean packed) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("model", inspection.model());
        data.put("steps", inspection.steps());
        data.put("answer", inspection.answer());
        data.put(
                "outputs",
                inspection.outputs().stream().map(InspectionPage::output).toList());
        data.put("connectivity", rounded(inspection.connectivity()));
        data.put("layers", layers(inspection, packed));
        List<Map<String, Object>> merges = new ArrayList<>();
        for (Inspection.Merge merge : inspection.merges()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("path", merge.path());
            map.put("forward", rounded(merge.forward()));
            map.put("backward", rounded(merge.backward()));
            map.put("merged", rounded(merge.merged()));
            map.put("cosine", rounded(merge.cosine()));
            merges.add(map);
        }
        data.put("merges", merges);
        data.put(
                "attentions",
                inspection.attentions().stream().map(InspectionPage::attention).toList());
        return data;
    }

    private static Map<String, Object> attention(Inspection.Attention attention) {
        List<List<Double>> weights = new ArrayList<>();
        for (int row = 0; row < attention.rows().size(); row++) {
            List<Double> weight = new ArrayList<>();
            for (int column = 0; column < attention.columns().size(); column++) {
                weight.add(round(attention.at(row, column)));
            }
            weights.add(weight);
        }
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("layer", attention.path());
        map.put("name", attention.name());
        map.put("label", attention.label());
        map.put("rows", attention.rows());
        map.put("columns", attention.columns());
        map.put("weights", weights);
        return map;
    }

    private static Map<String, Object> output(Inspection.Output output) {
        Map<String, Object> map = new LinkedHashMap<>();
        output.step().ifPresent(step -> map.put("step", step));
        map.put("text", output.text());
        output.probability().ifPresent(probability -> map.put("probability", round(probability)));
        return map;
    }

    private static List<Map<String, Object>> layers(Inspection inspection, boolean packed) {
        List<Map<String, Object>> layers = new ArrayList<>();
        for (Inspection.Layer layer : inspection.layers()) {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("path", layer.path());
            map.put("cell", layer.cell());
            map.put("reverse", layer.reverse());
            map.put("steps", layer.steps());
            map.put("order", layer.order());
            map.put("connectivity", rounded(layer.connectivity()));
            map.put("reach", layer.reach().stream().map(InspectionPage::reach).toList());
            map.put(
                    "equations",
                    layer.equations().stream().map(heat -> heat(heat, packed)).toList());
            layers.add(map);
        }
        return layers;
    }

    private static Map<String, Object> reach(Inspection.Reach reach) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("state", reach.state());
        map.put("norms", rounded(reach.norms()));
        map.put("byDistance", rounded(reach.byDistance()));
        return map;
    }

    private static Map<String, Object> heat(Inspection.Heat heat, boolean packed) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", heat.name());
        map.put("label", heat.label());
        map.put("units", heat.units());
        map.put("mask", heat.isMask());
        map.put("mean", round(heat.mean()));
        map.put("shut", round(heat.shut()));
        map.put("open", round(heat.open()));
        map.put("typical", round(heat.typical()));
        if (packed) {
            map.putAll(Page.packed(heat.values()));
        } else {
            map.put("values", heat.values());
        }
        return map;
    }

    private static List<List<Double>> rounded(List<double[]> rows) {
        return rows.stream().map(InspectionPage::rounded).toList();
    }

    private static List<Double> rounded(double[] row) {
        List<Double> rounded = new ArrayList<>();
        for (double value : row) {
            rounded.add(round(value));
        }
        return rounded;
    }

    /** As exact as a picture needs it. */
    static double round(double value) {
        return Digits.rounded(value, 4);
    }
}
