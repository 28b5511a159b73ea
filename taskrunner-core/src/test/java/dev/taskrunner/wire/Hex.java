package dev.taskrunner.wire;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/** Bytes as the protocol page writes them. */
final class Hex {
    private Hex() {}

    static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
    }

    static String of(ByteBuffer buffer) {
        return HexFormat.of().formatHex(array(buffer));
    }

    static List<String> of(List<ByteBuffer> buffers) {
        return buffers.stream().map(Hex::of).toList();
    }

    static byte[] array(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
