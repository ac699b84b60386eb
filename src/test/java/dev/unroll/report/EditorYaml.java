package dev.unroll.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** YAML as an editor hands it to a schema: by the core schema of YAML 1.2, in which {@code no} is a text. */
public final class EditorYaml {
    public static final ObjectMapper JSON = new ObjectMapper();

    private EditorYaml() {}

    /** Nothing if it is no YAML, of which an editor complains itself. */
    public static Optional<JsonNode> parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(true);
        try {
            Node node = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            return node == null ? Optional.empty() : Optional.of(json(node));
        } catch (YAMLException e) {
            return Optional.empty();
        }
    }

    private static JsonNode json(Node node) {
        if (node instanceof MappingNode mapping) {
            ObjectNode object = JSON.createObjectNode();
            mapping.getValue()
                    .forEach(t -> object.set(
                            t.getKeyNode() instanceof ScalarNode key ? key.getValue() : "?", json(t.getValueNode())));
            return object;
        }
        if (node instanceof SequenceNode sequence) {
            ArrayNode array = JSON.createArrayNode();
            sequence.getValue().forEach(n -> array.add(json(n)));
            return array;
        }
        ScalarNode scalar = (ScalarNode) node;
        return scalar.getScalarStyle() == ScalarStyle.PLAIN
                ? plain(scalar.getValue())
                : JsonNodeFactory.instance.textNode(scalar.getValue());
    }

    private static JsonNode plain(String value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value.matches("null|Null|NULL|~|")) {
            return nodes.nullNode();
        } else if (value.matches("true|True|TRUE|false|False|FALSE")) {
            return nodes.booleanNode(value.equalsIgnoreCase("true"));
        } else if (value.matches("[-+]?[0-9]+")) {
            return nodes.numberNode(new BigInteger(value.replace("+", "")));
        } else if (value.matches("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?")) {
            return nodes.numberNode(Double.parseDouble(value));
        }
        return nodes.textNode(value);
    }
}
