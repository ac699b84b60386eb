package dev.unroll.spec;

import dev.unroll.spec.expr.Expr;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.LossTerm;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.util.List;

/** The keys of model and cell files. Those of {@code data} and {@code train} are declared by their readers. */
public final class SpecKeys {
    private static final int LARGEST = 1_000_000_000;
    private static final Value.Equation EQUATION = new Value.Equation();

    static final Key<Integer> VERSION = Key.integer("unroll", "the version of the spec language", 1, Version.NEWEST)
            .examples("1");
    static final Key<String> ABOUT = Key.text("about", "a description in one sentence")
            .examples("Part-of-speech tags with a bidirectional LSTM");
    static final Key<Expr> SHAPE =
            Key.of("shape", "the sizes of its axes", new Value.Sizes()).needed().examples("[units, 4]");
    static final Key<Expr> INIT = Key.of("init", "the initialiser", EQUATION)
            .examples("orthogonal()", "uniform(0.1)", "normal(0.1)", "glorot()", "constant(0)");
    static final Keys WEIGHT = Keys.of(SHAPE, INIT);
    static final Key<Settings> PARAMETERS = names(
                    "parameters", "trained parameters used directly in equations", new Value.Weight(WEIGHT))
            .examples("{W: [x, units]}", "{W: {shape: [x, units], init: orthogonal()}}");
    static final Key<Settings> FUNCTIONS = Key.<Settings>of(
                    "functions", "functions defined by equations", new Value.Entries(Value.Form.SIGNATURE, EQUATION, 0))
            .examples("{swish(x): x * sigmoid(x)}");

    static final Key<Settings> NETWORKS = Key.<Settings>of(
                    "networks",
                    "functions whose weights belong to their name and are shared by all calls",
                    new Value.Entries(Value.Form.SIGNATURE, EQUATION, 0))
            .examples("{'encode(s)': 'last(rnn(lstm(64), embed(s, 50)))'}");

    static final Key<Settings> STATE = Key.<Settings>of(
                    "state",
                    "the states carried from step to step, with their widths; none if a step depends on no other",
                    new Value.Entries(Value.Form.NAME, EQUATION, 1))
            .examples("{h: units}");
    static final Key<Settings> STEP = Key.<Settings>of(
                    "equations",
                    "the equations of a step, in order; h' is the state h after the step, x the input",
                    new Value.Entries(Value.Form.TARGET, EQUATION, 1))
            .needed()
            .examples("{h': 'tanh(affine(x, h))'}");
    static final Key<Expr> OUTPUT =
            Key.of("output", "the output of a step", EQUATION).needed().examples("h'");
    static final Keys INLINE = Keys.of(ABOUT, STATE, PARAMETERS, FUNCTIONS, NETWORKS, STEP, OUTPUT);

    static final Key<String> NAME =
            Key.text("model", "the name of the model").needed().examples("tagger");
    static final Key<List<String>> USE = Key.of(
                    "use", "files with cells, relative to this file", new Value.Texts(List.of()))
            .examples("[cells/mine.yaml]");
    static final Value.Int SIZE = new Value.Int(1, LARGEST);
    static final Key<Settings> SIZES =
            names("sizes", "named numbers for use in every equation", SIZE).examples("{units: 128}");
    static final Key<Settings> CELLS = Key.of(
            "cells",
            "inline cells: the keys of a cell's file under its signature",
            new Value.Entries(Value.Form.SIGNATURE, new Value.Section(INLINE), 0));
    /** Its keys are the reader's. */
    public static final Key<Settings> DATA =
            Key.section("data", "the data: a reader and its keys", Keys.of()).needed();

    static final Key<Settings> EQUATIONS = Key.<Settings>of(
                    "equations",
                    "named values, in order; a trailing comment is the label of its value",
                    new Value.Entries(Value.Form.NAME, EQUATION, 1))
            .needed()
            .examples("{scores: 'affine(h, to=tags)'}");
    static final Key<List<LossTerm>> LOSS = Key.of(
                    LossTerm.KEY,
                    "one number per step or per sequence, whose mean training minimises; or several by name, each averaged over its own rows, whose sum training minimises",
                    new Value.Terms(new Value.Entries(Value.Form.NAME, EQUATION, 1)))
            .examples(
                    "cross_entropy(scores, tags)",
                    "{tags: 'cross_entropy(scores, tags)', kind: '0.2 * cross_entropy(k, kind)'}");
    static final Key<Settings> METRICS =
            names("metrics", "the metrics to measure", EQUATION).examples("{accuracy: 'accuracy(scores, tags)'}");
    static final Key<Settings> PREDICT =
            names("predict", "the predictions of a trained model", EQUATION).examples("{tags: argmax(scores)}");
    /** Its keys are the trainer's. */
    public static final Key<Settings> TRAIN = Key.section("train", "the settings of training", Keys.of());

    /** A model's file. */
    public static final Keys MODEL = Keys.of(
            VERSION,
            NAME,
            ABOUT,
            USE,
            SIZES,
            CELLS,
            FUNCTIONS,
            NETWORKS,
            DATA,
            PARAMETERS,
            EQUATIONS,
            LOSS,
            METRICS,
            PREDICT,
            TRAIN);

    private static final Key<String> SIGNATURE = Key.of(
                    "cell", "the name and parameters of the cell", new Value.Signature())
            .needed()
            .examples("lstm(units)", "mine(units, bias=1)");

    /** A cell's file. */
    public static final Keys CELL =
            Keys.of(SIGNATURE, VERSION, ABOUT, STATE, PARAMETERS, FUNCTIONS, NETWORKS, STEP, OUTPUT);

    private SpecKeys() {}

    private static Key<Settings> names(String name, String about, Value<?> each) {
        return Key.of(name, about, new Value.Entries(Value.Form.NAME, each, 0));
    }
}
