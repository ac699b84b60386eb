package dev.unroll.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.data.Reader;
import dev.unroll.data.Readers;
import dev.unroll.spec.SpecKeys;
import dev.unroll.spec.key.Callee;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Value;
import dev.unroll.train.TrainSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * JSON schemas (draft 2020-12) of model and cell files, from the declarations of their keys. Where further keys depend on
 * a choice, they stand under {@code if} and {@code then}: an {@code anyOf} of all choices would answer one mistake with a
 * message for each of them. Whatever a schema refuses, Unroll refuses too.
 */
public final class Schemas {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ObjectNode root = JSON.createObjectNode();
    private final ObjectNode definitions = JSON.createObjectNode();

    private Schemas() {}

    /** The schema of model files as text. */
    public static String model() {
        Schemas schema = new Schemas();
        ObjectNode model = schema.root("A recurrent model for Unroll", SpecKeys.MODEL);
        ObjectNode properties = (ObjectNode) model.get("properties");
        Readers readers = Readers.builtIn();
        ObjectNode data = schema.object(readers.keys());
        ArrayNode abouts = ((ObjectNode) data.at("/properties/reader")).putArray("enumDescriptions");
        readers.all().stream().map(Reader::about).forEach(abouts::add);
        properties.set(SpecKeys.DATA.name(), described(SpecKeys.DATA, data));
        ObjectNode train = schema.object(TrainSettings.KEYS);
        properties.set(SpecKeys.TRAIN.name(), described(SpecKeys.TRAIN, train));
        return schema.text();
    }

    /** The schema of cell files as text. */
    public static String cell() {
        Schemas schema = new Schemas();
        schema.root("A recurrent cell for Unroll", SpecKeys.CELL);
        return schema.text();
    }

    private ObjectNode root(String title, Keys keys) {
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("title", title);
        return root.setAll(object(keys));
    }

