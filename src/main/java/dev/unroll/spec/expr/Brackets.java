package dev.unroll.spec.expr;

/** Counts round brackets in a text that need not be an equation. */
public final class Brackets {
    private Brackets() {}

    /** Opening ones less closing ones. */
    public static int balance(String text) {
        int balance = 0;
        for (int i = 0; i < text.length(); i++) {
            balance += text.charAt(i) == '(' ? 1 : text.charAt(i) == ')' ? -1 : 0;
        }
        return balance;
    }

    /** The offset after the bracket that closes the first one opened from {@code start} on, or {@code end}. */
    public static int closing(String text, int start, int end) {
        int balance = 0;
        for (int i = start; i < end; i++) {
            if (text.charAt(i) == '(') {
                balance++;
            } else if (text.charAt(i) == ')' && --balance == 0) {
                return i + 1;
            }
        }
        return end;
    }
}
