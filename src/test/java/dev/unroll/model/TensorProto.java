package dev.unroll.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A float32 tensor in a file of ONNX's TensorProto message: fields 1 (dims), 4 (float_data) and 9 (raw_data). */
record TensorProto(List<Integer> dims, float[] data) {
    static TensorProto read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<Integer> dims = new ArrayList<>();
        float[] data = {};
        while (bytes.hasRemaining()) {
            int key = (int) varint(bytes);
            if ((key & 7) == 2) {
                int length = (int) varint(bytes);
                ByteBuffer part = bytes.slice(bytes.position(), length).order(ByteOrder.LITTLE_ENDIAN);
                bytes.position(bytes.position() + length);
                if (key >>> 3 == 1) {
                    while (part.hasRemaining()) {
                        dims.add((int) varint(part));
                    }
                } else if (key >>> 3 == 4 || key >>> 3 == 9) {
                    data = new float[length / Float.BYTES];
                    part.asFloatBuffer().get(data);
                }
            } else if ((key & 7) == 0) {
                long value = varint(bytes);
                if (key >>> 3 == 1) {
                    dims.add((int) value);
                }
            } else {
                throw new IOException("unexpected field " + key + " in " + file);
            }
        }
        return new TensorProto(dims, data);
    }

    private static long varint(ByteBuffer bytes) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes.get();
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }
}
