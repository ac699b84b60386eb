package dev.unroll.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.unroll.diagnostic.Codes;
import dev.unroll.diagnostic.Diagnostic;
import dev.unroll.diagnostic.InvalidInput;
import dev.unroll.diagnostic.Json;
import dev.unroll.diagnostic.RegularFile;
import dev.unroll.diagnostic.Utf8;
import dev.unroll.run.Weights;
import dev.unroll.run.Weights.Weight;
import dev.unroll.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file: the length of its header (8 bytes, little-endian), the header (JSON: per tensor its type, shape and
 * place), the numbers. Only float32 tensors are read and written. Format: github.com/huggingface/safetensors.
 *
 * @param tensors the tensors, in the order of their places
 * @param metadata texts that go with them
 */
record Safetensors(Weights tensors, Map<String, String> metadata) {
    private static final String METADATA = "__metadata__";
    private static final int LARGEST_HEADER = 100_000_000;
    private static final int CHUNK = 1 << 16;
    private static final ObjectMapper JSON = new ObjectMapper();

    Safetensors {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** The file's bytes. */
    void write(AtomicFile.Sink sink) throws IOException {
        byte[] header = header();
        ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        sink.write(length.putLong(header.length).flip());
        sink.write(ByteBuffer.wrap(header));
        ByteBuffer bytes = ByteBuffer.allocate(4 * CHUNK).order(ByteOrder.LITTLE_ENDIAN);
        for (Weight tensor : tensors.all()) {
            float[] values = tensor.values();
            for (int from = 0; from < values.length; from += CHUNK) {
                int count = Math.min(CHUNK, values.length - from);
                bytes.clear().asFloatBuffer().put(values, from, count);
                sink.write(bytes.limit(4 * count));
            }
        }
    }

    private byte[] header() {
        ObjectNode header = JSON.createObjectNode();
        if (!metadata.isEmpty()) {
            metadata.forEach(header.putObject(METADATA)::put);
        }
        long offset = 0;
        for (Weight tensor : tensors.all()) {
            ObjectNode entry = header.putObject(tensor.name()).put("dtype", "F32");
            ArrayNode shape = entry.putArray("shape");
            for (int dim : tensor.shape().dims()) {
                shape.add(dim);
            }
            long end = offset + 4L * tensor.values().length;
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        // The numbers begin at a multiple of 8 bytes, for those who map the file into memory.
        String text = header.toString();
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return (text + " ".repeat((8 - length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws InvalidInput if it cannot be read or is damaged */
    static Safetensors read(Path file) {
        RegularFile.problem(file).ifPresent(problem -> {
            throw new InvalidInput(Diagnostic.error(Codes.RUN_FOLDER, "'" + file + "' " + problem));
        });
        try {
            return Uninterrupted.run(() -> {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    return new Reading(file, channel).read();
                }
            });
        } catch (IOException e) {
            throw new InvalidInput(Diagnostic.error(Codes.RUN_FOLDER, "cannot read '" + file + "': " + e.getMessage()));
        }
    }

    private record Part(String name, Shape shape, long from, long to) {}

    private record Reading(Path file, FileChannel channel) {
        Safetensors read() throws IOException {
            long size = channel.size();
            long length = size < 8 ? -1 : fill(8).getLong();
            if (length < 2 || length > size - 8 || length > LARGEST_HEADER) {
                throw damaged("it is not a safetensors file, or is cut short");
            }
            JsonNode header = parse(fill((int) length).array());
            List<Part> parts = new ArrayList<>();
            Map<String, String> metadata = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : header.properties()) {
                if (entry.getKey().equals(METADATA)) {
                    if (!entry.getValue().isObject()) {
                        throw damaged("its metadata is not an object");
                    }
                    for (Map.Entry<String, JsonNode> e : entry.getValue().properties()) {
                        if (!e.getValue().isTextual()) {
                            throw damaged("its metadata '" + e.getKey() + "' is not a string");
                        }
                        metadata.put(e.getKey(), e.getValue().asText());
                    }
                } else {
                    parts.add(part(entry.getKey(), entry.getValue()));
                }
            }
            parts.sort(Comparator.comparingLong(Part::from).thenComparingLong(Part::to));
            long at = 0;
            for (Part part : parts) {
                if (part.from() != at) {
                    throw damaged(
                            "tensor '%s' begins at byte %d instead of %d".formatted(part.name(), part.from(), at));
                }
                at = part.to();
            }
            if (at != size - 8 - length) {
                throw damaged("it has %d bytes of numbers instead of %d".formatted(size - 8 - length, at));
            }
            List<Weight> tensors = new ArrayList<>();
            for (Part part : parts) {
                tensors.add(new Weight(
                        part.name(), part.shape(), numbers(part.shape().size())));
            }
            return new Safetensors(new Weights(tensors), metadata);
        }

        private JsonNode parse(byte[] header) throws IOException {
            Utf8 read = Utf8.read(header);
            if (!read.isWhole()) {
                throw damaged("its header is not UTF-8");
            }
            try {
                JsonNode node = Json.tree(read.text());
                if (node.isObject()) {
                    return node;
                }
            } catch (Json.Malformed e) {
                throw damaged("its header is not JSON: " + e.getMessage());
            }
            throw damaged("its header is not a JSON object");
        }

        private Part part(String name, JsonNode entry) {
            JsonNode type = entry.path("dtype");
            if (!type.asText().equals("F32")) {
                throw damaged("tensor '%s' has the type %s; only F32 can be read".formatted(name, type));
            }
            JsonNode offsets = entry.path("data_offsets");
            JsonNode shape = entry.path("shape");
            boolean whole = offsets.size() == 2 && shape.isArray();
            for (JsonNode number : offsets) {
                whole &= number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
            }
            int[] dims = new int[shape.size()];
            for (int i = 0; i < dims.length; i++) {
                whole &= shape.get(i).isIntegralNumber() && shape.get(i).canConvertToInt();
                dims[i] = shape.get(i).asInt();
            }
            try {
                if (whole) {
                    Part part = new Part(
                            name,
                            Shape.of(dims),
                            offsets.get(0).longValue(),
                            offsets.get(1).longValue());
                    if (part.to() - part.from() == 4L * part.shape().size()) {
                        return part;
                    }
                }
            } catch (IllegalArgumentException | ArithmeticException e) {
                // An impossible shape, said below.
            }
            throw damaged(
                    "tensor '%s' has a shape %s that does not match its offsets %s".formatted(name, shape, offsets));
        }

        private float[] numbers(int count) throws IOException {
            float[] numbers = new float[count];
            for (int from = 0; from < count; from += CHUNK) {
                int part = Math.min(CHUNK, count - from);
                fill(4 * part).asFloatBuffer().get(numbers, from, part);
            }
            return numbers;
        }

        private ByteBuffer fill(int bytes) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer) < 0) {
                    throw damaged("it is cut short");
                }
            }
            return buffer.flip();
        }

        private InvalidInput damaged(String why) {
            return new InvalidInput(Diagnostic.error(Codes.RUN_FOLDER, "'" + file + "' is damaged: " + why));
        }
    }
}
