package dev.unroll.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A cell of a table: a text or, in JSON lines, a list. */
sealed interface Cell {
    /** A text, a number or a truth value, as the file writes it. */
    record Text(String text) implements Cell {}

    /** A list. */
    record Items(List<Cell> items) implements Cell {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** A value of a JSON object; nothing if it is an object or {@code null}, or a list with one of these. */
    static Optional<Cell> of(JsonNode value) {
        if (value.isArray()) {
            List<Cell> items = new ArrayList<>(value.size());
            for (JsonNode item : value) {
                Optional<Cell> cell = of(item);
                if (cell.isEmpty()) {
                    return Optional.empty();
                }
                items.add(cell.get());
            }
            return Optional.of(new Items(items));
        }
        boolean known = value.isValueNode() && !value.isNull();
        return known ? Optional.of(new Text(value.asText())) : Optional.empty();
    }

    /** The texts of a list of texts; nothing if it is a text or has a list in it. */
    default Optional<List<String>> texts() {
        List<String> texts = new ArrayList<>();
        for (Cell item : this instanceof Items list ? list.items() : List.<Cell>of()) {
            if (!(item instanceof Text text)) {
                return Optional.empty();
            }
            texts.add(text.text());
        }
        return this instanceof Items ? Optional.of(texts) : Optional.empty();
    }
}