    private String text() {
        if (!definitions.isEmpty()) {
            root.set("$defs", definitions);
        }
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try {
            return JSON.writer(new DefaultPrettyPrinter().withObjectIndenter(lines))
                            .writeValueAsString(root)
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A mapping with these keys and no others. */
    private ObjectNode object(Keys keys) {
        if (keys.choice().isEmpty()) {
            return closed(keys.shared());
        }
        ObjectNode node = closed(List.of(keys.choice().get()));
        node.remove("additionalProperties");
        ArrayNode cases = node.putArray("allOf");
        Key<String> choice = keys.choice().get();
        keys.chosen().forEach((word, more) -> {
            ObjectNode one = cases.addObject();
            ObjectNode when = one.putObject("if");
            when.putObject("properties").putObject(choice.name()).put("const", word);
            if (!choice.defaultValue().equals(Optional.of(word))) {
                when.putArray("required").add(choice.name());
            }
            ObjectNode then = closed(Stream.concat(keys.shared().stream(), more.stream())
                    .<Key<?>>map(k -> k)
                    .toList());
            ((ObjectNode) then.get("properties")).put(choice.name(), true);
            one.set("then", defined(choice.name() + "-" + word, then));
        });
        return node;
    }

    /** Shared definitions, used by reference; different ones with the same name are numbered. */
    private ObjectNode defined(String wanted, ObjectNode node) {
        String name = wanted;
        for (int i = 2; definitions.has(name) && !definitions.get(name).equals(node); i++) {
            name = wanted + "-" + i;
        }
        definitions.set(name, node);
        return JSON.createObjectNode().put("$ref", "#/$defs/" + name);
    }

    private ObjectNode closed(List<Key<?>> keys) {
        ObjectNode node = JSON.createObjectNode();
        node.put("type", "object");
        ObjectNode properties = node.putObject("properties");
        keys.forEach(k -> properties.set(k.name(), completed(k, described(k, value(k.value())))));
        node.put("additionalProperties", false);
        List<String> required =
                keys.stream().filter(Key::required).map(Key::name).toList();
        if (!required.isEmpty()) {
            required.forEach(node.putArray("required")::add);
        }
        return node;
    }

    /** Names of functions and cells for the equations of a key that has any. */
    private ObjectNode completed(Key<?> key, ObjectNode node) {
        boolean equations = key.name().equals("equations");
        if (equations || key.name().equals("functions")) {
            boolean step = !equations || ((Value.Entries) key.value()).form() == Value.Form.TARGET;
            ObjectNode equation = types("string", "number");
            Completions.equations(step).forEach(equation.putArray("examples")::add);
            node.set("additionalProperties", defined(step ? "step-equation" : "equation", equation));
        }
        return node;
    }

    /** What a key means, before what it may hold. */
    private static ObjectNode described(Key<?> key, ObjectNode value) {
        ObjectNode node = JSON.createObjectNode();
        StringBuilder text = new StringBuilder(key.about().substring(0, 1).toUpperCase(Locale.ROOT))
                .append(key.about().substring(1))
                .append('.');
        key.defaultText().ifPresent(s -> text.append(" Default: ").append(s).append('.'));
        if (key.value() instanceof Value.Call call) {
            call.callees()
                    .forEach(c -> text.append("\n- ")
                            .append(Patterns.usage(c))
                            .append(": ")
                            .append(c.about()));
        }
        node.put("description", text.toString());
        key.defaultText().ifPresent(s -> node.set("default", JSON.valueToTree(yaml(s))));
        ArrayNode examples = JSON.createArrayNode();
        key.examples().forEach(e -> examples.add(JSON.<JsonNode>valueToTree(yaml(e))));
        if (key.value() instanceof Value.Call call) {
            // Editors offer examples, so all that can be called is one.
            call.callees().stream()
                    .map(c -> c.name() + "()")
                    .filter(c -> key.examples().stream().noneMatch(e -> e.startsWith(c.replace(")", ""))))
                    .forEach(examples::add);
        }
        if (!examples.isEmpty()) {
            node.set("examples", examples);
        }
        return node.setAll(value);
    }

    private static Object yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private ObjectNode value(Value<?> value) {
        if (value instanceof Value.Text || value instanceof Value.File) {
            return types("string", "number", "boolean");
        } else if (value instanceof Value.Name) {
            return matching(types("string"), Patterns.NAME, "a name consists of letters A to Z, digits and _");
        } else if (value instanceof Value.Choice choice) {
            ObjectNode node = JSON.createObjectNode();
            choice.words().forEach(node.putArray("enum")::add);
            return node;
        } else if (value instanceof Value.Int number) {
            return bounded(types("integer", "string"), number.min(), number.max());
        } else if (value instanceof Value.Whole number) {
            return bounded(types("integer", "string"), number.min(), number.max());
        } else if (value instanceof Value.Real number) {
            return bounded(types("number", "string"), number.min(), number.max());
        } else if (value instanceof Value.Duration) {
            return matching(types("string"), Patterns.DURATION, "must be a time such as 90s, 5min or 1h");
        } else if (value instanceof Value.Flag) {
            return matching(types("boolean", "string"), "^(true|false)$", "must be true or false");
        } else if (value instanceof Value.Texts texts) {
            return texts(texts.words());
        } else if (value instanceof Value.Part) {
            ObjectNode part = bounded(types("number", "string", "array"), 0, 1);
            part.set("items", bounded(types("integer", "string"), 0, Double.POSITIVE_INFINITY));
            return part.put("minItems", 2).put("maxItems", 2);
        } else if (value instanceof Value.Section section) {
            return object(section.keys());
        } else if (value instanceof Value.Entries entries) {
            return entries(entries);
        } else if (value instanceof Value.Call call) {
            String names = call.callees().stream().map(Callee::name).collect(Collectors.joining(", "));
            String message = "must be one of " + names + ", with its arguments";
            return matching(types("string"), Patterns.call(call.callees()), message);
        } else if (value instanceof Value.Equation) {
            return types("string", "number");
        } else if (value instanceof Value.Terms terms) {
            ObjectNode named = entries(terms.terms());
            named.remove("type");
            return types("string", "number", "object").setAll(named);
        } else if (value instanceof Value.Signature) {
            return matching(types("string"), Patterns.SIGNATURE, "must be a signature such as lstm(units, bias=1)");
        } else if (value instanceof Value.Sizes) {
            return sizes("array", "string");
        } else if (value instanceof Value.Weight weight) {
            ObjectNode mapping = closed(weight.keys().shared());
            mapping.remove("type");
            return sizes("array", "string", "object").setAll(mapping);
        }
        throw new AssertionError(value);
    }

    private ObjectNode texts(List<String> words) {
        if (words.isEmpty()) {
            ObjectNode node = types("array", "string", "number", "boolean");
            node.set("items", types("string", "number", "boolean"));
            return node.put("minItems", 1);
        }
        String one = "^(" + String.join("|", words) + ")$";
        ObjectNode node = matching(types("array", "string"), one, "must be of " + String.join(", ", words));
        words.forEach(node.putObject("items").putArray("enum")::add);
        return node.put("minItems", 1);
    }

    private static ObjectNode sizes(String... types) {
        ObjectNode node =
                matching(types(types), "^\\s*\\[[\\s\\S]*\\]\\s*$", "must be a list of sizes such as [units, 4]");
        node.set("items", types("string", "number"));
        return node;
    }

    private ObjectNode entries(Value.Entries entries) {
        ObjectNode node = types("object");
        String pattern = Map.of(
                        Value.Form.NAME, Patterns.NAME,
                        Value.Form.TARGET, Patterns.TARGET,
                        Value.Form.SIGNATURE, Patterns.SIGNATURE)
                .get(entries.form());
        node.putObject("propertyNames").put("pattern", pattern);
        node.set("additionalProperties", value(entries.each()));
        return entries.least() == 0 ? node : node.put("minProperties", entries.least());
    }

    private static ObjectNode types(String... types) {
        ObjectNode node = JSON.createObjectNode();
        if (types.length == 1) {
            return node.put("type", types[0]);
        }
        List.of(types).forEach(node.putArray("type")::add);
        return node;
    }

    /** A text that must match this pattern; the message is for editors that show one. */
    private static ObjectNode matching(ObjectNode node, String pattern, String message) {
        return node.put("pattern", pattern).put("patternErrorMessage", message);
    }

    /** A number, which may be written in quotes. */
    private static ObjectNode bounded(ObjectNode node, double min, double max) {
        boolean whole = node.get("type").get(0).asText().equals("integer");
        matching(node, whole ? Patterns.WHOLE : Patterns.NUMBER, whole ? "must be a whole number" : "must be a number");
        if (min == Double.MIN_NORMAL) {
            node.put("exclusiveMinimum", 0);
        } else if (min > Long.MIN_VALUE) {
            node.put("minimum", (long) min);
        }
        if (max == Math.nextDown(1.0)) {
            node.put("exclusiveMaximum", 1);
        } else if (max < Integer.MAX_VALUE) {
            node.put("maximum", (long) max);
        } else if (max == Integer.MAX_VALUE) {
            node.put("maximum", Integer.MAX_VALUE);
        }
        return node;
    }
}
