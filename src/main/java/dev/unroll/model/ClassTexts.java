package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.op.Binary;
import dev.unroll.spec.expr.Expr;
import dev.unroll.tensor.Classes;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Classes in equations. A class is named by its text, as in {@code tags == 'O'}: its number is a frequency rank and
 * changes with the data. Indices into different vocabularies cannot be compared or mixed.
 */
final class ClassTexts {
    private final Elaboration elaboration;

    ClassTexts(Elaboration elaboration) {
        this.elaboration = elaboration;
    }

    /** {@code index == 'text'} or {@code !=}, the text on either side. */
    Term compared(Expr.Binary binary, Scope scope) {
        boolean textFirst = binary.left() instanceof Expr.Text;
        Expr.Text text = (Expr.Text) (textFirst ? binary.left() : binary.right());
        Expr other = textFirst ? binary.right() : binary.left();
        if (other instanceof Expr.Text || !isEquality(binary.op())) {
            return elaboration.broken(
                    Codes.CLASS_TEXT,
                    "the text of a class can only be compared with an index, by == or !=, as in tags == 'O'",
                    binary.span());
        }
        Term index = elaboration.term(other, scope);
        if (index.isBroken()) {
            return Term.broken(binary.span());
        }
        if (!index.isIndex()) {
            return elaboration.broken(
                    Codes.CLASS_TEXT,
                    "'" + index.text() + "' is a number, but " + text.text() + " is the text of a class",
                    binary.span());
        }
        Optional<Classes> classes = index.named();
        if (classes.isEmpty()) {
            return index.choices().isOpen()
                    ? equal(binary, index, 0) // which classes there are is not known: no data was read
                    : elaboration.broken(
                            Codes.CLASS_TEXT,
                            "the classes of '" + index.text() + "' have no texts: compare with a number from 0 to "
                                    + (index.classes() - 1),
                            binary.span());
        }
        OptionalInt number = classes.get().number(text.value());
        if (number.isEmpty()) {
            List<String> entries = classes.get().entries();
            elaboration.add(Diagnostic.error(
                            Codes.CLASS_TEXT,
                            "'" + classes.get().field() + "' has no class " + text.text(),
                            text.span())
                    .hint(Suggest.question(text.value(), entries)
                            .orElse("known classes: "
                                    + String.join(", ", entries.subList(0, Math.min(20, entries.size()))))));
            return Term.broken(binary.span());
        }
        return equal(binary, index, number.getAsInt());
    }

    static boolean isEquality(Expr.Op op) {
        return op == Expr.Op.EQUAL || op == Expr.Op.NOT_EQUAL;
    }

    private Term equal(Expr.Binary binary, Term index, int number) {
        Operators operators = elaboration.operators();
        Span span = binary.span();
        Term equal = operators.elementWise(Binary.EQUAL, List.of(index, Term.number(number, span)), span);
        return binary.op() == Expr.Op.EQUAL
                ? equal
                : operators.elementWise(Binary.SUB, List.of(Term.number(1, span), equal), span);
    }

    /** Whether two values can be compared; an error is reported. */
    boolean areComparable(Term a, Term b, Span span) {
        for (Term[] pair : new Term[][] {{a, b}, {b, a}}) {
            if (pair[0].isIndex() && !pair[1].isIndex() && pair[0].named().isPresent()) {
                elaboration.add(Diagnostic.error(
                                Codes.CLASS_NUMBER,
                                "'" + pair[0].text() + "' is a class of '"
                                        + pair[0].named().get().field() + "', but '" + pair[1].text() + "' is a number",
                                span)
                        .hint(
                                "class numbers depend on frequencies in the data; compare with the text of a class, as in "
                                        + pair[0].text() + " == '"
                                        + example(pair[0].named().get()) + "'"));
                return false;
            }
        }
        return requireSame(List.of(a, b), span);
    }

    private static String example(Classes classes) {
        return classes.entries().get(classes.entries().size() - 1);
    }

    /** Whether all indices and class features have the same classes; an error is reported. */
    boolean requireSame(List<Term> terms, Span span) {
        for (Term a : terms) {
            for (Term b : terms) {
                boolean together = a.isIndex() || b.isIndex();
                if (together
                        && a.named().isPresent()
                        && b.named().isPresent()
                        && !a.named().get().areThoseOf(b.named().get())) {
                    String first = a.named().get().field();
                    String second = b.named().get().field();
                    elaboration.add(Diagnostic.error(
                                    Codes.MIXED_CLASSES,
                                    "'%s' is a class of '%s', but '%s' is a class of '%s'"
                                            .formatted(a.text(), first, b.text(), second),
                                    span)
                            .hint("equal numbers mean different classes; if the classes are the same, give '" + second
                                    + "' the key 'vocabulary: {share: " + first + "}'"));
                    return false;
                }
            }
        }
        return true;
    }
}
