package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

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

    /** What files and JSON objects call a field. */
    default String column(String field) {
        return field;
    }

    /** The steps of a text in a field of words or characters. */
    default List<String> split(String field, String text) {
        return Unit.WORD.split(text);
    }

    /** How many rows a field must have; empty if any number will do. */
    default OptionalInt steps(String field) {
        return OptionalInt.empty();
    }

    /** What the numbers of a field are, if they are a table: the names of its columns; empty if they have none. */
    default List<String> columns(String field) {
        return List.of();
    }

    /** The ends of names of files that {@link #inputs} reads, such as {@code csv}. */
    default Set<String> extensions() {
        return Set.of();
    }

    /**
     * The examples of a file like those it was trained on; columns that only training needs may be missing.
     *
     * @param source the file
     * @param extension what it is, one of {@link #extensions}
     * @param needed the fields that must be there
     * @throws InvalidInput with all that is wrong with the file, each at its place
     */
    default List<Input.Row> inputs(Source source, String extension, Set<String> needed) {
        throw new InvalidInput(Diagnostic.error(Codes.INPUT, "this data has no such files"));
    }

    /** Entries of a text field put together for reading. */
    default String join(List<String> entries) {
        return String.join(" ", entries);
    }
}
