package dev.unroll.plugin;

import dev.unroll.api.PublicApi;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The words that a text attribute of a plug-in accepts: {@code record Gelu(@Choices({"exact", "tanh"}) String form)}. A
 * spec that sets another gets an error at its place; the check of the plug-in tries each.
 */
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
@PublicApi
public @interface Choices {
    /** The words. */
    String[] value();
}
