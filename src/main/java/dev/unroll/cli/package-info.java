/**
 * The command line: one class a verb, and the only code that prints or exits. It turns every mistake into a message with
 * its place, or into a JSON document, and every ending into an exit status. May import everything below.
 */
package dev.unroll.cli;
