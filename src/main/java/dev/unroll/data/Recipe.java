package dev.unroll.data;

import dev.unroll.api.PublicApi;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** A reader with its settings: reads the data, and further inputs like it. Immutable. */
@PublicApi
public interface Recipe {
    /** The fields as the settings define them; classes that only the data defines are placeholders. */
    List<Field> outline();

    /**
     * Reads all of it.
     *
     * @throws InvalidInput with all errors of the data, each at its place
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

    /** A field's name in files and JSON objects. */
    default String column(String field) {
        return field;
    }

    /** The steps of a text in a field of words or characters. */
    default List<String> split(String field, String text) {
        return Unit.WORD.split(text);
    }

    /** The number of rows that a field must have; empty if any is allowed. */
    default OptionalInt steps(String field) {
        return OptionalInt.empty();
    }

    /** The names of the columns of a field that is a table; empty if it has none. */
    default List<String> columns(String field) {
        return List.of();
    }

    /**
     * A row with values that follow from its others, under their fields' names: the mask of gaps follows from the numbers, the hour from
     * the times.
     *
     * @param fields the fields of the data set, or of a restored one
     * @param needed the fields that must be there
     * @throws InvalidInput if such a value is needed, and what it follows from is missing
     */
    default Map<String, Object> derived(Map<String, Object> row, Map<String, Field> fields, Set<String> needed) {
        return row;
    }

    /** The file name extensions that {@link #inputs} reads, such as {@code csv}. */
    default Set<String> extensions() {
        return Set.of();
    }

    /**
     * The examples of a file like those it was trained on; columns that only training needs may be missing.
     *
     * @param source the file
     * @param extension what it is, one of {@link #extensions}
     * @param needed the fields that must be there
     * @throws InvalidInput with all errors of the file, each at its place
     */
    default List<Input.Row> inputs(Source source, String extension, Set<String> needed) {
        throw new InvalidInput(Diagnostic.error(Codes.INPUT, "this data has no input files"));
    }

    /** Joins the entries of a text field to readable text. */
    default String join(List<String> entries) {
        return String.join(" ", entries);
    }
}
