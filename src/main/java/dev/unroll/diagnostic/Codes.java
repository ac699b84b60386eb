package dev.unroll.diagnostic;

import dev.unroll.api.PublicApi;

/**
 * The stable codes of all diagnostics. U0xx: files, YAML and the equation language; U1xx: names, calls and equations;
 * U2xx: types and shapes; U3xx: data; U4xx: training; U5xx: run folders and files that are written;
 * U6xx: commands; U7xx: plug-ins. {@code codes.yaml} explains each, see {@code Explanation}.
 */
@PublicApi
public final class Codes {
    /** A file is missing, is a directory, cannot be read, or is too large. */
    public static final String FILE = "U001";
    /** A file is not valid UTF-8. */
    public static final String ENCODING = "U002";
    /** The text is not YAML. */
    public static final String YAML = "U003";
    /** YAML that a spec does not use: tags, anchors, aliases, merge keys, several documents. */
    public static final String YAML_FEATURE = "U004";
    /** Nested too deep or too long. */
    public static final String TOO_DEEP = "U005";
    /** The same key twice. */
    public static final String DUPLICATE_KEY = "U006";
    /** A file without content. */
    public static final String EMPTY = "U007";
    /** An equation that YAML cut in two. */
    public static final String CUT = "U008";
    /** The equation language: something else was expected here. */
    public static final String SYNTAX = "U010";
    /** The equation language: a bracket or quote that is never closed. */
    public static final String UNCLOSED = "U011";
    /** The equation language: an invalid character. */
    public static final String CHARACTER = "U012";
    /** A key that nothing uses. */
    public static final String UNKNOWN_KEY = "U020";
    /** A key that must be there. */
    public static final String MISSING_KEY = "U021";
    /** A value of the wrong kind or out of range. */
    public static final String WRONG_VALUE = "U022";
    /** A {@code --set} option that matches no key. */
    public static final String OVERRIDE = "U023";
    /** A spec for a newer version. */
    public static final String VERSION = "U024";
    /** An invalid name. */
    public static final String BAD_NAME = "U025";

    /** A name defined twice. */
    public static final String DEFINED_TWICE = "U100";
    /** A name that is not defined. */
    public static final String UNKNOWN_NAME = "U101";
    /** A function that does not exist. */
    public static final String UNKNOWN_FUNCTION = "U102";
    /** A cell that does not exist. */
    public static final String UNKNOWN_CELL = "U103";
    /** A name used above the equation that defines it. */
    public static final String USED_BEFORE = "U104";
    /** Equations that depend on each other in a circle. */
    public static final String CYCLE = "U105";
    /** Too few, too many or unknown arguments. */
    public static final String ARGUMENTS = "U106";
    /** A state without its next value, or a next value without a state. */
    public static final String STATE = "U107";
    /** A word that has a fixed meaning and cannot be defined. */
    public static final String RESERVED = "U108";
    /** Something that nothing uses. */
    public static final String UNUSED = "U109";
    /** A value or a parameter where a size is needed. */
    public static final String SIZE = "U110";
    /** The text of an unknown class, or one that is not compared with an index. */
    public static final String CLASS_TEXT = "U111";

    /** Shapes that do not fit each other. */
    public static final String SHAPE = "U200";
    /** Rows that do not fit: a value per sequence where one per step is needed, or the other way round. */
    public static final String ROWS = "U201";
    /** A class index where a real value is needed, or the other way round. */
    public static final String KIND = "U202";
    /** A model that is too large. */
    public static final String TOO_LARGE = "U203";

    /** Classes of two vocabularies, compared or mixed. */
    public static final String MIXED_CLASSES = "U210";
    /** A class, given by its number. */
    public static final String CLASS_NUMBER = "U211";
    /** A value that is constant whatever its inputs are. */
    public static final String CONSTANT = "U212";
    /** Numbers per step and numbers per sequence in one sum that is minimised. */
    public static final String MIXED_LOSS = "U220";
    /** {@code where=} or {@code weights=} that are not one number per row. */
    public static final String MASK = "U221";
    /** A masked loss used as a value. */
    public static final String MASK_USE = "U222";

    /** A data file that is missing or unreadable. */
    public static final String DATA_FILE = "U300";
    /** A data reader that does not exist. */
    public static final String UNKNOWN_READER = "U301";
    /** A column or field that the data does not have. */
    public static final String UNKNOWN_COLUMN = "U302";
    /** A value in the data that is not what the column needs. */
    public static final String DATA_VALUE = "U303";
    /** Data without examples, or an example without steps. */
    public static final String EMPTY_DATA = "U304";
    /** A label that training never saw. */
    public static final String UNSEEN_LABEL = "U305";
    /** A vocabulary that lacks more than half of the training tokens. */
    public static final String VOCABULARY = "U306";
    /** Lines of a data file that were skipped because they are not data. */
    public static final String LEFT_OUT = "U310";
    /** An input for a trained model that lacks what it reads, or is not like it. */
    public static final String INPUT = "U320";

    /** An optimizer, schedule, metric or initialiser that does not exist. */
    public static final String UNKNOWN_METHOD = "U400";
    /** A number became NaN or infinite. */
    public static final String NOT_FINITE = "U401";
    /** Training ends early by the loss, while there are metrics. */
    public static final String UNWATCHED = "U402";
    /** Weights of rows that are negative or no numbers. */
    public static final String ROW_WEIGHTS = "U403";
    /** A part of the data in which no row counts. */
    public static final String NO_ROWS = "U404";
    /** A loss that diverges. */
    public static final String DIVERGED = "U410";

    /** A folder that is not a run, or is one of another model. */
    public static final String RUN_FOLDER = "U500";
    /** A file or folder that cannot be written. */
    public static final String WRITE = "U501";
    /** A file of a run that is not what the run wrote. */
    public static final String DIGEST = "U502";
    /** A run folder that another process writes to. */
    public static final String LOCKED = "U503";
    /** Data that changed since a run began. */
    public static final String DATA_CHANGED = "U504";

    /** An invalid command line. */
    public static final String USAGE = "U600";
    /** The work was interrupted. */
    public static final String INTERRUPTED = "U601";
    /** The memory is used up. */
    public static final String MEMORY = "U602";
    /** A training that the memory cannot hold. */
    public static final String TOO_MUCH_MEMORY = "U603";
    /** A plug-in that cannot be used: not compiled, not registered, with a name that is taken, or failing. */
    public static final String PLUGIN = "U700";
    /** An op that breaks its contract, or a gradient that is wrong. */
    public static final String CONTRACT = "U701";
    /** A plug-in that breaks its contract: wrong counts, two states of one name, a negative factor, an exception. */
    public static final String BROKEN_PLUGIN = "U702";
    /** A bug in Unroll. */
    public static final String BUG = "U999";

    private Codes() {}
}
