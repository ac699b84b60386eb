package dev.unroll.data;

import dev.unroll.contract.Faults;
import dev.unroll.contract.Verdict.Fault;
import dev.unroll.diagnostic.Diagnostics;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Source;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The contract of a reader: a name, keys with distinct names, errors in settings that are noted and not thrown, and data whose
 * examples have for each field as many numbers as their length requires, the same each time it is read.
 */
public final class ReaderContract {
    static final String REMEDY = "a field has one row per step or per sequence, with as many numbers as its type";

    /** Invalid values that a user may write under a key. */
    private static final List<String> MISTAKES = List.of("", "-1", "nothing", "[1, 2]", "{a: b}", "[{a: [b]}]");

    private ReaderContract() {}

    /** The violations of the contract. */
    public static List<Fault> check(Reader reader) {
        Faults faults = new Faults();
        faults.give("name", reader::name)
                .ifPresent(name -> faults.check(
                        name.matches("[A-Za-z_][A-Za-z0-9_]*"),
                        "has the name '" + name + "'",
                        "a name has letters, digits and _"));
        faults.give("about", reader::about);
        Optional<List<Key<?>>> keys = faults.give("keys", reader::keys);
        keys.ifPresent(all -> {
            List<String> names = all.stream().map(Key::name).toList();
            faults.check(
                    new HashSet<>(names).size() == names.size() && !names.contains("reader"),
                    "has two keys of one name: " + names,
                    "rename one; 'reader' is reserved");
        });
        if (faults.all().isEmpty()) {
            for (Key<?> key : keys.orElseThrow()) {
                for (String mistake : MISTAKES) {
                    String yaml = "'" + key.name() + "': " + mistake + "\n";
                    String where = ", where a spec has " + yaml.strip();
                    configured(reader, yaml, where, faults)
                            .ifPresent(made -> faults.give("outline" + where, made.recipe()::outline));
                }
            }
            configured(reader, "{}", "", faults)
                    .filter(Configured::isWell)
                    .ifPresent(made -> read(made.recipe(), faults));
        }
        return faults.all();
    }

    /** @param isWell whether no mistake was noted */
    private record Configured(Recipe recipe, boolean isWell) {}

    /** Nothing if it fails. */
    private static Optional<Configured> configured(Reader reader, String yaml, String where, Faults faults) {
        Settings settings = Settings.parse("data", new Source("the check of a reader", yaml));
        settings.declare(reader.keys());
        return faults.give("configure" + where, () -> reader.configure(settings))
                .map(recipe -> {
                    Diagnostics diagnostics = new Diagnostics();
                    settings.finish(diagnostics);
                    return new Configured(recipe, !diagnostics.hasErrors());
                });
    }

    private static void read(Recipe recipe, Faults faults) {
        try {
            recipe.read();
        } catch (InvalidInput refused) {
            return;
        } catch (RuntimeException | Error e) {
            // Reported below.
        }
        faults.give("outline", recipe::outline);
        Optional<Dataset> first = faults.give("read", recipe::read);
        first.ifPresent(data -> {
            problem(data).ifPresent(problem -> faults.add(problem, REMEDY));
            faults.give("read", recipe::read)
                    .ifPresent(again -> faults.check(
                            same(data, again),
                            "reads other data when it reads again",
                            "a reader must be deterministic: use a fixed seed for random numbers"));
        });
    }

    private static boolean same(Dataset a, Dataset b) {
        if (!a.fields().keySet().equals(b.fields().keySet())
                || !a.splits().keySet().equals(b.splits().keySet())) {
            return false;
        }
        for (Split split : a.splits().keySet()) {
            List<Example> one = a.examples(split);
            List<Example> other = b.examples(split);
            for (int i = 0; i < one.size(); i++) {
                if (one.size() != other.size() || !same(one.get(i), other.get(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean same(Example a, Example b) {
        return a.length() == b.length()
                && a.values().keySet().equals(b.values().keySet())
                && a.values().entrySet().stream()
                        .allMatch(v -> Arrays.equals(v.getValue(), b.values().get(v.getKey())));
    }

    /** The first error in data that was read. */
    static Optional<String> problem(Dataset data) {
        for (Split split : data.splits().keySet()) {
            List<Example> examples = data.examples(split);
            for (int i = 0; i < examples.size(); i++) {
                for (Field field : data.fields().values()) {
                    Optional<String> problem = problem(examples.get(i), field);
                    if (problem.isPresent()) {
                        String place = "reads wrong data: example " + (i + 1) + " of "
                                + split.name().toLowerCase(Locale.ROOT);
                        return problem.map(place::concat);
                    }
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<String> problem(Example example, Field field) {
        float[] values = example.values().get(field.name());
        if (values == null) {
            return Optional.of(" has no field '" + field.name() + "'");
        }
        int rows = example.rows(field.type().rows());
        if (values.length != rows * field.width()) {
            return Optional.of(
                    " has " + values.length + " numbers in '" + field.name() + "' instead of " + rows * field.width());
        }
        for (float value : values) {
            if (!Float.isFinite(value)) {
                return Optional.of(" has " + value + " in '" + field.name() + "'");
            }
            int classes = field.type().classes();
            if (field.type().isIndex() && (value != Math.rint(value) || value < 0 || value >= classes)) {
                return Optional.of(" has " + value + " in '" + field.name() + "', an index below " + classes);
            }
        }
        return Optional.empty();
    }
}
