package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Keys;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table in order of time, for forecasting: from {@code window} rows of the inputs to the next {@code horizon} rows of the
 * targets. Columns of numbers are standardised by the training rows. The forecast rows lie wholly in their part; the
 * window before them may extend into the previous part, as in the loader of Zhou et al. 2021 (Informer) does. No window
 * extends from one series into another.
 */
final class SeriesReader implements Reader {
    private static final Key<Path> FILE = DataFile.file("file", "the CSV file with all rows, in order of time")
            .needed();
    static final Key<List<String>> TARGETS =
            columns("targets", "columns to forecast").needed();
    private static final Key<List<String>> INPUTS = columns("inputs", "columns to read; by default the targets");
    private static final Key<List<String>> FUTURE = columns(
                    "future", "columns of the rows to forecast that are known beforehand: the field 'future'")
            .examples("[holiday, price]");
    private static final Key<String> LABEL_COLUMN =
            Key.text("column", "its column, by name or by number from 1; by default the field's name");
    private static final Key<Settings> LABELS = Key.<Settings>of(
                    "labels",
                    "columns of texts to read, by the name that equations use: an index for each row of the window",
                    new Value.Entries(
                            Value.Form.NAME, new Value.Section(Keys.of(LABEL_COLUMN, Words.FIELD_VOCABULARY)), 1))
            .examples("{weather: {column: sky}}");
    private static final Key<String> TIME = Key.text(
                    "time",
                    "the column with the time of each row, a date such as 2016-07-01 13:00 or a number; it must increase")
            .examples("date");
    private static final Map<String, Double> SECONDS =
            Map.of("second", 1.0, "minute", 60.0, "hour", 3600.0, "day", 86400.0);
    private static final Key<String> TIME_UNIT = Key.choice(
            "time_unit",
            "the unit of the time since the last observation, if times are dates; by default hours",
            List.of("second", "minute", "hour", "day"));
    private static final Key<String> PART =
            Key.choice("part", "the part of the time; by default the one with the field's name", Calendar.Part.KEYS);
    private static final Key<String> AS = Key.choice(
                    "as",
                    "how it is given: an index, or two numbers, the sine and cosine of its place in the cycle",
                    List.of("index", "cyclic"))
            .defaultValue("index");
    private static final Key<Settings> CALENDAR = Key.<Settings>of(
                    "calendar",
                    "parts of the time to read, by the name that equations use: a value for each row of the window",
                    new Value.Entries(Value.Form.NAME, new Value.Section(Keys.of(PART, AS)), 1))
            .examples("{hour: {}, season: {part: yearday, as: cyclic}}");
    private static final Key<String> ID = Key.text(
                    "id", "the column that tells several series apart; no window extends from one into another")
            .examples("station");
    private static final Key<String> MISSING = Key.choice(
                    "missing",
                    "what stands in for a missing input (an empty cell, NaN or NA): an error; 0 as the model sees it, the mean"
                            + " if standardised; or the last value in the window. The last two give the fields 'mask' and 'since'",
                    Gaps.Missing.KEYS)
            .defaultValue("error");
    private static final Key<String> MISSING_TARGETS = Key.choice(
                    "missing_targets",
                    "what a missing target is: an error, or 0 with the field 'target_mask' to leave it out of the loss",
                    List.of("error", "mask"))
            .defaultValue("error");
    private static final Key<Integer> WINDOW =
            Key.integer("window", "number of rows that are read", 1, 1_000_000).defaultValue(96);
    private static final Key<Integer> HORIZON = Key.integer("horizon", "number of rows that are forecast", 1, 1_000_000)
            .defaultValue(24);
    private static final Key<Boolean> HORIZON_AXIS = Key.flag(
                    "horizon_axis",
                    "give 'target', 'target_mask' and 'future' a row for each row to forecast, on the axis 'horizon', in place"
                            + " of one long row")
            .defaultValue(false);
    private static final Key<Integer> STRIDE = Key.integer(
                    "stride", "rows between the starts of successive examples", 1, 1_000_000)
            .defaultValue(1);
    private static final Key<Boolean> STANDARDISE = Key.flag(
                    "standardise", "scale columns to mean 0 and variance 1 by their training rows")
            .defaultValue(true);

    private static Key<List<String>> columns(String name, String about) {
        return Key.of(name, about, new Value.Texts(List.of()));
    }

    @Override
    public String name() {
        return "series";
    }

    @Override
    public String about() {
        return "columns of numbers in order of time (CSV), for forecasting";
    }

