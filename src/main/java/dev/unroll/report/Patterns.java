package dev.unroll.report;

import dev.unroll.spec.key.Callee;
import dev.unroll.spec.key.Key;
import java.util.List;
import java.util.stream.Collectors;

/** Regular expressions that mean the same in Java and in the editors' ECMAScript. */
final class Patterns {
    private static final String WORD = "[A-Za-z_][A-Za-z0-9_]*";
    private static final String FREE = "(?!(true|false)'?$)";

    /** A name that equations can use. */
    static final String NAME = "^" + FREE + WORD + "$";

    /** The same, or with a prime. */
    static final String TARGET = "^" + FREE + WORD + "'?$";

    /** A name with parameters: first those without, then those with a default. */
    static final String SIGNATURE = "^\\s*" + WORD + "\\s*\\((\\s*" + WORD + "\\s*(,\\s*" + WORD + "\\s*)*(,\\s*" + WORD
            + "\\s*=[\\s\\S]+)?|\\s*" + WORD + "\\s*=[\\s\\S]+|\\s*)\\)\\s*$";

    static final String DURATION = "^[1-9][0-9]{0,6}(s|min|h)$";
    static final String WHOLE = "^[+-]?[0-9]{1,30}$";
    static final String NUMBER = "^[+-]?([0-9]{1,100}(\\.[0-9]{0,100})?|\\.[0-9]{1,100})([eE][+-]?[0-9]{1,4})?$";

    private Patterns() {}

    /** A call of one of these, with arguments that it has, or its bare name. */
    static String call(List<Callee> callees) {
        return callees.stream().map(Patterns::call).collect(Collectors.joining("|", "^\\s*(", ")\\s*$"));
    }

    private static String call(Callee callee) {
        String value = "[^,=]+";
        String name = callee.keys().stream().map(Key::name).collect(Collectors.joining("|"));
        String named = "\\s*(" + name + ")\\s*=" + value;
        String argument = callee.positional() == 0 ? named : "(" + named + "|" + value + ")";
        String arguments = callee.keys().isEmpty() ? "\\s*" : "(" + argument + "(," + argument + ")*|\\s*)";
        return callee.name() + "(\\s*\\(" + arguments + "\\))?";
    }

    /** How it is called: {@code adam(rate=0.001, beta1=0.9)}. */
    static String usage(Callee callee) {
        return callee.keys().stream()
                .map(k -> k.name() + k.defaultText().map(s -> "=" + s).orElse("="))
                .collect(Collectors.joining(", ", callee.name() + "(", ")"));
    }
}
