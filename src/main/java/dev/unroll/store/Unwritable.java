package dev.unroll.store;

import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Locale;

/** Diagnostics for files or folders of a run that cannot be written. */
public final class Unwritable {
    private Unwritable() {}

    /** A folder that cannot be created. */
    public static Diagnostic folder(Path folder, IOException e) {
        return Diagnostic.error(Codes.WRITE, "cannot create the folder '" + folder + "': " + reason(e));
    }

    /**
     * A file that cannot be written. If the disk is full, the hint gives the space needed; otherwise there is none.
     *
     * @param size the number of bytes written so far
     */
    public static Diagnostic file(Path file, long size, IOException e) {
        Diagnostic diagnostic = Diagnostic.error(Codes.WRITE, "cannot write '" + file + "': " + reason(e));
        return String.valueOf(e.getMessage()).contains("No space left")
                ? diagnostic.hint(room(file, size))
                : diagnostic;
    }

    private static String room(Path file, long size) {
        String needed = "it needs more than " + megabytes(size) + " MB";
        try {
            long free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
            return needed + ", " + megabytes(free) + " MB are free: free space and continue with --resume";
        } catch (IOException e) {
            return needed + ": free space and continue with --resume";
        }
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / 1e6);
    }

    private static String reason(IOException e) {
        if (e instanceof AccessDeniedException) {
            return "no permission";
        } else if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return "a file is in the way";
        } else if (e instanceof FileSystemException system && system.getReason() == null) {
            return "the file system rejects it";
        }
        return String.valueOf(e.getMessage());
    }
}
