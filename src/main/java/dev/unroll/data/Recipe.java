package dev.unroll.data;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import java.util.List;
import java.util.Map;

/** A reader with its settings: knows how to read the data, and how to read one more input like it. Immutable. */
public interface Recipe {
    /** The fields as far as the settings alone tell; classes that only the data can tell are placeholders. */
    List<Field> outline();

    /**
     * Reads all of it.
     *
     * @throws InvalidInput with all that is wrong with the data, each at its place
     */
    Dataset read();

    /**
     * One new input as an example that has the input fields and none to be predicted.
     *
     * @param input one line, as a person would type it
     * @param fields the fields of the data set, or of a restored one
     * @throws InvalidInput if the input cannot be read
     */
    default Example encode(String input, Map<String, Field> fields) {
        throw new InvalidInput(Diagnostic.error(Codes.DATA_VALUE, "this data is generated and takes no input"));
    }

    /** Entries of a text field put together for reading. */
    default String join(List<String> entries) {
        return String.join(" ", entries);
    }
}
