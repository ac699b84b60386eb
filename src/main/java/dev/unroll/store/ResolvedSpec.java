package dev.unroll.store;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * The complete spec of a run as plain YAML, for comparison with another.
 *
 * @param text the YAML
 */
public record ResolvedSpec(String text) {
    /** The keys of {@code train} that may change when a run is resumed. */
    private static final List<String> CHANGEABLE = List.of("epochs", "steps", "stop", "checkpoint", "log");

    /** The text of each key, by its path, such as {@code train.batch}. */
    public Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        flatten("", root(), keys);
        return keys;
    }

    private static void flatten(String path, Object value, Map<String, String> keys) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> flatten(path.isEmpty() ? String.valueOf(key) : path + "." + key, each, keys));
        } else {
            keys.put(path, String.valueOf(value));
        }
    }

    /** Whether a run of the other spec may be resumed with this one. */
    boolean continues(ResolvedSpec other) {
        return essence().equals(other.essence());
    }

    private Map<Object, Object> essence() {
        Map<Object, Object> all = new HashMap<>(map(root()));
        Map<Object, Object> train = new HashMap<>(map(all.get("train")));
        CHANGEABLE.forEach(train::remove);
        all.put("train", train);
        return all;
    }

    /** A text that is not YAML is returned as it is. */
    private Object root() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(Integer.MAX_VALUE);
        try {
            return new Yaml(new SafeConstructor(options)).load(text);
        } catch (YAMLException e) {
            return Map.of("damaged", text);
        }
    }

    private static Map<?, ?> map(Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
