package dev.unroll.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a type that programs and plug-ins may rely on: it changes with a new major version alone, and the change log lists the
 * change. {@code docs/library.md} lists all of them. Any other type, public or not, may change at any time.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.CLASS)
public @interface PublicApi {}
