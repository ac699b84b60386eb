/**
 * How errors in the input are reported: a {@link dev.unroll.diagnostic.Diagnostic} has a code, a message, a place in a {@link
 * dev.unroll.diagnostic.Source} and a hint. The strict readers of files, of UTF-8 and of JSON stand here too, because what
 * they reject is such an error.
 *
 * <p>May import nothing of ours. Must not know YAML, specs, or who reports.
 */
package dev.unroll.diagnostic;
