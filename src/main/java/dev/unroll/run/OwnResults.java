package dev.unroll.run;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A copy of results in arrays that no program writes to. */
record OwnResults(Map<String, float[]> outputs) implements Results {
    /** @param names outputs whose gradients are not of table rows */
    static OwnResults of(Set<String> names, Results results) {
        Map<String, float[]> outputs = new HashMap<>();
        names.forEach(name -> outputs.put(name, Arrays.copyOf(results.values(name), results.size(name))));
        return new OwnResults(outputs);
    }

    @Override
    public float[] values(String name) {
        return Optional.ofNullable(outputs.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no output is named '" + name + "'"));
    }

    @Override
    public int size(String name) {
        return values(name).length;
    }

    @Override
    public Optional<int[]> rowsTouched(String name) {
        return Optional.empty();
    }
}
