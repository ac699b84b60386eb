/**
 * Output for people and editors: the page about a run, of several runs and of an inspected example; the page around a
 * drawing of {@code report.drawing}; the JSON schemas of {@code schema/}, by which an editor completes and checks a spec while
 * it is typed; and the page {@code docs/reference.md}.
 *
 * <p>A page is one HTML file that holds all it needs: data as JSON, and scripts that draw it. It is made of records of {@code
 * train} and of the files of run folders; nothing here computes a model, and nothing prints.
 *
 * <p>May import {@code report.drawing}, {@code train}, {@code train.metric}, {@code train.optimizer}, {@code store},
 * {@code data}, {@code model}, {@code spec}, {@code spec.key} and {@code diagnostic}. Must not compute a model, print,
 * or know of the command line.
 */
package dev.unroll.report;
