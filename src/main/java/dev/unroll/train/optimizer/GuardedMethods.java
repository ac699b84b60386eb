package dev.unroll.train.optimizer;

import dev.unroll.contract.Verdict.Fault;
import dev.unroll.plugin.Guard;
import java.util.List;
import java.util.Set;

/** The plug-ins of training, each wrapped in a guard. */
public final class GuardedMethods {
    private GuardedMethods() {}

    /** How the methods of a kind are checked, and guarded while they are used. */
    public interface Kind<T> {
        /** What one does, in one line. */
        String about(T method);

        /** What is wrong with one. */
        List<Fault> check(T method);

        /** Wraps a plug-in so that its faults are reported under its name. */
        T guarded(T method, Guard guard);
    }

    public static final Kind<Optimizer> OPTIMIZERS = new Kind<>() {
        @Override
        public String about(Optimizer optimizer) {
            return optimizer.about();
        }

        @Override
        public List<Fault> check(Optimizer optimizer) {
            return OptimizerContract.check(optimizer);
        }

        @Override
        public Optimizer guarded(Optimizer optimizer, Guard guard) {
            return guard.around(Optimizer.class, optimizer, Set.of(), given -> {});
        }
    };

    public static final Kind<Schedule> SCHEDULES = new Kind<>() {
        @Override
        public String about(Schedule schedule) {
            return schedule.about();
        }

        @Override
        public List<Fault> check(Schedule schedule) {
            return ScheduleContract.check(schedule);
        }

        @Override
        public Schedule guarded(Schedule schedule, Guard guard) {
            Schedule quiet = guard.around(Schedule.class, schedule, Set.of(), given -> {});
            return moment -> {
                double factor = quiet.factor(moment);
                ScheduleContract.problem(factor, moment).ifPresent(problem -> {
                    throw guard.broken(problem, "a factor must be a number of at least 0");
                });
                return factor;
            };
        }
    };
}
