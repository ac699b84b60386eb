package dev.unroll.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An event as a reader of event files finds it, by code that shares nothing with the writer's.
 *
 * @param version the file's version, or nothing
 * @param start whether a session starts
 */
record WrittenEvent(double time, long step, String version, boolean start, Map<String, Float> scalars) {
    /** The event files of a run, in the order in which TensorBoard reads them. */
    static List<Path> files(Path run) throws IOException {
        try (Stream<Path> files = Files.list(run.resolve("events"))) {
            return files.sorted().toList();
        }
    }

    /** All that a run has written. */
    static List<WrittenEvent> all(Path run) throws IOException {
        List<WrittenEvent> all = new ArrayList<>();
        for (Path file : files(run)) {
            all.addAll(read(file));
        }
        return all;
    }

    /** What TensorBoard shows: the values of a tag by step, without what a restart makes void. */
    static Map<Long, Float> shown(Path run, String tag) throws IOException {
        Map<Long, Float> shown = new LinkedHashMap<>();
        for (WrittenEvent event : all(run)) {
            if (event.start) {
                shown.keySet().removeIf(step -> step >= event.step);
            }
            if (event.scalars.containsKey(tag)) {
                assertThat(shown).as("values of %s", tag).doesNotContainKey(event.step);
                shown.put(event.step, event.scalars.get(tag));
            }
        }
        return shown;
    }

    static List<WrittenEvent> read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        List<WrittenEvent> events = new ArrayList<>();
        while (bytes.hasRemaining()) {
            byte[] length = new byte[8];
            bytes.get(length);
            assertThat(bytes.getInt()).as("checksum of the length").isEqualTo(masked(length));
            byte[] message = new byte
                    [(int) ByteBuffer.wrap(length)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getLong()];
            bytes.get(message);
            assertThat(bytes.getInt()).as("checksum of the message").isEqualTo(masked(message));
            events.add(event(CodedInputStream.newInstance(message)));
        }
        return events;
    }

    private static WrittenEvent event(CodedInputStream in) throws IOException {
        double time = 0;
        long step = 0;
        String version = "";
        boolean start = false;
        Map<String, Float> scalars = new LinkedHashMap<>();
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (WireFormat.getTagFieldNumber(tag)) {
                case 1 -> time = in.readDouble();
                case 2 -> step = in.readInt64();
                case 3 -> version = in.readString();
                case 5 -> summary(in.readBytes().newCodedInput(), scalars);
                case 7 -> {
                    CodedInputStream session = in.readBytes().newCodedInput();
                    assertThat(session.readTag()).isEqualTo(1 << 3);
                    start = session.readEnum() == 1;
                    assertThat(session.isAtEnd()).isTrue();
                }
                default -> throw new AssertionError("field " + WireFormat.getTagFieldNumber(tag));
            }
        }
        return new WrittenEvent(time, step, version, start, scalars);
    }

    private static void summary(CodedInputStream in, Map<String, Float> scalars) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            assertThat(WireFormat.getTagFieldNumber(tag)).isEqualTo(1);
            CodedInputStream value = in.readBytes().newCodedInput();
            assertThat(value.readTag()).isEqualTo(1 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
            String name = value.readString();
            assertThat(value.readTag()).isEqualTo(2 << 3 | WireFormat.WIRETYPE_FIXED32);
            assertThat(scalars.put(name, value.readFloat())).as(name).isNull();
            assertThat(value.isAtEnd()).isTrue();
        }
    }

    /** Bit by bit, by the definition of CRC-32C and of TFRecord's mask. */
    static int masked(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b & 0xff;
            for (int i = 0; i < 8; i++) {
                crc = crc >>> 1 ^ ((crc & 1) == 0 ? 0 : 0x82f63b78);
            }
        }
        crc = ~crc;
        return (crc >>> 15 | crc << 17) + 0xa282ead8;
    }
}
