package dev.unroll.plugin;

/**
 * A class that extends Unroll.
 *
 * @param type the class, which is concrete
 * @param origin the file or jar it came from, as the user named it
 * @param <T> the interface it was found by
 */
public record Plugin<T>(Class<? extends T> type, String origin) {}
