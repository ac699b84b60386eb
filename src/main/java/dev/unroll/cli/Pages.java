package dev.unroll.cli;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
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
                    .hint("check that its folder exists and is writable"));
        }
    }
}
