package dev.unroll.op;

import java.util.Locale;

/** The naming rule of plug-ins: specs call a class by its simple name in snake_case. */
public final class ClassName {
    private ClassName() {}

    /** {@code AdaBelief} becomes {@code ada_belief}: an underscore before each capital that follows a small letter or a digit. */
    public static String inSpecs(Class<?> type) {
        return type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }
}
