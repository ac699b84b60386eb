package dev.unroll.train.optimizer;

import dev.unroll.contract.Faults;
import dev.unroll.contract.Verdict.Fault;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * What an optimizer owes: a rate that is a number, states with a name each, and updates that change the numbers they are told
 * to and nothing else, the same in pieces as in one, finite for finite gradients, and downhill.
 */
public final class OptimizerContract {
    private static final int SIZE = 12;
    private static final int FROM = 3;
    private static final int TO = 8;
    private static final int STEPS = 40;
    private static final double RATE = 0.01;

    private final Optimizer optimizer;
    private final Faults faults = new Faults();

    private OptimizerContract(Optimizer optimizer) {
        this.optimizer = optimizer;
    }

    /** What is wrong with it. */
    public static List<Fault> check(Optimizer optimizer) {
        OptimizerContract contract = new OptimizerContract(optimizer);
        contract.numbers();
        contract.states();
        if (contract.faults.all().isEmpty()) {
            contract.faults.attempt("update", contract::range);
            contract.faults.attempt("update", contract::pieces);
            contract.faults.attempt("update", contract::downhill);
        }
        return contract.faults.all();
    }

    private void numbers() {
        faults.give("rate", optimizer::rate)
                .ifPresent(rate -> faults.check(
                        Double.isFinite(rate) && rate >= 0,
                        "has the rate " + rate,
                        "a rate is a number of at least 0"));
        faults.give("defaultDecay", optimizer::defaultDecay)
                .ifPresent(decay -> faults.check(
                        Double.isFinite(decay) && decay >= 0,
                        "has the decay " + decay,
                        "a decay is a number of at least 0"));
    }

    private void states() {
        faults.give("states", optimizer::states).ifPresent(states -> {
            if (!faults.check(
                    new HashSet<>(states).size() == states.size(),
                    "has two states of one name: " + states,
                    "states are saved by their names: give each its own")) {
                return;
            }
            for (String state : states) {
                faults.check(
                        state != null && state.matches("[A-Za-z][A-Za-z0-9_]*"),
                        "has a state of the name '" + state + "'",
                        "a name is of letters, digits and _, such as mean");
            }
            faults.check(
                    states.equals(optimizer.states()),
                    "gives other states when asked again",
                    "states() gives the same names each time");
        });
    }

    private float[][] state() {
        return new float[optimizer.states().size()][SIZE];
    }

    private static float[] numbers(double phase) {
        float[] numbers = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            numbers[i] = (float) Math.sin(phase + 1.7 * i);
        }
        return numbers;
    }

    private static Optimizer.Step step(int number, double decay) {
        return new Optimizer.Step(number, RATE, decay);
    }

    /** It changes what it is told to and reads the gradient alone. */
    private void range() {
        float[] weight = numbers(1);
        float[] gradient = numbers(2);
        float[][] state = state();
        for (int number = 1; number <= 2; number++) {
            optimizer.update(weight, gradient, state, FROM, TO, step(number, RATE));
        }
        faults.check(
                Arrays.equals(gradient, numbers(2)),
                "changes the gradient",
                "the program reads its array again: write to weight and state alone");
        float[] before = numbers(1);
        for (int i = 0; i < SIZE; i++) {
            boolean inside = i >= FROM && i < TO;
            boolean same = weight[i] == before[i];
            for (float[] one : state) {
                same &= one[i] == 0;
            }
            if (!inside && !same) {
                faults.add(
                        "changes number " + i + " where it was to move numbers " + FROM + " to " + (TO - 1),
                        "move weight[i] for i from 'from' to below 'to'; other threads move the rest");
                return;
            }
        }
    }

    /** Several threads move the pieces of a weight. */
    private void pieces() {
        float[] whole = numbers(1);
        float[] inPieces = numbers(1);
        float[][] state = state();
        float[][] stateInPieces = state();
        for (int number = 1; number <= 3; number++) {
            float[] gradient = numbers(number);
            optimizer.update(whole, gradient, state, 0, SIZE, step(number, 0));
            optimizer.update(inPieces, gradient, stateInPieces, FROM, SIZE, step(number, 0));
            optimizer.update(inPieces, gradient, stateInPieces, 0, FROM, step(number, 0));
        }
        faults.check(
                Arrays.equals(whole, inPieces) && Arrays.deepEquals(state, stateInPieces),
                "moves a weight otherwise in two pieces than in one",
                "a number's new value may depend on its own gradient, state and step alone; keep nothing in the optimizer");
    }

    private void downhill() {
        float[] weight = new float[SIZE];
        float[] gradient = new float[SIZE];
        Arrays.fill(gradient, 0, SIZE / 2, 0.5f);
        Arrays.fill(gradient, SIZE / 2, SIZE - 1, -2);
        float[][] state = state();
        for (int number = 1; number <= STEPS; number++) {
            optimizer.update(weight, gradient, state, 0, SIZE, step(number, 0));
        }
        for (int i = 0; i < SIZE; i++) {
            if (!Float.isFinite(weight[i])) {
                faults.add(
                        "makes a weight " + weight[i] + " of the gradient " + gradient[i],
                        "look for a division by 0, as of a state that begins at 0");
                return;
            }
            if (weight[i] * gradient[i] > 0) {
                faults.add(
                        "moves a weight up its gradient: from 0 to " + weight[i] + " by gradients of " + gradient[i],
                        "subtract: weight[i] -= rate * ...");
                return;
            }
        }
        faults.check(
                weight[0] != 0,
                "does not move a weight whose gradient is " + gradient[0],
                "update changes the weight in place, by step.rate()");
    }
}
