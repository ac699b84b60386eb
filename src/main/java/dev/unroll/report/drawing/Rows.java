package dev.unroll.report.drawing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Assigns a row to everything drawn in several time steps, counted from below: inputs below their users.
 *
 * <p>A recurrent layer has its row alone, so that its states lead straight from step to step, and nothing stands between the
 * rows of one equation, so that a band around them holds nothing else.
 */
final class Rows {
    /**
     * @param id the same for all time steps
     * @param band the equation with several rows that it belongs to, or itself
     * @param alone whether it must have the row for itself
     */
    record Member(String id, String band, boolean alone) {}

    /** {@code to} uses {@code from}. */
    record Use(String from, String to) {}

    private Rows() {}

    /** @param members each after those that it uses */
    static Map<String, Integer> of(List<Member> members, Set<Use> uses) {
        Map<String, String> bands = new HashMap<>();
        members.forEach(member -> bands.put(member.id(), member.band()));
        Set<Use> outer = new LinkedHashSet<>();
        Set<Use> inner = new LinkedHashSet<>();
        for (Use use : uses) {
            String from = bands.get(use.from());
            String to = bands.get(use.to());
            if (from.equals(to)) {
                inner.add(use);
            } else {
                outer.add(new Use(from, to));
            }
        }
        Map<String, Integer> levels =
                levels(members.stream().map(Member::band).distinct().toList(), outer, true);
        Map<String, Integer> within = levels(members.stream().map(Member::id).toList(), inner, false);
        Map<String, List<Integer>> keys = new LinkedHashMap<>();
        for (int k = 0; k < members.size(); k++) {
            Member member = members.get(k);
            boolean alone = member.alone() || !member.id().equals(member.band());
            int first = alone ? 1 + indexOf(members, member.band()) : 0;
            keys.put(
                    member.id(),
                    List.of(levels.get(member.band()), first, within.get(member.id()), member.alone() ? 1 + k : 0));
        }
        List<List<Integer>> sorted = new ArrayList<>(new LinkedHashSet<>(keys.values()));
        sorted.sort((a, b) -> {
            int order = 0;
            for (int k = 0; order == 0 && k < a.size(); k++) {
                order = a.get(k).compareTo(b.get(k));
            }
            return order;
        });
        Map<String, Integer> rows = new HashMap<>();
        keys.forEach((id, key) -> rows.put(id, sorted.indexOf(key)));
        return rows;
    }

    private static int indexOf(List<Member> members, String band) {
        return members.stream().map(Member::band).distinct().toList().indexOf(band);
    }

    /** The length of the longest path to each; a member that uses none is directly below its first user. */
    private static Map<String, Integer> levels(List<String> ids, Set<Use> uses, boolean lift) {
        Map<String, Integer> levels = new HashMap<>();
        ids.forEach(id -> levels.put(id, 0));
        boolean changed = true;
        for (int round = 0; changed && round <= ids.size(); round++) {
            changed = false;
            for (Use use : uses) {
                int least = levels.get(use.from()) + 1;
                if (levels.get(use.to()) < least) {
                    levels.put(use.to(), least);
                    changed = true;
                }
            }
        }
        for (String id : ids) {
            boolean source = uses.stream().noneMatch(use -> use.to().equals(id));
            if (lift && source) {
                uses.stream()
                        .filter(use -> use.from().equals(id))
                        .mapToInt(use -> levels.get(use.to()) - 1)
                        .min()
                        .ifPresent(level -> levels.put(id, level));
            }
        }
        return levels;
    }
}
