package dev.unroll.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged weight files: a run refuses each, and the reader alone never fails in another way than with a message. */
class DamagedWeightsTest {
    private static final int COUNT = 400;
    private static final Map<String, Shape> SHAPES = Map.of("a", Shape.of(3, 2), "b", Shape.of(2));

    @TempDir
    Path folder;

    private static byte[] damage(byte[] whole, Random random) {
        int header = ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt();
        byte[] bytes = whole.clone();
        switch (random.nextInt(9)) {
            case 0 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> bytes[8 + random.nextInt(header)] = (byte) random.nextInt(256);
            case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 3 -> bytes = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(40));
            case 4 ->
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(random.nextLong() >> random.nextInt(64));
            case 5 ->
                ByteBuffer.wrap(bytes)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putFloat(
                                bytes.length - 4 * (1 + random.nextInt(8)), random.nextBoolean() ? Float.NaN : 1 / 0f);
            case 6 -> bytes = edited(whole, header, "[".repeat(1 + random.nextInt(100_000)));
            case 7 ->
                bytes = edited(
                        whole,
                        header,
                        text(whole, header)
                                .replaceFirst(
                                        "[0-9]+", random.nextBoolean() ? "9".repeat(1 + random.nextInt(5_000)) : "-1"));
            default ->
                bytes = edited(
                        whole,
                        header,
                        text(whole, header)
                                .replaceFirst(
                                        List.of("\"b\"", "F32", "shape", "data_offsets", "\\[", "\\{", ":")
                                                .get(random.nextInt(7)),
                                        List.of("\"a\"", "BF16", "null", "", "{", "\"\"", "0")
                                                .get(random.nextInt(7))));
        }
        return bytes;
    }

    private static String text(byte[] whole, int header) {
        return new String(whole, 8, header, StandardCharsets.UTF_8);
    }

    private static byte[] edited(byte[] whole, int header, String text) {
        byte[] changed = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + changed.length + whole.length - 8 - header)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(changed.length)
                .put(changed)
                .put(whole, 8 + header, whole.length - 8 - header)
                .array();
    }

    @Test
    void areRefused() throws IOException {
        RunFolder run = RunFolder.create(
                folder.resolve("run"),
                new RunFolder.Beginning(
                        "model: m\n", Map.of("fields", List.of()), new Needs(List.of()), Map.of(), Map.of()),
                Disk.LOCAL);
        run.close();
        run.saveBest(
                new Weights(List.of(
                        new Weight("a", Shape.of(3, 2), new float[] {1, 2, 3, 4, 5, 6}),
                        new Weight("b", Shape.of(2), new float[] {7, 8}))),
                "m",
                1);
        byte[] whole = Files.readAllBytes(run.model());
        Random random = new Random(11);
        for (int i = 0; i < COUNT; i++) {
            byte[] bytes = damage(whole, random);
            if (Arrays.equals(bytes, whole)) {
                continue;
            }
            Files.write(run.model(), bytes);
            assertThatThrownBy(() -> run.best(SHAPES)).as("file %s", i).isInstanceOf(InvalidInput.class);
            try {
                Weights read =
                        Tensors.fit(run.model(), Safetensors.read(run.model()).tensors(), SHAPES);
                Tensors.requireFinite(run.model(), read);
                assertThat(read.all()).hasSize(2);
            } catch (InvalidInput e) {
                assertThat(e.getMessage()).hasSizeLessThan(1_000);
            }
        }
    }
}
