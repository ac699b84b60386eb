package dev.unroll.run.kernel;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The constants and the code of a class's methods (JVM specification, chapter 4). */
public final class ClassFile {
    /** What an instruction names: a method or field of a class. */
    record Member(String owner, String name, String descriptor) {}

    private final Object[] constants;
    private final Map<String, byte[]> code = new HashMap<>();

    private ClassFile(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        in.skipNBytes(8);
        constants = new Object[in.readUnsignedShort()];
        for (int i = 1; i < constants.length; i++) {
            constants[i] = constant(in);
            if (constants[i] instanceof Long || constants[i] instanceof Double) {
                i++;
            }
        }
        in.skipNBytes(6);
        in.skipNBytes(2L * in.readUnsignedShort());
        members(in);
        members(in);
    }

    /** Nothing if the class's file cannot be had. */
    static Optional<ClassFile> of(Class<?> type) {
        String name = type.getName().replace('.', '/') + ".class";
        ClassLoader loader = type.getClassLoader();
        if (loader == null) {
            return Optional.empty();
        }
        try (InputStream in = loader.getResourceAsStream(name)) {
            return in == null ? Optional.empty() : Optional.of(new ClassFile(in.readAllBytes()));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Object constant(DataInputStream in) throws IOException {
        int tag = in.readUnsignedByte();
        return switch (tag) {
            case 1 -> in.readUTF();
            case 3 -> in.readInt();
            case 4 -> in.readFloat();
            case 5 -> in.readLong();
            case 6 -> in.readDouble();
            case 7, 8, 16, 19, 20 -> new int[] {in.readUnsignedShort()};
            case 9, 10, 11, 12, 17, 18 -> new int[] {in.readUnsignedShort(), in.readUnsignedShort()};
            case 15 -> new int[] {in.readUnsignedByte(), in.readUnsignedShort()};
            default -> throw new IOException("no constant has the tag " + tag);
        };
    }

    /** Fields or methods, of which the code is kept. */
    private void members(DataInputStream in) throws IOException {
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            in.skipNBytes(2);
            String signature = text(in.readUnsignedShort()) + text(in.readUnsignedShort());
            int attributes = in.readUnsignedShort();
            for (int a = 0; a < attributes; a++) {
                String attribute = text(in.readUnsignedShort());
                byte[] content = in.readNBytes(in.readInt());
                if (attribute.equals("Code")) {
                    DataInputStream inner = new DataInputStream(new ByteArrayInputStream(content));
                    inner.skipNBytes(4);
                    code.put(signature, inner.readNBytes(inner.readInt()));
                }
            }
        }
    }

    private String text(int index) {
        return (String) constants[index];
    }

    /** The instructions of a method; nothing if the class itself does not hold it. */
    Optional<byte[]> code(String name, String descriptor) {
        return Optional.ofNullable(code.get(name + descriptor));
    }

    /** A number of the constant pool; nothing if it is something else. */
    Optional<Double> number(int index) {
        return constants[index] instanceof Number number ? Optional.of(number.doubleValue()) : Optional.empty();
    }

    Member member(int index) {
        int[] reference = (int[]) constants[index];
        int[] type = (int[]) constants[reference[1]];
        return new Member(text(((int[]) constants[reference[0]])[0]), text(type[0]), text(type[1]));
    }
}
