/**
 * The mark of what is promised to programs and plug-ins.
 *
 * <p>May import nothing of ours. Must not know what it marks.
 */
package dev.unroll.api;
