package dev.unroll.report;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * An event of TensorBoard's log: the protobuf message {@code tensorflow.Event} (tensorflow/core/util/event.proto), of which
 * three kinds are written.
 *
 * @param message the encoded message
 */
record Event(byte[] message) {
    // Field numbers of event.proto and summary.proto.
    private static final int WALL_TIME = 1;
    private static final int STEP = 2;
    private static final int FILE_VERSION = 3;
    private static final int SUMMARY = 5;
    private static final int SESSION_LOG = 7;
    private static final int SUMMARY_VALUE = 1;
    private static final int VALUE_TAG = 1;
    private static final int VALUE_SIMPLE = 2;
    private static final int SESSION_STATUS = 1;

    private static final int START = 1;
    private static final int MASK = 0xa282ead8;

    /** Writes the fields of a message. */
    private interface Fields {
        void write(CodedOutputStream out) throws IOException;
    }

    /** The first event of a file. */
    static Event version(double time) {
        return event(time, 0, out -> out.writeString(FILE_VERSION, "brain.Event:2"));
    }

    /** The start of a session: TensorBoard drops what earlier files have from this step on. */
    static Event start(double time, long step) {
        byte[] session = message(out -> out.writeEnum(SESSION_STATUS, START));
        return event(time, step, out -> out.writeByteArray(SESSION_LOG, session));
    }

    /**
     * Scalars of one step.
     *
     * @param time seconds since 1970
     * @param scalars the values by tag; those that are not finite are written as they are
     */
    static Event scalars(double time, long step, Map<String, Double> scalars) {
        byte[] summary = message(out -> {
            for (Map.Entry<String, Double> scalar : scalars.entrySet()) {
                out.writeByteArray(SUMMARY_VALUE, message(value -> {
                    value.writeString(VALUE_TAG, scalar.getKey());
                    value.writeFloat(VALUE_SIMPLE, scalar.getValue().floatValue());
                }));
            }
        });
        return event(time, step, out -> out.writeByteArray(SUMMARY, summary));
    }

    private static Event event(double time, long step, Fields what) {
        return new Event(message(out -> {
            out.writeDouble(WALL_TIME, time);
            if (step != 0) {
                out.writeInt64(STEP, step); // as proto3 has it: a default is left out
            }
            what.write(out);
        }));
    }

    private static byte[] message(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            fields.write(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes refuses bytes", e);
        }
        return bytes.toByteArray();
    }

    /** The event as a record of a TFRecord file: its length, a checksum of that, the message, a checksum of that. */
    byte[] framed() {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + message.length + 2 * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(message.length);
        bytes.putInt(masked(bytes.array(), Long.BYTES));
        bytes.put(message).putInt(masked(message, message.length));
        return bytes.array();
    }

    /** The CRC-32C of the first bytes, masked as TFRecord files have it: a CRC of data that contains CRCs is a weak one. */
    static int masked(byte[] bytes, int size) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, size);
        return Integer.rotateRight((int) crc.getValue(), 15) + MASK;
    }
}
