package dev.unroll.model;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Span;
import dev.unroll.tensor.Classes;
import dev.unroll.tensor.Width;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Weights that exist once for all calls: of a network, or of a cell inside another. */
final class SharedWeights implements WeightOwner {
    private record Made(Term term, List<Optional<Classes>> classes, String shape, Span call) {}

    private final Elaboration elaboration;
    private final WeightOwner owner;
    private final String what;
    private final String remedy;
    private final Map<String, Made> made = new HashMap<>();
    private final Map<String, Integer> asked = new HashMap<>();
    private Span call;

    /**
     * @param what what messages call the weights' owner
     * @param remedy what to do where calls need different widths
     */
    SharedWeights(Elaboration elaboration, WeightOwner owner, String what, String remedy, Span call) {
        this.remedy = remedy;
        this.elaboration = elaboration;
        this.owner = owner;
        this.what = what;
        this.call = call;
    }

    /** Begins one more call, which asks for the same weights in the same order. */
    SharedWeights begin(Span next) {
        call = next;
        asked.clear();
        return this;
    }

    @Override
    public Term add(String path, List<Width> shape, Initialiser initialiser, Span span) {
        int use = asked.merge(path, 1, Integer::sum);
        String key = use == 1 ? path : path + "." + use;
        Made first = made.get(key);
        if (first == null) {
            Term term = owner.add(key, shape, initialiser, span);
            made.put(key, new Made(term, classes(shape), text(shape), call));
            return term;
        }
        return fits(first, shape) ? first.term() : conflict(key, first, shape);
    }

    private static boolean fits(Made first, List<Width> shape) {
        List<Optional<Classes>> classes = classes(shape);
        boolean same = first.term().rank() == shape.size();
        for (int axis = 0; same && axis < shape.size(); axis++) {
            Optional<Classes> before = first.classes().get(axis);
            same = (before.isEmpty()
                            || classes.get(axis).isEmpty()
                            || before.get().areThoseOf(classes.get(axis).get()))
                    && first.term().shape().get(axis).unite(shape.get(axis));
        }
        return same;
    }

    private Term conflict(String path, Made first, List<Width> shape) {
        String mine = text(shape);
        boolean vocabularies = mine.equals(first.shape());
        elaboration.add(Diagnostic.error(
                        Codes.SHAPE,
                        "%s has one set of weights, but its calls need '%s' as %s here and as %s on line %d"
                                .formatted(
                                        what,
                                        path,
                                        vocabularies ? described(shape) : mine,
                                        vocabularies ? described(first.classes(), first.shape()) : first.shape(),
                                        first.call().line()),
                        call)
                .hint(
                        classes(shape).stream().anyMatch(Optional::isPresent)
                                ? "give both fields one vocabulary: 'vocabulary: {share: FIELD}'"
                                : remedy));
        return Term.broken(call);
    }

    private static String described(List<Width> shape) {
        return described(classes(shape), text(shape));
    }

    private static String described(List<Optional<Classes>> classes, String shape) {
        return shape
                + classes.stream()
                        .flatMap(Optional::stream)
                        .map(c -> " of '" + c.field() + "'")
                        .collect(Collectors.joining());
    }

    private static List<Optional<Classes>> classes(List<Width> shape) {
        return shape.stream().map(Width::classes).toList();
    }

    private static String text(List<Width> shape) {
        return shape.stream().map(Width::toString).collect(Collectors.joining(" x "));
    }
}
