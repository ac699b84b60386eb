package dev.unroll.cli;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Completes parts of a model, as documentation shows them, to a model that can be checked. */
final class Fragments {
    private static final Pattern KEY = Pattern.compile("(?m)^([a-z]+):");
    private static final String[] FRAME = {"model: example\n", """
        data:
          reader: random
          length: 6
          train: 20
          valid: 10
          test: 10
          fields:
            words: {classes: 40}
            tags: {classes: 5}
            x: {features: 3}
            target: {features: 3, per: sequence}
        """, """
        equations:
          h: rnn(lstm(8), x)
        """};

    private Fragments() {}

    /** The part's own sections, and the frame's in place of those that it leaves out; a text without keys is all there is. */
    static String complete(String part) {
        Set<String> keys = new LinkedHashSet<>();
        Matcher matcher = KEY.matcher(part);
        while (matcher.find()) {
            keys.add(matcher.group(1));
        }
        StringBuilder text = new StringBuilder();
        for (String section : FRAME) {
            if (!keys.isEmpty() && !keys.contains(section.substring(0, section.indexOf(':')))) {
                text.append(section);
            }
        }
        return text + part + "\n";
    }
}
