package dev.unroll.train.metric;

/** A metric that compares a prediction with its target, row by row, and can weigh the rows. */
interface PairMetric extends Metric {
    @Override
    default int arguments() {
        return 2;
    }

    @Override
    default boolean higherIsBetter() {
        return true;
    }

    @Override
    default boolean weighs() {
        return true;
    }
}
