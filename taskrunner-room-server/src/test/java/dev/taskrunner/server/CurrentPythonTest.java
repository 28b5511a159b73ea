package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The Python SDK 0.50.1 as a caller and as a provider: its frames of Appendix A byte by byte, and its spelling of JSON, with blanks, with
 * escapes and with the envelope.
 */
@ParameterizedClass
@EnumSource(Via.class)
class CurrentPythonTest extends CurrentCase {
    private static final String ENVELOPE = ", \"__meshagent__\": {\"v\": 1, \"otel\": {}}}";

    /** JSON as Python writes it, to which the envelope is added. */
    private static Message spoken(long id, String type, String json) {
        String end = json.equals("{}") ? ENVELOPE.substring(2) : ENVELOPE;
        byte[] text = (json.substring(0, json.length() - 1) + end).getBytes(StandardCharsets.UTF_8);
        ByteBuffer data = ByteBuffer.allocate(8 + text.length);
        return Message.of(id, type, data.putLong(text.length).put(text).flip());
    }

    private static Body say(WireClient client, long id, String type, String json) {
        client.send(spoken(id, type, json));
        return client.answer(id);
    }

    private static Body invoke(WireClient client, long id, String toolkit, String tool, String arguments) {
        String json = "{\"toolkit\": \"%s\", \"tool\": \"%s\", \"participant_id\": null, \"on_behalf_of_id\": null, "
                + "\"arguments\": %s, \"tool_call_id\": \"5bbb%d\"}";
        return say(client, id, "room.invoke_tool", json.formatted(toolkit, tool, arguments, id));
    }

    /** Registers the toolkit of a TaskRunner, and one more tool. */
    private static Body register(WireClient client, long id, String name) {
        String tool =
                "{\"title\": \"Run \\u00fc Task\", \"description\": \"d\", \"input_spec\": {\"types\": [\"json\"], "
                        + "\"stream\": false, \"schema\": {\"type\": \"object\"}}, \"output_spec\": null, \"defs\": null, "
                        + "\"strict\": true}";
        String json = "{\"name\": \"%s\", \"title\": \"%s\", \"description\": \"\", \"tools\": {\"run_%s_task\": %s, "
                + "\"t\": %s}, \"public\": true, \"annotations\": {}}";
        return say(client, id, "room.register_toolkit", json.formatted(name, name, name, tool, tool));
    }

    private WireClient provider() {
        WireClient provider = python("a");
        assertThat(register(provider, 1, "a").json().object("json").string("id"))
                .isNotEmpty();
        return provider;
    }

    @Test
    @DisplayName(
            "current 15, current 16: what Python waits for comes first: who it is, with its name, and all three keys")
    void start() throws IOException {
        WireClient python =
                WireClient.open(via.transport(server, Via.target(server, ROOM, server.token(ROOM, "a"))), "a");
        JsonFields connected = python.awaitJson("connected");
        assertThat(connected.string("type")).isEqualTo("init");
        assertThat(connected.string("participantId")).isNotEmpty();
        assertThat(connected.object("attributes").string("name")).isEqualTo("a");
        JsonFields ready = python.awaitJson("room_ready");
        for (String key : new String[] {"room_name", "room_url", "session_id"}) {
            assertThat(ready.string(key)).as(key).isNotEmpty();
        }
        assertThat(python.transcript()).containsExactly("connected", "room_ready");
    }

    @Test
    @DisplayName(
            "current 15, current 50, current 53: what a Python TaskRunner asks for when it starts, and all its calls")
    void taskRunner() {
        WireClient python = python("a");
        JsonFields list = say(python, 1, "room.list_toolkits", "{}").json().object("json");
        assertThat(list.toRaw()).hasToString("{\"tools\":{}}");
        Body files = invoke(python, 2, "storage", "list", "{\"type\": \"json\", \"json\": {\"path\": \".schemas\"}}");
        assertThat(files.json().object("json").toRaw()).hasToString("{\"files\":[]}");
        String id = register(python, 3, "a").json().object("json").string("id");
        WireClient caller = python("caller");
        JsonFields tool = toolkits(caller).object("a").object("tools").object("run_a_task");
        assertThat(tool.string("title")).isEqualTo("Run \u00fc Task");
        assertThat(tool.object("input_spec").object("schema").string("type")).isEqualTo("object");
        runOnce(caller, python);
        Body gone = say(python, 4, "room.unregister_toolkit", "{\"id\": \"%s\"}".formatted(id));
        assertThat(gone.json().string("type")).isEqualTo("empty");
        assertThat(toolkits(caller).names()).isEmpty();
    }

    private static void runOnce(WireClient caller, WireClient runner) {
        caller.send(spoken(2, "room.invoke_tool", call("a", "run_a_task")));
        Message push = runner.await("room.tool_call.a");
        assertThat(WireClient.body(push).json().string("caller_id")).isEqualTo(caller.id());
        runner.send(spoken(push.id(), "room.tool_call_response", "{\"type\": \"json\", \"json\": {\"c\": 7}}"));
        assertThat(caller.answer(2).json().object("json").integer("c")).isEqualTo(7);
    }

    private static String call(String toolkit, String tool) {
        return "{\"toolkit\": \"%s\", \"tool\": \"%s\", \"participant_id\": null, \"on_behalf_of_id\": null, \"arguments\":"
                        .formatted(toolkit, tool)
                + " {\"type\": \"json\", \"json\": {\"k\": \"\\u00fc \\ud83d\\ude00 \\u2028\"}}, \"tool_call_id\": \"5b\"}";
    }

