package dev.unroll.compile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Lets buffers of one size with disjoint lifetimes share an array. */
final class Lifetimes {
    private Lifetimes() {}

    /** For each buffer, its array. A loop counts as one moment. */
    static List<Integer> share(List<Plan.Buffer> buffers, List<Instruction> instructions, Collection<Integer> pinned) {
        int[] first = new int[buffers.size()];
        int[] last = new int[buffers.size()];
        Arrays.fill(first, Integer.MAX_VALUE);
        Arrays.fill(last, -1);
        for (int i = 0; i < instructions.size(); i++) {
            List<View> views = new ArrayList<>(instructions.get(i).reads());
            views.addAll(instructions.get(i).writes());
            for (View view : views) {
                first[view.buffer()] = Math.min(first[view.buffer()], i);
                last[view.buffer()] = i;
            }
        }
        for (int buffer : pinned) {
            first[buffer] = 0;
            last[buffer] = instructions.size();
        }
        return assign(buffers, instructions.size(), first, last);
    }

    private static List<Integer> assign(List<Plan.Buffer> buffers, int moments, int[] first, int[] last) {
        Integer[] storage = new Integer[buffers.size()];
        Map<Plan.Buffer, Deque<Integer>> free = new HashMap<>();
        Map<Integer, List<Integer>> starting = new HashMap<>();
        Map<Integer, List<Integer>> ending = new HashMap<>();
        for (int b = 0; b < storage.length; b++) {
            starting.computeIfAbsent(first[b], at -> new ArrayList<>()).add(b);
            ending.computeIfAbsent(last[b], at -> new ArrayList<>()).add(b);
        }
        int arrays = 0;
        for (int at = 0; at <= moments; at++) {
            for (int b : starting.getOrDefault(at, List.of())) {
                Deque<Integer> candidates = free.getOrDefault(buffers.get(b), new ArrayDeque<>());
                storage[b] = candidates.isEmpty() ? arrays++ : candidates.pop();
            }
            for (int b : ending.getOrDefault(at, List.of())) {
                free.computeIfAbsent(buffers.get(b), size -> new ArrayDeque<>()).push(storage[b]);
            }
        }
        for (int b = 0; b < storage.length; b++) {
            if (storage[b] == null) {
                storage[b] = arrays++;
            }
        }
        return List.of(storage);
    }
}