    @Override
    public List<Key<?>> keys() {
        return List.of(
                FILE,
                TARGETS,
                INPUTS,
                FUTURE,
                LABELS,
                TIME,
                TIME_UNIT,
                CALENDAR,
                ID,
                MISSING,
                MISSING_TARGETS,
                WINDOW,
                HORIZON,
                HORIZON_AXIS,
                STRIDE,
                STANDARDISE,
                SeriesParts.SPLIT,
                SeriesNames.FIELDS);
    }

    @Override
    public Recipe configure(Settings settings) {
        Optional<DataFile> file = DataFile.of(settings, FILE);
        settings.find(TARGETS).ifPresent(t -> settings.get(INPUTS, t));
        settings.find(FUTURE);
        List<Grid.Wanted> targets = wanted(settings, TARGETS);
        SeriesColumns columns = new SeriesColumns(
                settings.has(INPUTS) ? wanted(settings, INPUTS) : targets,
                targets,
                wanted(settings, FUTURE),
                labels(settings),
                one(settings, TIME),
                one(settings, ID));
        Gaps gaps = new Gaps(
                Gaps.Missing.of(settings.get(MISSING)),
                settings.get(MISSING_TARGETS).equals("mask"),
                SECONDS.get(settings.find(TIME_UNIT).orElse("hour")));
        if (settings.has(TIME_UNIT) && !(gaps.areInputs() && settings.has(TIME))) {
            settings.error(TIME_UNIT, "'time_unit' is the unit of the field 'since': it needs 'time' and 'missing'");
        }
        List<Calendar> calendar = calendar(settings);
        SeriesNames names = SeriesNames.of(settings, columns, calendar, gaps);
        int[] owners = Words.owners(
                columns.labels().stream().map(SeriesColumns.Label::name).toList(),
                columns.labels().stream().map(label -> label.column().name()).toList(),
                columns.labels().stream().map(SeriesColumns.Label::words).toList(),
                settings);
        return new Series(
                file,
                columns,
                owners,
                calendar,
                gaps,
                new SeriesWindows(
                        settings.get(WINDOW), settings.get(HORIZON), settings.get(HORIZON_AXIS), settings.get(STRIDE)),
                settings.get(STANDARDISE),
                settings.has(TIME_UNIT) ? Optional.of(settings.span(TIME_UNIT)) : Optional.empty(),
                SeriesParts.of(settings),
                names);
    }

    private static List<Grid.Wanted> wanted(Settings settings, Key<List<String>> key) {
        return settings.texts(key).stream()
                .map(t -> new Grid.Wanted(t.value(), t.span()))
                .toList();
    }

    private static Optional<Grid.Wanted> one(Settings settings, Key<String> key) {
        return settings.find(key).map(name -> new Grid.Wanted(name, settings.span(key)));
    }

    private static List<SeriesColumns.Label> labels(Settings settings) {
        List<SeriesColumns.Label> labels = new ArrayList<>();
        settings.find(LABELS).ifPresent(fields -> {
            for (Settings.Entry entry : fields.entries()) {
                fields.section(entry).ifPresent(field -> {
                    String column = field.get(LABEL_COLUMN, entry.key());
                    Grid.Wanted wanted = new Grid.Wanted(
                            column, field.has(LABEL_COLUMN) ? field.span(LABEL_COLUMN) : entry.keySpan());
                    labels.add(new SeriesColumns.Label(entry.key(), wanted, Words.ofField(field, true)));
                });
            }
        });
        return labels;
    }

    private static List<Calendar> calendar(Settings settings) {
        List<Calendar> calendar = new ArrayList<>();
        settings.find(CALENDAR).ifPresent(fields -> {
            if (!settings.has(TIME)) {
                settings.error(CALENDAR, "'calendar' needs 'time', the column with the time of each row");
            }
            for (Settings.Entry entry : fields.entries()) {
                Optional<Settings> section = fields.section(entry);
                if (section.isEmpty()) {
                    continue;
                }
                Settings field = section.get();
                boolean cyclic = field.get(AS).equals("cyclic");
                Optional<String> part = field.has(PART) ? field.find(PART) : Optional.of(field.get(PART, entry.key()));
                if (part.isPresent() && Calendar.Part.KEYS.contains(part.get())) {
                    calendar.add(new Calendar(entry.key(), Calendar.Part.of(part.get()), cyclic));
                } else if (part.isPresent()) {
                    settings.add(Diagnostic.error(
                                    Codes.WRONG_VALUE,
                                    "'%s' is no part of a time".formatted(entry.key()),
                                    entry.keySpan())
                            .hint("give it one with part: " + String.join(", ", Calendar.Part.KEYS)));
                }
            }
        });
        return calendar;
    }
}
