package dev.unroll.data;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.Suggest;
import dev.unroll.spec.key.Key;
import dev.unroll.spec.key.Settings;
import dev.unroll.spec.key.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Files of lines, one file a field: line i of one belongs to line i of the others. A {@link Table} in several files. */
final class ParallelReader implements Reader {
    private static final Key<Settings> FIELDS = TableReader.fields(
                    "the fields, by the name that equations use; each part has a file for each of them")
            .examples("{source: {unit: word}, target: {unit: word}}");
    private static final Map<Split, Key<Settings>> SPLITS = Map.of(
            Split.TRAIN, files(Split.TRAIN, "the training files, by field").needed(),
            Split.VALID, files(Split.VALID, "the validation files, which select the best epoch"),
            Split.TEST, files(Split.TEST, "the test files, measured after training"));

    private static Key<Settings> files(Split split, String about) {
        return Key.<Settings>of(split.key(), about, new Value.Entries(Value.Form.NAME, new Value.File(), 1))
                .examples("{source: %1$s.en, target: %1$s.de}".formatted(split.key()));
    }

    @Override
    public String name() {
        return "parallel";
    }

    @Override
    public String about() {
        return "texts in several files whose lines belong together, such as translations";
    }

    @Override
    public List<Key<?>> keys() {
        List<Key<?>> keys = new ArrayList<>();
        for (Split split : Split.values()) {
            keys.add(SPLITS.get(split));
        }
        keys.add(FIELDS);
        keys.add(ConlluReader.MAX_LENGTH);
        return keys;
    }

    @Override
    public Recipe configure(Settings settings) {
        List<TableColumn> columns = TableReader.columns(settings, FIELDS);
        Map<Split, Columns.Part> parts = new LinkedHashMap<>();
        for (Split split : Split.values()) {
            settings.find(SPLITS.get(split)).ifPresent(given -> {
                List<DataFile> files = files(settings, split, given, columns);
                parts.put(split, faults -> ParallelLines.read(files, faults));
            });
        }
        OptionalInt longest = ConlluReader.longest(settings);
        int[] owners = TableReader.owners(columns, settings);
        return new Table(parts, Set.of(), false, columns, owners, longest);
    }

    /** A part's file of each field; a field without one, and a file without a field, are errors. */
    private static List<DataFile> files(Settings settings, Split split, Settings given, List<TableColumn> columns) {
        List<String> names = columns.stream().map(TableColumn::name).toList();
        Map<String, DataFile> files = new LinkedHashMap<>();
        for (Settings.Entry entry : given.entries()) {
            Key<Path> key = DataFile.file(entry.key(), "a file");
            given.find(key)
                    .ifPresent(path -> files.put(
                            entry.key(), new DataFile(split.key() + "." + entry.key(), path, given.span(key))));
            if (!names.contains(entry.key()) && settings.has(FIELDS)) {
                settings.add(Diagnostic.error(
                                Codes.UNKNOWN_NAME,
                                "there is no field '%s' for this file".formatted(entry.key()),
                                entry.keySpan())
                        .hint(Suggest.question(entry.key(), names).orElse("fields: " + String.join(", ", names))));
            }
        }
        List<DataFile> inOrder = new ArrayList<>();
        for (String name : names) {
            Optional<DataFile> file = Optional.ofNullable(files.get(name));
            file.ifPresent(inOrder::add);
            if (file.isEmpty()
                    && given.entries().stream().noneMatch(e -> e.key().equals(name))) {
                settings.add(Diagnostic.error(
                        Codes.MISSING_KEY,
                        "'%s' has no file of the field '%s'".formatted(split.key(), name),
                        settings.keySpan(SPLITS.get(split))));
            }
        }
        return inOrder;
    }
}
