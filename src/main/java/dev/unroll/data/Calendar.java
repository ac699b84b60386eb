package dev.unroll.data;

import dev.unroll.graph.Rows;
import dev.unroll.tensor.Shape;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A field that follows from the time of a row.
 *
 * @param name the field
 * @param part the part of the time
 * @param cyclic whether it is two numbers, the sine and cosine of the part's place in its period, rather than an index
 */
record Calendar(String name, Part part, boolean cyclic) {
    /** A part of a time. */
    enum Part {
        MINUTE(0, 60),
        HOUR(0, 24),
        WEEKDAY(1, 7),
        DAY(1, 31),
        MONTH(1, 12),
        YEARDAY(1, 366);

        static final List<String> KEYS = Arrays.stream(values())
                .map(part -> part.name().toLowerCase(Locale.ROOT))
                .toList();

        private final int first;
        private final int count;

        Part(int first, int count) {
            this.first = first;
            this.count = count;
        }

        static Part of(String key) {
            return valueOf(key.toUpperCase(Locale.ROOT));
        }

        /** From 0. */
        private int index(LocalDateTime time) {
            return switch (this) {
                        case MINUTE -> time.getMinute();
                        case HOUR -> time.getHour();
                        case WEEKDAY -> time.getDayOfWeek().getValue();
                        case DAY -> time.getDayOfMonth();
                        case MONTH -> time.getMonthValue();
                        case YEARDAY -> time.getDayOfYear();
                    }
                    - first;
        }

        private Vocabulary vocabulary() {
            Stream<String> entries = switch (this) {
                case WEEKDAY ->
                    Arrays.stream(DayOfWeek.values()).map(day -> day.getDisplayName(TextStyle.FULL, Locale.ENGLISH));
                case MONTH ->
                    Arrays.stream(Month.values()).map(month -> month.getDisplayName(TextStyle.FULL, Locale.ENGLISH));
                default -> IntStream.range(first, first + count).mapToObj(Integer::toString);
            };
            return new Vocabulary(entries.toList(), false, false);
        }
    }

    Field field() {
        return cyclic
                ? Field.real(name, Rows.STEPS, Shape.of(2), Optional.empty())
                : Field.index(name, Rows.STEPS, part.vocabulary());
    }

    /** The numbers of some times, row by row. */
    float[] values(List<LocalDateTime> times) {
        float[] values = new float[times.size() * (cyclic ? 2 : 1)];
        for (int t = 0; t < times.size(); t++) {
            int index = part.index(times.get(t));
            if (cyclic) {
                double angle = 2 * Math.PI * index / part.count;
                values[2 * t] = (float) Math.sin(angle);
                values[2 * t + 1] = (float) Math.cos(angle);
            } else {
                values[t] = index;
            }
        }
        return values;
    }

    /** The same as an input gives them: a text per row, or two numbers. */
    List<Object> written(List<LocalDateTime> times) {
        float[] values = values(times);
        Vocabulary vocabulary = part.vocabulary();
        return IntStream.range(0, times.size())
                .<Object>mapToObj(
                        t -> cyclic ? List.of(values[2 * t], values[2 * t + 1]) : vocabulary.entry((int) values[t]))
                .toList();
    }
}
