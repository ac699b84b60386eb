package dev.unroll.store;

import dev.unroll.diagnostic.RegularFile;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** The SHA-256 of a file, in hexadecimal. */
public final class Digest {
    private static final int CHUNK = 1 << 20;

    private final MessageDigest digest;

    Digest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java runtime has it
        }
    }

    void update(ByteBuffer bytes) {
        digest.update(bytes);
    }

    /** The digest of all that was put in. It begins anew afterwards. */
    String text() {
        return HexFormat.of().formatHex(digest.digest());
    }

    /** @throws IOException with a message to follow the file's name in a sentence */
    public static String of(Path file) throws IOException {
        Optional<String> problem = RegularFile.problem(file);
        if (problem.isPresent()) {
            throw new IOException(problem.get());
        }
        Digest digest = new Digest();
        byte[] bytes = new byte[CHUNK];
        try (InputStream in = new FileInputStream(file.toFile())) { // which no interrupt closes
            for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
                digest.update(ByteBuffer.wrap(bytes, 0, count));
            }
        } catch (IOException e) {
            throw new IOException("cannot be read: " + e.getMessage(), e);
        }
        return digest.text();
    }
}
