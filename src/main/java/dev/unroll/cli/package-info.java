/**
 * The command line: one class a verb, and the only code that prints or exits. It turns every mistake into a message with
 * its place, or into a JSON document, and every ending into an exit status.
 *
 * <p>May import {@code report}, {@code report.drawing}, {@code bench}, {@code train}, {@code train.metric},
 * {@code train.optimizer}, {@code store}, {@code data}, {@code model}, {@code plugin}, {@code spec}, {@code spec.key}, {@code spec.expr},
 * {@code contract}, {@code run}, {@code compile}, {@code op}, {@code graph}, {@code tensor} and {@code diagnostic}.
 * Nothing may import it.
 */
package dev.unroll.cli;
