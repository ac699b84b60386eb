package dev.unroll.train.optimizer;

import dev.unroll.contract.Faults;
import dev.unroll.contract.Verdict.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The contract of a schedule: at each moment a factor of at least 0, the same for the same moment. */
public final class ScheduleContract {
    private static final List<Integer> EPOCHS = List.of(1, 2, 10, 100);
    private static final List<Double> PARTS = List.of(0.0, 0.5, 0.99);

    private ScheduleContract() {}

    /** What is wrong with it. */
    public static List<Fault> check(Schedule schedule) {
        Faults faults = new Faults();
        double largest = 0;
        for (Schedule.Moment moment : moments()) {
            Optional<Double> factor = faults.give("factor", () -> schedule.factor(moment));
            if (factor.isEmpty()) {
                break;
            }
            problem(factor.get(), moment)
                    .ifPresent(what -> faults.add(what, "a factor must be a number of at least 0"));
            Optional<Double> again = faults.give("factor", () -> schedule.factor(moment));
            faults.check(
                    factor.equals(again),
                    "returns a different factor for the same moment",
                    "keep no state between calls: resumed training must see the same rates");
            largest = Math.max(largest, factor.get());
            if (!faults.all().isEmpty()) {
                break;
            }
        }
        if (faults.all().isEmpty()) {
            faults.check(largest > 0, "returns 0 at every moment", "a rate of 0 trains nothing");
        }
        return faults.all();
    }

    /** What is wrong with a factor. */
    static Optional<String> problem(double factor, Schedule.Moment moment) {
        return factor >= 0 && Double.isFinite(factor)
                ? Optional.empty()
                : Optional.of("returns the factor " + factor + " in epoch " + (moment.epoch() + 1) + " of "
                        + moment.epochs());
    }

    /** Epochs of short and long trainings, with scores that rise, fall, stay, and are none. */
    private static List<Schedule.Moment> moments() {
        List<Schedule.Moment> moments = new ArrayList<>();
        for (int epochs : EPOCHS) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                for (double part : PARTS) {
                    for (int kind = 0; kind < 4; kind++) {
                        moments.add(new Schedule.Moment(epoch, part, epochs, scores(kind, epoch)));
                    }
                }
            }
        }
        return moments;
    }

    private static List<Double> scores(int kind, int epochs) {
        List<Double> scores = new ArrayList<>();
        for (int i = 0; i < epochs; i++) {
            scores.add(kind == 0 ? i : kind == 1 ? -i : kind == 2 ? 0.5 : Double.NEGATIVE_INFINITY);
        }
        return scores;
    }
}
