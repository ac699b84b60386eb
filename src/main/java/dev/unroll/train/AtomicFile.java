package dev.unroll.train;

import dev.unroll.spec.Codes;
import dev.unroll.spec.Diagnostic;
import dev.unroll.spec.InvalidInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes files so that whoever looks sees the old content or the new, never half of it. */
final class AtomicFile {
    /** What fills a file. */
    interface Content {
        void write(FileChannel channel) throws IOException;
    }

    private AtomicFile() {}

    /** @throws InvalidInput if it cannot be written, which leaves the old file as it was */
    static void write(Path file, Content content) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                content.write(channel);
                channel.force(true);
            }
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            discard(part);
            throw failed("cannot write '" + file + "'", e);
        }
    }

    /** @throws InvalidInput if it cannot be written, which leaves the old file as it was */
    static void write(Path file, String text) {
        write(file, channel -> writeAll(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** @throws InvalidInput if it cannot be made */
    static void folder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw failed("cannot make the folder '" + folder + "'", e);
        }
    }

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // It is only left behind; the reason why writing failed is what counts.
        }
    }

    private static InvalidInput failed(String what, IOException e) {
        String why;
        if (e instanceof AccessDeniedException) {
            why = "no permission";
        } else if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            why = "a file is in the way";
        } else if (e instanceof FileSystemException system && system.getReason() == null) {
            why = "the file system refuses it there";
        } else {
            why = String.valueOf(e.getMessage());
        }
        return new InvalidInput(Diagnostic.error(Codes.WRITE, what + ": " + why));
    }
}
