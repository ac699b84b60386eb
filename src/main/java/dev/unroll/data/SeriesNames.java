package dev.unroll.data;

import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import java.util.ArrayList;
import java.util.List;

/** The names of the fields of a series. */
record SeriesNames(
        String inputs, String target, String mask, String since, String targetMask, String future, String id) {
    private static final Key<String> INPUTS = TextReader.field("inputs", "name of the field that is read");
    private static final Key<String> TARGET = TextReader.field("target", "name of the field that is forecast");
    private static final Key<String> MASK = TextReader.field(
            "mask", "name of the field that is 1 where an input was observed, 0 in a gap; with 'missing'");
    private static final Key<String> SINCE = TextReader.field(
            "since", "name of the field with the time since an input was last observed; with 'missing'");
    private static final Key<String> TARGET_MASK = TextReader.field(
            "target_mask", "name of the field that is 1 where a target was observed; with 'missing_targets'");
    private static final Key<String> FUTURE =
            TextReader.field("future", "name of the field of columns that are known beforehand; with 'future'");
    private static final Key<String> ID = TextReader.field("id", "name of the field with the series; with 'id'");

    static final Key<Settings> FIELDS =
            Key.section("fields", "names of the fields", Keys.of(INPUTS, TARGET, MASK, SINCE, TARGET_MASK, FUTURE, ID));

    /** Reads {@link #FIELDS}; names of fields that these columns and gaps do not give, or two of one name, are errors. */
    static SeriesNames of(Settings settings, SeriesColumns columns, List<Calendar> calendar, Gaps gaps) {
        Settings fields = settings.section(FIELDS);
        List<String> names = new ArrayList<>();
        columns.labels().forEach(label -> names.add(label.name()));
        calendar.forEach(part -> names.add(part.name()));
        Reading reading = new Reading(fields, names);
        SeriesNames read = new SeriesNames(
                reading.name(INPUTS, true, ""),
                reading.name(TARGET, true, ""),
                reading.name(MASK, gaps.areInputs(), "missing: zero or missing: last"),
                reading.name(SINCE, gaps.areInputs(), "missing: zero or missing: last"),
                reading.name(TARGET_MASK, gaps.maskTargets(), "missing_targets: mask"),
                reading.name(FUTURE, !columns.future().isEmpty(), "'future'"),
                reading.name(ID, columns.id().isPresent(), "'id'"));
        names.stream()
                .filter(name -> names.indexOf(name) != names.lastIndexOf(name))
                .findFirst()
                .ifPresent(name -> settings.error(
                        settings.has(FIELDS) ? FIELDS : SeriesReader.TARGETS,
                        "the fields need two different names: '" + name + "' is given twice"));
        return read;
    }

    private record Reading(Settings fields, List<String> names) {
        String name(Key<String> key, boolean given, String needed) {
            if (given) {
                String name = fields.get(key);
                names.add(name);
                return name;
            }
            // A default must not be noted: the resolved spec would name a field that is not there.
            if (fields.has(key)) {
                fields.error(key, "there is no field '%s' without %s".formatted(key, needed));
            }
            return key.name();
        }
    }
}
