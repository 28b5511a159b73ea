package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Via.class)
class PeerStreamFailuresTest extends PeerStreamCase {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @Test
    @DisplayName("current §6.4: a stream to nobody is answered as a message to nobody is")
    void nobody() {
        long id = invoke(alice, "s");
        sendChunk(alice, "s", json(first("no-such-id")));
        Body answer = alice.answer(id);
        assertThat(number(answer)).isEqualTo(1003);
        assertThat(answer.json().string("text")).isEqualTo("the participant was not found");
        nothingMore(alice, bob);
    }

    @Test
    @DisplayName("current §6.4: a participant of the classic generation is refused by name, and hears nothing")
    void classicReceiver() {
        WireClient old = classic("old");
        old.settle();
        refused(alice.answer(open(old, "s")), 1002, "'old' speaks the classic generation");
        assertThat(old.settle()).isEmpty();
    }

    @Test
    @DisplayName("current §6.4: without the grant to send messages no stream is opened")
    void noGrant() {
        String token = server.token(ParticipantToken.builder("mute")
                .room(ROOM)
                .grant("api", Map.of("messaging", Map.of("send", false)))
                .build());
        try (WireClient mute = via.join(server, ROOM, "mute", token)) {
            refused(mute.answer(invoke(mute, "s")), 1001, "messaging.send");
            sendChunk(mute, "s", json(first(bob.id())));
        }
        nothingMore(bob);
    }

    @Test
    @DisplayName("current §6.4: nor on behalf of one who may not send")
    void noGrantOfThePrincipal() {
        String token = server.token(ParticipantToken.builder("mute")
                .room(ROOM)
                .grant("api", Map.of("messaging", Map.of("send", false)))
                .build());
        try (WireClient mute = via.join(server, ROOM, "mute", token)) {
            Object[] more = {"arguments", open(), "tool_call_id", "s", "on_behalf_of_id", mute.id()};
            long id = call(alice, "messaging", "stream", more);
            sendChunk(alice, "s", json(first(bob.id())));
            refused(alice.answer(id), 1001, "messaging.send");
        }
        nothingMore(bob);
    }

    @Test
    @DisplayName("current §6.4: what is no stream, has no name, or begins with anything but a message is refused")
    void malformed() {
        refused(builtin(alice, "messaging", "stream", first(bob.id())), 1002, "stream");
        refused(alice.answer(call(alice, "messaging", "stream", "arguments", open())), 1002, "tool_call_id");
        badFirst(text("hello"), "JSON");
        badFirst(json(message("hello", 1)), "to_participant_id");
        Map<String, Object> broken = first(bob.id());
        broken.put("message_json", "[1]");
        badFirst(json(broken), "message_json");
        Map<String, Object> bytes = first(bob.id());
        bytes.put("attachment_base64", "?");
        badFirst(json(bytes), "base64");
        badFirst(close(1000), "ended");
        nothingMore(alice, bob);
    }

    private void badFirst(Map<String, ?> chunk, String text) {
        long id = invoke(alice, "s");
        sendChunk(alice, "s", chunk);
        refused(alice.answer(id), 1002, text);
    }

    @Test
    @DisplayName("current §6.4: a rejection is the answer, as the receiver gave it")
    void rejected() {
        long id = open(bob, "s");
        respond(bob, asked(bob), "type", "error", "text", "not today", "code", 1006);
        Body answer = alice.answer(id);
        assertThat(number(answer)).isEqualTo(1006);
        assertThat(answer.json().string("text")).isEqualTo("not today");
        sendChunk(alice, "s", json(message("late", 2)));
        nothingMore(alice, bob);
    }

    @Test
    @DisplayName("current §6.4: an answer that neither accepts nor rejects is an error")
    void neither() {
        long id = open(bob, "s");
        respond(bob, asked(bob), "type", "text", "text", "well");
        refused(alice.answer(id), 1002, "accepted by opening");
    }

    @Test
    @DisplayName(
            "current §6.4: one that is never accepted is refused in time, the receiver told, and its late answer dropped")
    void neverAccepted() {
        long id = open(bob, "s");
        Message call = asked(bob);
        timer.advance(PATIENCE.minusMillis(1));
        nothingMore(alice);
        timer.advance(Duration.ofMillis(1));
        refused(alice.answer(id), 1009, "took longer than 60000 ms");
        isEnd(item(bob));
        accept(bob, call);
        respondChunk(bob, call, json(message("late", 2)));
        nothingMore(bob, alice);
    }

    @Test
    @DisplayName("current §6.4: one that never says to whom is refused in time")
    void neverBegun() {
        long id = invoke(alice, "s");
        nothingMore(alice);
        timer.advance(PATIENCE);
        refused(alice.answer(id), 1009, "to whom");
        sendChunk(alice, "s", json(first(bob.id())));
        nothingMore(alice, bob);
    }

    @Test
    @DisplayName("current §6.4: the receiver leaves before it answers: an error")
    void receiverLeavesBefore() {
        long id = open(bob, "s");
        asked(bob);
        bob.cut();
        refused(alice.answer(id), 1006, "left the room before it accepted");
        nothingMore(alice);
    }

    @Test
    @DisplayName("current §6.4: the receiver leaves an open stream: client_disconnected, and the end")
    void receiverLeaves() {
        accepted("s");
        bob.cut();
        JsonFields last = said();
        assertThat(last.string("kind")).isEqualTo("client_disconnected");
        assertThat(last.string("participant_id")).isEqualTo(bob.id());
        isEnd(chunk(nextChunk(alice)));
        sendChunk(alice, "s", json(message("late", 2)));
        nothingMore(alice);
    }

    @Test
    @DisplayName("current §6.4: the opener leaves, before or after it is accepted: the receiver hears the end, once")
    void openerLeaves() {
        Message open = accepted("s");
        open(bob, "t");
        Message waiting = asked(bob);
        sendChunk(alice, "t", json(message("held", 2)));
        sendChunk(alice, "t", close(1000));
        alice.cut();
        isEnd(item(bob));
        isEnd(item(bob));
        accept(bob, waiting);
        respondChunk(bob, open, json(message("late", 2)));
        nothingMore(bob);
    }

    @Test
    @DisplayName("current §6.4: an opener that leaves before it said to whom leaves nothing behind")
    void openerLeavesBefore() {
        invoke(alice, "s");
        nothingMore(alice);
        int waiting = timer.waiting();
        alice.cut();
        eventually(() -> timer.waiting() < waiting);
        nothingMore(bob);
    }

    @Test
    @DisplayName("current §6.4: more than 64 items before it is accepted end the stream with an error")
    void tooManyHeld() {
        long id = open(bob, "s");
        Message call = asked(bob);
        for (int i = 0; i < 64; i++) {
            sendChunk(alice, "s", json(message("held", i)));
        }
        nothingMore(bob, alice);
        sendChunk(alice, "s", json(message("too many", 64)));
        refused(alice.answer(id), 1002, "before the stream was accepted");
        isEnd(item(bob));
        accept(bob, call);
        nothingMore(bob, alice);
    }

    @Test
    @DisplayName("current §6.4: and so does more than a megabyte")
    void tooMuchHeld() {
        long id = open(bob, "s");
        asked(bob);
        sendChunk(alice, "s", Map.of("type", "binary", "headers", Map.of()), new byte[1 << 20]);
        refused(alice.answer(id), 1002, "1048576 bytes");
        isEnd(item(bob));
    }
}
