import dev.unroll.Unroll;
import dev.unroll.data.Split;
import dev.unroll.run.Stream;
import dev.unroll.train.Run;
import java.nio.file.Path;

/** Builds a model, trains it, and prints its state step by step. */
public final class Adding {
    private static final String MODEL = """
            model: adding
            data: {reader: adding, length: 20, train: 640, valid: 64, test: 64}
            equations:
              h: rnn(lstm(16), inputs)
              answer: affine(last(h), to=target)
            loss: squared_error(answer, target)
            train: {optimizer: adam(rate=0.005), epochs: 2}
            """;

    private Adding() {}

    public static void main(String[] args) {
        Run run = Unroll.of(MODEL).set("train.seed", 3).train(Path.of(args[0]));
        System.out.println("loss " + run.evaluate(Split.TEST).get("loss"));
        Stream stream = run.stream("value:h");
        float[] inputs = stream.input("inputs");
        float[] h = stream.output("value:h");
        for (int t = 0; t < 3; t++) {
            inputs[0] = 0.25f * t;
            inputs[1] = t == 1 ? 1 : 0;
            stream.step();
            System.out.println("step " + t + ", first unit " + h[0]);
        }
    }
}
