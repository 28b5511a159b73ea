package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A WebSocket frame by frame, for tests that look at what really passes. Reads one frame after the other on the test's thread;
 * understands permessage-deflate when the server has agreed to it. Answers nothing on its own, no ping either.
 */
final class BareSocket implements AutoCloseable {
    static final int BINARY = 2;
    static final int PING = 9;
    static final int PONG = 10;
    private static final String DEFLATE = "permessage-deflate";
    private static final byte[] TAIL = {0, 0, -1, -1};

    private final Socket socket;
    private final DataInputStream in;
    private final String head;
    private final Inflater inflater = new Inflater(true);
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

    /** What came: with what it says of itself, and inflated. */
    record Frame(int opcode, boolean compressed, byte[] payload) {
        boolean isHeader() {
            return ByteBuffer.wrap(payload).getInt(8) == 0;
        }

        long messageId() {
            return ByteBuffer.wrap(payload).getLong(0);
        }

        int index() {
            return ByteBuffer.wrap(payload).getInt(8);
        }

        /** How many packets follow; only of a header. */
        int total() {
            return ByteBuffer.wrap(payload).getInt(12);
        }

        String type() {
            return new String(payload, 16, payload.length - 16, StandardCharsets.UTF_8);
        }

        byte[] slice() {
            return Arrays.copyOfRange(payload, 12, payload.length);
        }
    }

    /** Asks for an upgrade with these headers; each ends with CRLF. */
    BareSocket(RoomServer server, String pathAndQuery, String headers) throws IOException {
        socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout((int) WireClient.PATIENCE.toMillis());
        String request = "GET " + pathAndQuery + " HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + headers + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        in = new DataInputStream(socket.getInputStream());
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            text.append((char) in.readUnsignedByte());
        }
        head = text.toString();
    }

    /** The head of the server's answer. */
    String head() {
        return head;
    }

    boolean deflates() {
        return head.contains(DEFLATE);
    }

    Frame next() throws IOException, DataFormatException {
        int first = in.readUnsignedByte();
        assertThat(first & 0x80).as("packets are not split into frames").isNotZero();
        int length = in.readUnsignedByte();
        assertThat(length).as("a server does not mask").isLessThan(0x80);
        byte[] payload =
                new byte[length == 126 ? in.readUnsignedShort() : length == 127 ? (int) in.readLong() : length];
        in.readFully(payload);
        boolean compressed = (first & 0x40) != 0;
        return new Frame(first & 0xF, compressed, compressed ? inflate(payload) : payload);
    }

    private byte[] inflate(byte[] deflated) throws DataFormatException {
        byte[] input = Arrays.copyOf(deflated, deflated.length + TAIL.length);
        System.arraycopy(TAIL, 0, input, deflated.length, TAIL.length);
        inflater.setInput(input);
        byte[] buffer = new byte[4096];
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int count = inflater.inflate(buffer); count > 0; count = inflater.inflate(buffer)) {
            out.write(buffer, 0, count);
        }
        return out.toByteArray();
    }

    /** Sends one binary frame, compressed when that was agreed on. */
    void send(byte[] packet) throws IOException {
        boolean deflates = deflates();
        send(deflates ? 0x40 | BINARY : BINARY, deflates ? deflate(packet) : packet);
    }

    private byte[] deflate(byte[] packet) {
        deflater.setInput(packet);
        byte[] buffer = new byte[packet.length + 100];
        int length = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(buffer, length - TAIL.length);
    }

    void send(int opcode, byte[] payload) throws IOException {
        byte[] mask = {1, 2, 3, 4};
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 8);
        frame.put((byte) (0x80 | opcode));
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        frame.put(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ mask[i % 4]));
        }
        socket.getOutputStream().write(frame.array(), 0, frame.position());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
