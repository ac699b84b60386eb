package dev.unroll.store;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;

/**
 * Lets one process at a time write to a run folder. The operating system releases it when the process ends for any
 * reason.
 */
final class Lock implements Closeable {
    /** The file's name. It stays when the lock is given back: to delete it would let two others in. */
    static final String FILE = ".lock";

    private final FileChannel channel;

    private Lock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws InvalidInput if another process writes to the folder; the message names it */
    static Lock of(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return Uninterrupted.run(() -> take(folder, file));
        } catch (IOException e) {
            throw new InvalidInput(
                    Diagnostic.error(Codes.WRITE, "cannot lock '" + folder + "': " + String.valueOf(e.getMessage())));
        }
    }

    /** Whether a process is writing to a folder. */
    static boolean isHeld(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return isTaken(channel);
        } catch (IOException e) {
            return false;
        }
    }

    private static Lock take(Path folder, Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        if (!isTaken(channel)) {
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(holder().getBytes(StandardCharsets.UTF_8)));
            return new Lock(channel);
        }
        channel.close();
        throw new InvalidInput(Diagnostic.error(Codes.LOCKED, "'" + folder + "' is being written to by " + read(file))
                .hint("wait until it ends, or choose another folder with --run DIR"));
    }

    private static boolean isTaken(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    private static String holder() throws IOException {
        return "process " + ProcessHandle.current().pid() + " on "
                + InetAddress.getLocalHost().getHostName() + " since "
                + LocalDateTime.now().truncatedTo(ChronoUnit.SECONDS) + "\n";
    }

    private static String read(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? "another process" : text;
        } catch (IOException e) {
            return "another process";
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The system gives the lock back when the process ends.
        }
    }
}
