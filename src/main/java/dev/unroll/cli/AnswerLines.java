package dev.unroll.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Some tokens of an input with what is answered to each: all of it, or the characters of one word.
 *
 * @param answers by their names, a value per token
 */
record AnswerLines(List<?> tokens, Map<String, List<?>> answers) {
    private static final Set<String> BESIDE = Set.of("input", "tokens", "unknown");

    /** The values of a prediction that stand beside tokens; answers with the same tokens stand together. */
    static List<AnswerLines> of(Map<String, Object> prediction) {
        Map<List<?>, Map<String, List<?>>> byTokens = new LinkedHashMap<>();
        prediction.forEach((name, value) -> {
            List<?> tokens = tokens(prediction, name);
            if (isPerToken(name, value, tokens)) {
                byTokens.computeIfAbsent(tokens, t -> new LinkedHashMap<>()).put(name, (List<?>) value);
            }
        });
        List<AnswerLines> all = new ArrayList<>();
        byTokens.forEach((tokens, answers) -> all.addAll(new AnswerLines(tokens, answers).flat()));
        return all;
    }

    /** Whether an entry of a prediction has a value per token. */
    static boolean isPerToken(Map<String, Object> prediction, String name) {
        return isPerToken(name, prediction.get(name), tokens(prediction, name));
    }

    private static boolean isPerToken(String name, Object value, List<?> tokens) {
        return !BESIDE.contains(name)
                && !tokens.isEmpty()
                && value instanceof List<?> values
                && values.size() == tokens.size();
    }

    /** Where answers have tokens of their own, those of the answer that the name begins with. */
    private static List<?> tokens(Map<String, Object> prediction, String name) {
        Object tokens = prediction.get("tokens");
        if (tokens instanceof Map<?, ?> byAnswer) {
            tokens = byAnswer.get(name.replaceAll("_(probability|top)$", ""));
        }
        return tokens instanceof List<?> list ? list : List.of();
    }

    private List<AnswerLines> flat() {
        if (!(tokens.get(0) instanceof List<?>)) {
            return List.of(this);
        }
        List<AnswerLines> flat = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            int row = i;
            Map<String, List<?>> own = new LinkedHashMap<>();
            answers.forEach((name, values) -> own.put(name, (List<?>) values.get(row)));
            flat.add(new AnswerLines((List<?>) tokens.get(i), own));
        }
        return flat;
    }
}
