/**
 * Writes what people and editors look up: from the declarations of keys in the packages below, the JSON schemas of
 * {@code schema/}, by which an editor completes and checks a spec while it is typed, and the page {@code docs/reference.md}.
 *
 * <p>It may import {@code train} and everything below it. It reads no files and prints nothing: it yields texts.
 */
package dev.unroll.report;
