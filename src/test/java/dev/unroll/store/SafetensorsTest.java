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
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir
    Path folder;

    static void write(Safetensors tensors, Path file) {
        AtomicFile.write(Disk.LOCAL, file, tensors::write, digest -> {});
    }

    @Test
    void whatIsWrittenIsRead() {
        float[] large = new float[200_000];
        Random random = new Random(1);
        for (int i = 0; i < large.length; i++) {
            large[i] = random.nextFloat();
        }
        Weights weights = new Weights(List.of(
                new Weight("h.f.x", Shape.of(2, 3), new float[] {1, -0f, Float.MIN_VALUE, 1e30f, 5, 6}),
                new Weight("scalar", Shape.SCALAR, new float[] {7}),
                new Weight("ü \"quoted\"", Shape.of(200_000), large)));
        write(new Safetensors(weights, Map.of("epoch", "3")), folder.resolve("a"));
        Safetensors read = Safetensors.read(folder.resolve("a"));
        assertThat(read.metadata()).isEqualTo(Map.of("epoch", "3"));
        assertThat(read.tensors().all()).hasSize(3);
        for (Weight weight : weights.all()) {
            assertThat(read.tensors().get(weight.name()).shape()).isEqualTo(weight.shape());
            assertThat(read.tensors().get(weight.name()).values()).containsExactly(weight.values());
        }
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void theLayoutIsThatOfTheFormat() throws IOException {
        Path file = folder.resolve("a");
        write(new Safetensors(new Weights(List.of(new Weight("w", Shape.of(2), new float[] {1, 2}))), Map.of()), file);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        int length = (int) bytes.getLong();
        byte[] header = new byte[length];
        bytes.get(header);
        assertThat(new String(header, StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}");
        assertThat(length % 8).isZero();
        assertThat(bytes.getFloat()).isEqualTo(1);
        assertThat(bytes.getFloat()).isEqualTo(2);
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"w\":1}",
                "null",
                "{\"__metadata__\":null}",
                "{\"__metadata__\":{\"a\":1},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} x",
                "{\"w\":{\"dtype\":\"F16\",\"shape\":[4],\"data_offsets\":[0,8]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[65536,65536,65536],\"data_offsets\":[0,8]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,99999999999999999999]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":\"x\"}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":2,\"data_offsets\":[0,8]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
                        + "\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
                        + "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
            })
    void damagedHeadersAreRefused(String header) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 8).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(text.length).put(text);
        Path file = folder.resolve("a");
        Files.write(file, bytes.array());
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(InvalidInput.class)
                .hasMessageContaining("damaged");
    }

    @Test
    void cutFilesAreRefused() throws IOException {
        Path file = folder.resolve("a");
        write(
                new Safetensors(new Weights(List.of(new Weight("w", Shape.of(2), new float[2]))), Map.of("a", "b")),
                file);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.read(file))
                    .as("%d bytes", length)
                    .isInstanceOf(InvalidInput.class);
        }
        assertThatThrownBy(() -> Safetensors.read(folder.resolve("none"))).hasMessageContaining("does not exist");
        assertThatThrownBy(() -> Safetensors.read(folder)).isInstanceOf(InvalidInput.class);
    }

    @Test
    void tensorsAreHeldAgainstTheModel() {
        Weights read = new Weights(
                List.of(new Weight("a", Shape.of(2), new float[2]), new Weight("c", Shape.of(1), new float[1])));
        assertThatThrownBy(() -> Tensors.fit(Path.of("f"), read, Map.of("a", Shape.of(1, 2), "b", Shape.of(3))))
                .isInstanceOfSatisfying(
                        InvalidInput.class, e -> assertThat(e.diagnostics()).hasSize(3));
    }
}
