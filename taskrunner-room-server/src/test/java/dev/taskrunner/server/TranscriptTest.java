package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TranscriptTest {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    @Test
    @DisplayName("One conversation gives the same bytes in memory as over a socket, ids of participants aside")
    void sameBytes() {
        List<String> memory = conversation(Via.MEMORY);
        assertThat(memory).hasSizeGreaterThan(15);
        assertThat(conversation(Via.SOCKET)).isEqualTo(memory);
    }

    private static List<String> conversation(Via via) {
        ManualTimer timer = new ManualTimer();
        RoomServerOptions options =
                RoomServerOptions.builder().secret(SECRET).timer(timer).build();
        try (RoomServer server = via.start(options)) {
            Recorder runner = new Recorder(via.join(server, "demo", "adder"));
            Recorder caller = new Recorder(via.join(server, "demo", "alice"));
            runner.request("agent.register_agent", "title", "Adder", "supports_tools", true);
            runner.request("agent.register_toolkit", "name", "kit", "public", true, "tools", Map.of("t", Map.of()));
            runner.request("messaging.enable");
            caller.request("messaging.enable");
            caller.request("agent.list_agents");
            caller.request("agent.list_toolkits");
            long ask = caller.client.send("agent.ask", "agent", "adder", "arguments", Map.of("a", "x".repeat(3_000)));
            Message task = runner.take(runner.client.await("agent.ask"));
            String taskId = WireClient.body(task).json().string("task_id");
            runner.client.send("agent.ask_response", "task_id", taskId, "answer", List.of(1, "é"));
            caller.answer(ask);
            long call = caller.client.send("agent.invoke_tool", "toolkit", "kit", "tool", "t", "arguments", Map.of());
            Message push = runner.take(runner.client.await("agent.tool_call.kit"));
            runner.client.send(Message.of(
                    push.id(),
                    "agent.tool_call_response",
                    Body.of(
                            WireClient.fields("type", "file", "name", "n", "mime_type", "m"),
                            ByteBuffer.allocate(2_048))));
            caller.answer(call);
            caller.request("messaging.broadcast", "type", "t", "message", Map.of("k", "v"));
            caller.request("no.such.thing");
            caller.request("storage.list", "path", "");
            List<String> all = new ArrayList<>(runner.heard);
            all.addAll(caller.heard);
            runner.client.leftOver().forEach(message -> all.add(runner.text(message)));
            return all;
        }
    }

    /** Writes down what a client hears, with participants' ids, task ids and registration ids made equal. */
    private static final class Recorder {
        final WireClient client;
        final List<String> heard = new ArrayList<>();

        Recorder(WireClient client) {
            this.client = client;
        }

        Message take(Message message) {
            heard.add(text(message));
            return message;
        }

        void request(String type, Object... pairs) {
            answer(client.send(type, pairs));
        }

        void answer(long id) {
            take(client.await(message -> message.type().equals("__response__") && message.id() == id, "answer " + id));
        }

        String text(Message message) {
            byte[] data = new byte[message.data().remaining()];
            message.data().get(data);
            String bytes = new String(data, java.nio.charset.StandardCharsets.ISO_8859_1)
                    .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "ID");
            return message + " "
                    + HexFormat.of().formatHex(bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        }
    }
}
