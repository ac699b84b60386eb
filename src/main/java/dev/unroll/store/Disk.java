package dev.unroll.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file system operations of a run folder; each call can fail, or be the last before a power failure. Tests replace
 * it.
 */
public interface Disk {
    /** The file system itself. */
    Disk LOCAL = new Disk() {};

    /** A new file to write; one of this name is taken away first, and a link is never followed. */
    default FileChannel create(Path file) throws IOException {
        Files.deleteIfExists(file);
        return FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    }

    default void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Waits until what was written is on the medium. */
    default void sync(FileChannel channel) throws IOException {
        channel.force(true);
    }

    /** Renames, over a file of the new name if there is one. */
    default void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Waits until the names of a folder are on the medium. */
    default void syncFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Some systems cannot open a folder; there, names are as safe as they get.
        }
    }

    default void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}
