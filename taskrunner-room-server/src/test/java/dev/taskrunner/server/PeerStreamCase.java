package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;

/** Alice opens streams of messages to bob; both are like Python's clients (current protocol §6.4). */
abstract class PeerStreamCase extends CurrentCase {
    static final String CALL = "room.tool_call.messaging";
    static final String ITEM = "room.tool_call_request_chunk.messaging";

    final ManualTimer timer = new ManualTimer();
    WireClient alice;
    WireClient bob;

    @Override
    RoomServerOptions.Builder options() {
        return super.options().timer(timer);
    }

    @BeforeEach
    void bothJoin() {
        alice = python("alice");
        bob = python("bob");
    }

    static long invoke(WireClient opener, String name) {
        return call(opener, "messaging", "stream", "arguments", open(), "tool_call_id", name);
    }

    /** The call and the item that says to whom. */
    long open(WireClient to, String name) {
        long id = invoke(alice, name);
        sendChunk(alice, name, json(first(to.id())));
        return id;
    }

    static Map<String, Object> first(String to) {
        Map<String, Object> first = message("hello", 1);
        first.put("to_participant_id", to);
        return first;
    }

    static Map<String, Object> message(String type, int n) {
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", type);
        message.put("message_json", "{\"n\":" + n + "}");
        message.put("attachment_base64", null);
        return message;
    }

    /** What the receiver is called with, and then told. */
    static Message asked(WireClient receiver) {
        Message call = receiver.await(CALL);
        assertThat(item(receiver).object("json").string("type")).isEqualTo("hello");
        return call;
    }

    static JsonFields item(WireClient receiver) {
        return chunk(WireClient.body(receiver.await(ITEM)));
    }

    static void accept(WireClient receiver, Message call) {
        respond(receiver, call, "type", "control", "method", "open");
    }

    /** An open stream; what the receiver was called with. */
    Message accepted(String name) {
        long id = open(bob, name);
        Message call = asked(bob);
        accept(bob, call);
        assertThat(alice.answer(id).json().string("method")).isEqualTo("open");
        assertThat(said().string("kind")).isEqualTo("accepted");
        return call;
    }

    /** The JSON of the next item that alice hears. */
    JsonFields said() {
        return chunk(nextChunk(alice)).object("json");
    }

    static void isEnd(JsonFields chunk) {
        assertThat(chunk.string("method")).isEqualTo("close");
        assertThat(chunk.integer("status_code")).isEqualTo(1000);
    }

    static void refused(Body answer, int number, String text) {
        assertThat(number(answer)).isEqualTo(number);
        assertThat(answer.json().string("text")).contains(text);
    }

    static void nothingMore(WireClient... clients) {
        List.of(clients).forEach(client -> assertThat(settled(client)).isEmpty());
    }
}
