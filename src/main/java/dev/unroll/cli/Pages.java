package dev.unroll.cli;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the pages and pictures that a user asks for. */
final class Pages {
    private Pages() {}

    /** @throws InvalidInput if it cannot be written */
    static void write(Path file, String page) {
        try {
            Files.writeString(file, page);
        } catch (IOException e) {
            throw new InvalidInput(Diagnostic.error(Codes.FILE, "'" + file + "' cannot be written")
                    .hint("does its folder exist, and may it be written to?"));
        }
    }
}