    @Test
    @DisplayName("current 12: the envelope and escaped letters are read, in either direction")
    void spelling() {
        WireClient provider = provider();
        WireClient caller = python("u");
        caller.send(spoken(9, "room.invoke_tool", call("a", "t")));
        Message push = provider.await("room.tool_call.a");
        JsonFields arguments = WireClient.body(push).json().object("arguments");
        assertThat(arguments.object("json").string("k")).isEqualTo("\u00fc \ud83d\ude00 \u2028");
        provider.send(spoken(push.id(), "room.tool_call_response", "{\"type\": \"text\", \"text\": \"\\u20ac\"}"));
        assertThat(caller.answer(9).json().string("text")).isEqualTo("\u20ac");
    }

    @Test
    @DisplayName("current 30: A5 of TypeScript, without a tool_call_id, has all that a Python provider needs to answer")
    void calledByTypeScript() {
        WireClient provider = provider();
        WireClient caller = join("u");
        Appendix.replay(caller, "A5", "TS");
        Message push = provider.await("room.tool_call.a");
        JsonFields call = WireClient.body(push).json();
        assertThat(call.string("caller_id")).isEqualTo(caller.id());
        assertThat(call.string("tool_call_id")).isNotEmpty();
        assertThat(call.has("on_behalf_of_id")).isTrue();
        assertThat(call.string("name")).isEqualTo("run_a_task");
        provider.send(spoken(push.id(), "room.tool_call_response", "{\"type\": \"json\", \"json\": {\"c\": 7}}"));
        assertThat(caller.answer(1).json().object("json").integer("c")).isEqualTo(7);
    }

    @Test
    @DisplayName(
            "current 35, current 36: A14 to A18: a Python caller's stream to a Python provider, and its stream back")
    void streams() {
        WireClient provider = provider();
        WireClient caller = python("u");
        Appendix.replay(caller, "A14", "PY");
        Message push = provider.await("room.tool_call.a");
        Appendix.replay(caller, "A15", "PY");
        assertThat(caller.answer(3).json().string("type")).isEqualTo("empty");
        Body input = WireClient.body(provider.await("room.tool_call_request_chunk.a"));
        assertThat(input.attachment()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2}));
        for (String frames : new String[] {"A16", "A17", "A18"}) {
            Appendix.replay(provider, frames, "PY", push.id());
        }
        checkAnswer(caller);
    }

    private static void checkAnswer(WireClient caller) {
        assertThat(caller.answer(2).json().string("method")).isEqualTo("open");
        Body item = nextChunk(caller);
        assertThat(item.json().string("tool_call_id")).isEqualTo("cid");
        assertThat(chunk(item).string("text")).isEqualTo("0102");
        assertThat(chunk(nextChunk(caller)).integer("status_code")).isEqualTo(1000);
        assertThat(settled(caller)).isEmpty();
    }

    @Test
    @DisplayName("current 21, current 33: A19: a Python provider's error reaches callers of both SDKs with its number")
    void errors() {
        WireClient provider = provider();
        WireClient typeScript = join("t");
        Appendix.replay(typeScript, "A5", "TS");
        Appendix.replay(
                provider, "A19", "PY", provider.await("room.tool_call.a").id());
        WireClient python = python("u");
        Appendix.replay(python, "A14", "PY"); // a stream that never opens
        Appendix.replay(
                provider, "A19", "PY", provider.await("room.tool_call.a").id());
        for (Body error : new Body[] {typeScript.answer(1), python.answer(2)}) {
            assertThat(error.json().toRaw()).hasToString("{\"type\":\"error\",\"text\":\"no\",\"code\":1001}");
        }
    }

    @Test
    @DisplayName("current 38: a stream that ends with 1007 does so at a Python caller, with the message")
    void invalidData() {
        WireClient provider = provider();
        WireClient caller = python("u");
        Appendix.replay(caller, "A14", "PY");
        Message push = provider.await("room.tool_call.a");
        Appendix.replay(provider, "A16", "PY", push.id());
        String end = "{\"tool_call_id\": \"cid\", \"chunk\": {\"type\": \"control\", \"method\": \"close\", "
                + "\"status_code\": 1007, \"message\": \"no data\"}}";
        provider.send(spoken(push.id(), "room.tool_call_response_chunk", end));
        caller.answer(2);
        JsonFields last = chunk(nextChunk(caller));
        assertThat(last.integer("status_code")).isEqualTo(1007);
        assertThat(last.string("message")).isEqualTo("no data");
    }

    /** What Python says after it has connected again (§1.7). */
    private WireClient again(long expected) {
        WireClient python = python("a");
        python.send(spoken(1, "set_attributes", "{\"k\": \"v\"}"));
        String enable = "{\"type\": \"json\", \"json\": {}}";
        assertThat(invoke(python, 2, "messaging", "enable", enable).json().string("type"))
                .isEqualTo("empty");
        JsonFields all = pushed(python, "messaging.enabled").json().object("message");
        assertThat(all.array("participants")).hasSize((int) expected);
        register(python, 3, "a");
        return python;
    }

    @Test
    @DisplayName(
            "current 55: who lost its connection comes back, and is there once; at once, or before its loss is noticed")
    void comingBack() {
        WireClient watcher = join("w");
        builtin(watcher, "messaging", "enable", Map.of());
        again(1).cut();
        pushed(watcher, "participant.disabled");
        WireClient second = again(1);
        WireClient third = again(2); // while the second still seems to be there
        assertThat(toolkits(watcher).names()).containsExactly("a");
        second.cut();
        eventually(() -> third.id().equals(toolkits(watcher).object("a").string("participant_id")));
        assertThat(toolkits(watcher).names()).containsExactly("a");
        Appendix.replay(watcher, "A5", "TS");
        assertThat(third.awaitJson("room.tool_call.a").string("caller_id")).isEqualTo(watcher.id());
    }
}
