package dev.unroll.plugin;

import dev.unroll.api.PublicApi;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The numbers that an attribute of a plug-in may be, both ends included: {@code record Isru(@Bounds(min = 0) double bend)}.
 * A spec that sets another is told so at its place; the check of the plug-in tries the ends and numbers between them.
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
