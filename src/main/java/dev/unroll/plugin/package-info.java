/**
 * Plug-ins in Java: ops, readers, metrics, initialisers, optimizers and schedules, from a source file, a jar or the
 * class path. {@link dev.unroll.plugin.Plugins} finds their classes, a {@link dev.unroll.plugin.Header} reads a
 * record's header as named arguments, and a {@link dev.unroll.plugin.Registry} holds them beside those that come with
 * Unroll and knows where each came from.
 *
 * <p>May import {@code spec.expr}, {@code contract}, {@code op} and {@code diagnostic}. Must not know the interfaces
 * that plug-ins implement, which stand where they are used.
 */
package dev.unroll.plugin;
