package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class PeerStreamsTest extends PeerStreamCase {

    @Test
    @DisplayName("current §6.4: opened, accepted, messages both ways as they are, and ended by both")
    void bothWays() {
        long id = open(bob, "mine");
        String theirs = called(bob.await(CALL), alice.id());
        assertThat(item(bob).object("json").toString())
                .isEqualTo("{\"from_participant_id\":\"" + alice.id()
                        + "\",\"type\":\"hello\",\"message_json\":\"{\\\"n\\\":1}\",\"attachment_base64\":null}");
        nothingMore(alice, bob);
        respond(bob, callOf(theirs), "type", "control", "method", "open");
        assertThat(alice.answer(id).json().string("method")).isEqualTo("open");
        Body first = nextChunk(alice);
        assertThat(first.json().string("tool_call_id")).isEqualTo("mine");
        assertThat(chunk(first).object("json").toString())
                .isEqualTo("{\"kind\":\"accepted\",\"stream_id\":\"" + theirs + "\"}");
    }

    private static String called(Message push, String caller) {
        JsonFields call = WireClient.body(push).json();
        assertThat(call.string("name")).isEqualTo("stream");
        assertThat(call.string("caller_id")).isEqualTo(caller);
        assertThat(call.object("arguments").string("method")).isEqualTo("open");
        String name = call.string("tool_call_id");
        assertThat(name).isEqualTo(name.substring(0, name.lastIndexOf('-') + 1) + push.id());
        return name;
    }

    /** A call as its answers need it. */
    private static Message callOf(String name) {
        long id = Long.parseLong(name.substring(name.lastIndexOf('-') + 1));
        return Message.of(id, CALL, Body.of(WireClient.fields("tool_call_id", name)));
    }

    @Test
    @DisplayName("current §6.4: messages go both ways as they are, and each side ends its own")
    void talk() {
        Message call = accepted("s");
        Map<String, Object> more = message("chat", 2);
        more.put("attachment_base64", "YXR0");
        sendChunk(alice, "s", json(more));
        JsonFields heard = item(bob).object("json");
        assertThat(heard.toString())
                .isEqualTo("{\"type\":\"chat\",\"message_json\":\"{\\\"n\\\":2}\",\"attachment_base64\":\"YXR0\"}");
        respondChunk(bob, call, json(answer()));
        assertThat(said().toString())
                .isEqualTo("{\"kind\":\"message\",\"type\":\"reply\",\"message\":{\"n\":3},"
                        + "\"attachment_base64\":null}");
        sendChunk(alice, "s", close(1000));
        isEnd(item(bob));
        respondChunk(bob, call, close(1000));
        isEnd(chunk(nextChunk(alice)));
        nothingMore(alice, bob);
    }

    private static Map<String, Object> answer() {
        Map<String, Object> answer = new LinkedHashMap<>(); // in this order
        answer.put("kind", "message");
        answer.put("type", "reply");
        answer.put("message", Map.of("n", 3));
        answer.put("attachment_base64", null);
        return answer;
    }

    @Test
    @DisplayName("current §6.4: the receiver may end it, after which the name is free again")
    void receiverEnds() {
        for (int round = 0; round < 2; round++) {
            Message call = accepted("s");
            respondChunk(bob, call, close(1000));
            isEnd(chunk(nextChunk(alice)));
            sendChunk(alice, "s", json(message("late", 2)));
            nothingMore(alice, bob);
        }
    }

    @Test
    @DisplayName(
            "current §6.4: what the opener says before it is accepted is held back, and then comes in order, its end too")
    void heldBack() {
        long id = open(bob, "s");
        Message call = asked(bob);
        for (int n = 2; n < 5; n++) {
            sendChunk(alice, "s", json(message("held", n)));
        }
        sendChunk(alice, "s", close(1000));
        sendChunk(alice, "s", json(message("after the end", 9)));
        nothingMore(bob);
        accept(bob, call);
        for (int n = 2; n < 5; n++) {
            assertThat(item(bob).object("json").string("message_json")).isEqualTo("{\"n\":" + n + "}");
        }
        isEnd(item(bob));
        assertThat(alice.answer(id).json().string("method")).isEqualTo("open");
        assertThat(said().string("kind")).isEqualTo("accepted");
        nothingMore(alice, bob);
    }

    @Test
    @DisplayName("current §6.4: an accepted stream has no deadline")
    void lasts() {
        Message call = accepted("s");
        timer.advance(Duration.ofHours(2));
        respondChunk(bob, call, json(answer()));
        assertThat(said().string("kind")).isEqualTo("message");
        sendChunk(alice, "s", json(message("chat", 2)));
        assertThat(item(bob).object("json").string("type")).isEqualTo("chat");
    }

    @Test
    @DisplayName("current §6.4: two streams of one pair, and one to oneself, do not mix")
    void several() {
        Message one = accepted("one");
        Message two = accepted("two");
        respondChunk(bob, two, json(answer()));
        assertThat(nextChunk(alice).json().string("tool_call_id")).isEqualTo("two");
        respondChunk(bob, one, json(answer()));
        assertThat(nextChunk(alice).json().string("tool_call_id")).isEqualTo("one");
        long id = open(alice, "own");
        accept(alice, asked(alice));
        assertThat(alice.answer(id).json().string("method")).isEqualTo("open");
        assertThat(said().string("kind")).isEqualTo("accepted");
        nothingMore(alice, bob);
    }

    @Test
    @DisplayName("current §6.4: who watches the room sees a stream as a call, never what is said in it")
    void watched() {
        WireClient watcher = classic("watcher");
        watcher.request("room.trace.watch");
        accepted("s");
        JsonFields running = watcher.awaitJson("room.trace");
        assertThat(running.string("tool")).isEqualTo("stream");
        assertThat(running.string("caller")).isEqualTo("alice");
        assertThat(running.string("worker")).isEqualTo("bob");
        assertThat(watcher.awaitJson("room.trace").string("state")).isEqualTo("done");
    }
}
