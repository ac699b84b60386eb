package dev.unroll.data;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The times after those of a file's rows. */
final class Times {
    private static final DateTimeFormatter SPACED = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm[:ss]");

    private Times() {}

    /** A date, or a date and a time, in ISO 8601 or with a space between. */
    static Optional<LocalDateTime> date(String text) {
        String stripped = text.strip();
        try {
            if (stripped.indexOf(':') < 0) {
                return Optional.of(LocalDate.parse(stripped).atStartOfDay());
            }
            return Optional.of(LocalDateTime.parse(stripped.replace(' ', 'T')));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * The times of the next rows, by the first column with dates or times in ISO 8601, if its rows have equal distances.
     *
     * @return as the file writes them; {@code +1}, {@code +2} and so on if they cannot be told
     */
    static List<String> after(List<Map<String, Object>> rows, int count) {
        for (String column : rows.get(0).keySet()) {
            List<String> texts = rows.stream()
                    .map(row -> String.valueOf(row.get(column)).strip())
                    .toList();
            Optional<List<String>> dates = dates(texts, count);
            Optional<List<String>> found = dates.isPresent() ? dates : times(texts, count);
            if (found.isPresent()) {
                return found.get();
            }
        }
        List<String> numbers = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            numbers.add("+" + i);
        }
        return numbers;
    }

    private static Optional<List<String>> dates(List<String> texts, int count) {
        try {
            List<LocalDate> dates = texts.stream().map(LocalDate::parse).toList();
            List<LocalDateTime> starts =
                    dates.stream().map(LocalDate::atStartOfDay).toList();
            return next(starts, count)
                    .map(all ->
                            all.stream().map(t -> t.toLocalDate().toString()).toList());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> times(List<String> texts, int count) {
        boolean spaced = texts.get(0).contains(" ");
        DateTimeFormatter format = spaced ? SPACED : DateTimeFormatter.ISO_LOCAL_DATE_TIME;
        boolean seconds = texts.get(0).split(":").length > 2;
        DateTimeFormatter shown =
                DateTimeFormatter.ofPattern("yyyy-MM-dd" + (spaced ? " " : "'T'") + (seconds ? "HH:mm:ss" : "HH:mm"));
        try {
            List<LocalDateTime> times = texts.stream()
                    .map(text -> LocalDateTime.parse(text, format))
                    .toList();
            return next(times, count).map(all -> all.stream().map(shown::format).toList());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Whole months continue as months, anything else by its seconds. */
    private static Optional<List<LocalDateTime>> next(List<LocalDateTime> times, int count) {
        if (times.size() < 2) {
            return Optional.empty();
        }
        LocalDateTime first = times.get(0);
        LocalDateTime last = times.get(times.size() - 1);
        Duration step = Duration.between(first, times.get(1));
        boolean even = true;
        boolean monthly = true;
        for (int i = 1; i < times.size(); i++) {
            even &= Duration.between(times.get(i - 1), times.get(i)).equals(step);
            monthly &= first.plusMonths(i).equals(times.get(i));
        }
        if (!even && !monthly || step.isZero() || step.isNegative()) {
            return Optional.empty();
        }
        List<LocalDateTime> next = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            next.add(even ? last.plus(step.multipliedBy(i)) : first.plusMonths(times.size() - 1 + i));
        }
        return Optional.of(next);
    }
}
