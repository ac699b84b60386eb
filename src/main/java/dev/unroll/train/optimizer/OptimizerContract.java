package dev.unroll.train.optimizer;

import dev.unroll.contract.Faults;
import dev.unroll.contract.Verdict.Fault;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * The contract of an optimizer: a finite rate, uniquely named states, and updates that change only the numbers they are told
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
                        "a rate must be a number of at least 0"));
        faults.give("defaultDecay", optimizer::defaultDecay)
                .ifPresent(decay -> faults.check(
                        Double.isFinite(decay) && decay >= 0,
                        "has the decay " + decay,
                        "a decay must be a number of at least 0"));
    }

    private void states() {
        faults.give("states", optimizer::states).ifPresent(states -> {
            if (!faults.check(
                    new HashSet<>(states).size() == states.size(),
                    "has two states with the same name: " + states,
                    "states are saved by name: give each a distinct name")) {
                return;
            }
            for (String state : states) {
                faults.check(
                        state != null && state.matches("[A-Za-z][A-Za-z0-9_]*"),
                        "has a state named '" + state + "'",
                        "a name consists of letters, digits and _, such as mean");
            }
            faults.check(
                    states.equals(optimizer.states()),
                    "returns different states when called again",
                    "states() must return the same names each time");
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

    /** It changes only the given range and does not modify the gradient. */
    private void range() {
        float[] weight = numbers(1);
        float[] gradient = numbers(2);
        float[][] state = state();
        for (int number = 1; number <= 2; number++) {
            optimizer.update(weight, gradient, state, FROM, TO, step(number, RATE));
        }
        faults.check(
                Arrays.equals(gradient, numbers(2)),
                "modifies the gradient",
                "the program reads the array again: write only to weight and state");
        float[] before = numbers(1);
        for (int i = 0; i < SIZE; i++) {
            boolean inside = i >= FROM && i < TO;
            boolean same = weight[i] == before[i];
            for (float[] one : state) {
                same &= one[i] == 0;
            }
            if (!inside && !same) {
                faults.add(
                        "changes number " + i + " when it should update only numbers " + FROM + " to " + (TO - 1),
                        "update weight[i] for i from 'from' to below 'to'; other threads update the rest");
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
                "updates a weight differently in two ranges than in one",
                "a new value may depend only on the old value, its gradient, its state and the step; keep no mutable fields in the optimizer");
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
                        "sets a weight to " + weight[i] + " for the gradient " + gradient[i],
                        "check for a division by 0, such as by a state that starts at 0");
                return;
            }
            if (weight[i] * gradient[i] > 0) {
                faults.add(
                        "moves a weight up its gradient: from 0 to " + weight[i] + " for gradients of " + gradient[i],
                        "subtract: weight[i] -= rate * ...");
                return;
            }
        }
        faults.check(
                weight[0] != 0,
                "does not move a weight whose gradient is " + gradient[0],
                "update must change the weight in place, by step.rate()");
    }
}
