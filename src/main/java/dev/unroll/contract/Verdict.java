package dev.unroll.contract;

import dev.unroll.contract.GradientCheck.Comparison;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The result of a check.
 *
 * @param checked how many gradients were compared
 * @param worst the comparison with the largest error, those at edges aside; nothing if none was made
 * @param faults what is wrong; empty if all is well
 */
public record Verdict(int checked, Optional<Comparison> worst, List<Fault> faults) {
    /**
     * One violation of the contract.
     *
     * @param message what, in one sentence without a full stop
     * @param hint what it usually comes from
     */
    public record Fault(String message, Optional<String> hint) {}

    public Verdict {
        faults = List.copyOf(faults);
    }

    /** Whether nothing is wrong. */
    public boolean passes() {
        return faults.isEmpty();
    }

    static Verdict of(List<Comparison> comparisons, List<Fault> faults) {
        return new Verdict(
                comparisons.size(), comparisons.stream().max(Comparator.comparingDouble(Comparison::error)), faults);
    }

    /** Both together. */
    public Verdict and(Verdict other) {
        List<Fault> all = new ArrayList<>(faults);
        all.addAll(other.faults);
        Optional<Comparison> larger = worst.isEmpty()
                        || other.worst.isPresent()
                                && other.worst.get().error() > worst.get().error()
                ? other.worst
                : worst;
        return new Verdict(checked + other.checked, larger, all);
    }
}
