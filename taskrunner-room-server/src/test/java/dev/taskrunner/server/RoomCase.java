package dev.taskrunner.server;

import static dev.taskrunner.server.WireClient.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;

/** A server and clients in one room, over sockets or in memory. */
abstract class RoomCase {
    static final String ROOM = "demo";

    @Parameter
    Via via;

    RoomServer server;

    @BeforeEach
    void startServer() {
        server = via.start(options().build());
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder();
    }

    WireClient join(String name) {
        return via.join(server, ROOM, name);
    }

    /** A client that has registered as an agent. */
    WireClient runner(String name, Object... registration) {
        WireClient runner = join(name);
        runner.requestJson("agent.register_agent", registration);
        return runner;
    }

    /** A client that offers one toolkit with the given tools. */
    WireClient provider(String name, String toolkit, boolean isPublic, String... tools) {
        WireClient provider = join(name);
        register(provider, toolkit, isPublic, tools);
        return provider;
    }

    static String register(WireClient provider, String toolkit, boolean isPublic, String... tools) {
        JsonFields.Builder map = JsonFields.builder();
        for (String tool : tools) {
            map.put(tool, Map.of("title", tool, "description", "", "input_schema", Map.of("type", "object")));
        }
        return provider.requestJson(
                        "agent.register_toolkit",
                        "name",
                        toolkit,
                        "title",
                        "T",
                        "description",
                        "D",
                        "public",
                        isPublic,
                        "tools",
                        map.build())
                .string("id");
    }

    static long ask(WireClient caller, String agent, Object... more) {
        JsonFields json = JsonFields.builder()
                .put("agent", agent)
                .put("arguments", Map.of("a", 1))
                .putAll(WireClient.fields(more))
                .build();
        return caller.send("agent.ask", json, new byte[0]);
    }

    static long invoke(WireClient caller, String toolkit, String tool, Object... more) {
        JsonFields json = JsonFields.builder()
                .put("toolkit", toolkit)
                .put("tool", tool)
                .put("arguments", Map.of("a", 1))
                .putAll(WireClient.fields(more))
                .build();
        return caller.send("agent.invoke_tool", json, new byte[0]);
    }

    /** The answer inside the content that answers an ask. */
    static JsonFields answer(WireClient caller, long id) {
        return caller.answer(id).json().object("json");
    }

    static String taskId(WireClient runner) {
        return runner.awaitJson("agent.ask").string("task_id");
    }

    static Body pushed(WireClient client, String type) {
        return body(client.await(
                message -> message.type().equals("messaging.send")
                        && type.equals(body(message).json().string("type")),
                "a message of type " + type));
    }

    /** Asks the server until it says so; every round is a round trip. */
    static void eventually(BooleanSupplier condition) {
        long end = System.nanoTime() + WireClient.PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("what should become true did not").isLessThan(end);
        }
    }

    static List<String> agents(WireClient client) {
        return client.requestJson("agent.list_agents").array("agents").stream()
                .map(one -> WireClient.parse(one).string("name"))
                .toList();
    }
}
