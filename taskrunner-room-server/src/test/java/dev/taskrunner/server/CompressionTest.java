package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CompressionTest {
    private RoomServer server;

    @BeforeEach
    void start() {
        server = RoomServer.start(RoomServerOptions.builder().compression(true).build());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Socket upgrade(String offer) throws IOException {
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(10_000);
        String request = "GET /rooms/demo?token=" + server.token("demo", "zip") + " HTTP/1.1\r\nHost: x\r\n"
                + "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n" + offer + "\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        return head.toString();
    }

    @Test
    @DisplayName(
            "§13-18 Node's and Java-WebSocket's offers of permessage-deflate are accepted; clients without one still work")
    void accepted() throws Exception {
        String node = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
        String java =
                "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover; server_no_context_takeover\r\n";
        for (String offer : new String[] {node, java}) {
            try (Socket socket = upgrade(offer)) {
                assertThat(head(socket.getInputStream()))
                        .containsIgnoringCase("sec-websocket-extensions: permessage-deflate");
                assertThat(socket.getInputStream().read() & 0x40)
                        .as("RSV1 marks a compressed frame")
                        .isNotZero();
            }
        }
        assertThat(Via.SOCKET.join(server, "demo", "plain").settle()).isEmpty();
    }

    @Test
    @DisplayName("A frame that inflates without end is stopped and the connection closed")
    void bomb() throws Exception {
        try (Socket socket = upgrade("Sec-WebSocket-Extensions: permessage-deflate\r\n")) {
            head(socket.getInputStream());
            socket.getOutputStream().write(maskedFrame(deflate(new byte[50 << 20])));
            byte[] rest = socket.getInputStream().readAllBytes();
            assertThat(new String(rest, StandardCharsets.ISO_8859_1)).contains("inflate");
        }
        assertThat(Via.SOCKET.join(server, "demo", "other").settle()).isEmpty();
    }

    private static byte[] deflate(byte[] data) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(data);
        deflater.finish();
        byte[] out = new byte[100_000];
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        while (!deflater.finished()) {
            all.write(out, 0, deflater.deflate(out));
        }
        return all.toByteArray();
    }

    private static byte[] maskedFrame(byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(0xC2);
        frame.write(0x80 | 126);
        frame.write(payload.length >> 8);
        frame.write(payload.length);
        frame.write(new byte[4]);
        frame.write(payload);
        return frame.toByteArray();
    }
}
