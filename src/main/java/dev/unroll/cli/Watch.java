package dev.unroll.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Some files as they are at a moment, to find out which of them changes first. It asks for times and sizes again and again,
 * which works on every file system and for editors that replace a file by another.
 */
final class Watch {
    private static final int PAUSE_MILLISECONDS = 200;
    /** An editor may take several steps to write a file; they are over when nothing changed for so long. */
    private static final int SETTLE_MILLISECONDS = 50;

    private final Map<Path, Optional<Stamp>> seen;

    /** The content of a path; the key distinguishes a file from its replacement. */
    private record Stamp(FileTime modified, long size, String key) {}

    Watch(Collection<Path> files) {
        this.seen = stamps(files);
    }

    /** Waits until a file changes, and returns it. */
    Path change() throws InterruptedException {
        while (true) {
            Map<Path, Optional<Stamp>> now = stamps(seen.keySet());
            Optional<Path> changed = seen.keySet().stream()
                    .filter(file -> !seen.get(file).equals(now.get(file)))
                    .findFirst();
            if (changed.isPresent()) {
                settle(now);
                return changed.get();
            }
            Thread.sleep(PAUSE_MILLISECONDS);
        }
    }

    private void settle(Map<Path, Optional<Stamp>> changed) throws InterruptedException {
        Map<Path, Optional<Stamp>> before = changed;
        while (true) {
            Thread.sleep(SETTLE_MILLISECONDS);
            Map<Path, Optional<Stamp>> now = stamps(seen.keySet());
            if (now.equals(before)) {
                return;
            }
            before = now;
        }
    }

    private static Map<Path, Optional<Stamp>> stamps(Collection<Path> files) {
        Map<Path, Optional<Stamp>> stamps = new LinkedHashMap<>();
        files.forEach(file -> stamps.put(file, stamp(file)));
        return stamps;
    }

    private static Optional<Stamp> stamp(Path file) {
        try {
            BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Stamp(is.lastModifiedTime(), is.size(), String.valueOf(is.fileKey())));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
