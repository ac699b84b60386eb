package dev.unroll.plugin;

import dev.unroll.api.PublicApi;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The range of a numeric attribute of a plug-in, both ends included: {@code record Isru(@Bounds(min = 0) double bend)}.
 * A spec that sets another value gets an error at its place; the check of the plug-in tries the ends and numbers
 * between them.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@PublicApi
public @interface Bounds {
    /** The smallest; any by default. */
    double min() default Double.NEGATIVE_INFINITY;

    /** The largest; any by default. */
    double max() default Double.POSITIVE_INFINITY;
}
