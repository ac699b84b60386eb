package dev.unroll.data;

import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The times of rows.
 *
 * @param dates as dates; empty if the times are numbers
 * @param times as numbers: as the file has them, or in a unit since the first one
 */
record Clock(List<LocalDateTime> dates, double[] times) {
    static final String WANTED = "a date such as 2016-07-01 or 2016-07-01 13:00, or a number";

    /**
     * All dates or all numbers; nothing if one is neither.
     *
     * @param unit seconds in the unit of the times
     */
    static Optional<Clock> of(List<String> texts, double unit) {
        if (texts.stream().allMatch(text -> Numbers.finite(text).isPresent())) {
            double[] times = texts.stream()
                    .mapToDouble(text -> Numbers.finite(text).orElseThrow())
                    .toArray();
            return Optional.of(new Clock(List.of(), times));
        }
        List<LocalDateTime> dates = new ArrayList<>();
        for (String text : texts) {
            Optional<LocalDateTime> date = Times.date(text);
            if (date.isEmpty()) {
                return Optional.empty();
            }
            dates.add(date.get());
        }
        return Optional.of(new Clock(
                dates,
                dates.stream()
                        .mapToDouble(date -> seconds(dates.get(0), date) / unit)
                        .toArray()));
    }

    private static double seconds(LocalDateTime from, LocalDateTime to) {
        Duration between = Duration.between(from, to);
        return between.getSeconds() + between.getNano() * 1e-9;
    }

    /** Of rows whose times are not known: their numbers. */
    static Clock ofRows(int count) {
        double[] times = new double[count];
        Arrays.setAll(times, i -> i);
        return new Clock(List.of(), times);
    }

    /** Of some rows. */
    Clock at(int[] rows) {
        double[] some = new double[rows.length];
        List<LocalDateTime> days = new ArrayList<>();
        for (int i = 0; i < rows.length; i++) {
            some[i] = times[rows[i]];
            if (!dates.isEmpty()) {
                days.add(dates.get(rows[i]));
            }
        }
        return new Clock(days, some);
    }
}
