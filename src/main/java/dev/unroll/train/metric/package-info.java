/**
 * Metrics of models. A {@link dev.unroll.train.metric.Metric} makes a tally that accumulates over batches; {@link
 * dev.unroll.train.metric.Metrics} holds those that specs can name, and {@link dev.unroll.train.metric.MetricContract}
 * checks those of plug-ins.
 *
 * <p>May import {@code data}, {@code plugin}, {@code contract}, {@code graph}, {@code tensor} and {@code diagnostic}. Must
 * not know how a model is run or trained.
 */
package dev.unroll.train.metric;
