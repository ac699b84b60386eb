package dev.unroll.store;

import dev.unroll.diagnostic.InvalidInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes files atomically: a reader sees the old content or the new, never a part of it. */
final class AtomicFile {
    /** What fills a file. */
    interface Content {
        void write(Sink sink) throws IOException;

        static Content of(String text) {
            return sink -> sink.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Takes what fills a file. */
    interface Sink {
        void write(ByteBuffer bytes) throws IOException;
    }

    private final Disk disk;
    private final Path file;
    private long size;

    private AtomicFile(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
    }

    /** @throws InvalidInput if it cannot be written, which leaves the old file as it was */
    static void write(Disk disk, Path file, String text) {
        write(disk, file, Content.of(text), digest -> {});
    }

    /** What must be done before a file takes the place of the old one. */
    interface Announcement {
        /** @param digest the new file's SHA-256 */
        void of(String digest) throws IOException;
    }

    /**
     * Writes a file beside the old one and, once all of it is on the medium, lets it take its place.
     *
     * @throws InvalidInput if it cannot be written, which leaves the old file as it was
     */
    static void write(Disk disk, Path file, Content content, Announcement before) {
        new AtomicFile(disk, file).write(content, before);
    }

    private void write(Content content, Announcement before) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            before.of(Uninterrupted.run(() -> fill(part, content)));
            disk.move(part, file);
            disk.syncFolder(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            discard(part);
            throw new InvalidInput(Unwritable.file(file, size, e));
        }
    }

    /** Writes the new file, and gives its SHA-256. */
    private String fill(Path part, Content content) throws IOException {
        Digest digest = new Digest();
        size = 0;
        try (FileChannel channel = disk.create(part)) {
            content.write(bytes -> {
                size += bytes.remaining();
                digest.update(bytes.duplicate());
                disk.write(channel, bytes);
            });
            disk.sync(channel);
        }
        return digest.text();
    }

    private void discard(Path part) {
        try {
            disk.delete(part);
        } catch (IOException e) {
            // It is only left behind; the reason why writing failed is what counts.
        }
    }

    /** @throws InvalidInput if it cannot be made */
    static void folder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InvalidInput(Unwritable.folder(folder, e));
        }
    }
}
