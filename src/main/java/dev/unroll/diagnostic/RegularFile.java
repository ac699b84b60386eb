package dev.unroll.diagnostic;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** Files named by a user: checked before they are opened, since opening a pipe or a device can block for ever. */
public final class RegularFile {
    private RegularFile() {}

    /** Why a file cannot be read, to follow its name in a sentence: {@code is a directory, not a file}; empty if it can. */
    public static Optional<String> problem(Path path) {
        try {
            BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
            if (file.isDirectory()) {
                return Optional.of("is a directory, not a file");
            }
            if (!file.isRegularFile()) {
                return Optional.of("is not a regular file");
            }
            return Files.isReadable(path) ? Optional.empty() : Optional.of("cannot be read (no permission)");
        } catch (AccessDeniedException e) {
            return Optional.of("cannot be read (no permission)");
        } catch (IOException e) {
            return Optional.of(
                    Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                            ? "is a link to a file that cannot be read"
                            : "does not exist");
        }
    }

    /**
     * The bytes of a file.
     *
     * @throws IOException with a message to follow the file's name in a sentence
     */
    public static byte[] read(Path path) throws IOException {
        Optional<String> problem = problem(path);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        try (InputStream in = new FileInputStream(path.toFile())) { // which no interrupt of the thread closes
            return in.readAllBytes();
        } catch (IOException | OutOfMemoryError e) {
            throw new IOException("cannot be read: " + e.getMessage(), e);
        }
    }
}
