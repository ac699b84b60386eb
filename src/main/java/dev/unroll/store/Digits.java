package dev.unroll.store;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers rounded for pictures. */
public final class Digits {
    private Digits() {}

    /** A number with so many significant digits, which takes a third of the room of a whole one. */
    public static double rounded(double value, int digits) {
        return value == 0 || !Double.isFinite(value)
                ? value
                : new BigDecimal(value).round(new MathContext(digits)).doubleValue();
    }
}
