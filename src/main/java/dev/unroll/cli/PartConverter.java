package dev.unroll.cli;

import dev.unroll.data.Split;
import dev.unroll.diagnostic.Suggest;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a part of the data. */
final class PartConverter implements ITypeConverter<Split> {
    @Override
    public Split convert(String value) {
        return Arrays.stream(Split.values())
                .filter(split -> split.key().equals(value))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("unknown part '" + value + "', "
                        + Suggest.question(value, Split.keys())
                                .orElse("parts are " + String.join(", ", Split.keys()))));
    }
}
