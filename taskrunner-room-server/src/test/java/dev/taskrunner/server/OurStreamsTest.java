package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What we add to streams, message by message: streams in the classic generation, and how much of them was read. */
@ParameterizedClass
@EnumSource(Via.class)
class OurStreamsTest extends CurrentCase {
    private static final Map<String, Object> BOTH = Map.of("input", true, "credits", true);
    private static final Map<String, Object> ANSWER = Map.of("credits", true);
    private static final String CREDIT = "agent.stream_credit";

    /** A provider of the classic generation, ours if it says so. */
    private WireClient classicHost(Object... more) {
        WireClient host = classic("host");
        JsonFields json = JsonFields.builder()
                .putAll(WireClient.fields("name", "kit", "public", true, "tools", Map.of("t", Map.of())))
                .putAll(WireClient.fields(more))
                .build();
        host.answer(host.send("agent.register_toolkit", json, new byte[0]));
        return host;
    }

    private static long open(WireClient caller, Map<String, Object> terms) {
        return invoke(caller, "kit", "t", "arguments", Map.of(), "tool_call_id", "mine", "taskrunner_stream", terms);
    }

    private static Message delivered(WireClient host) {
        return host.await("agent.tool_call.kit");
    }

    private static void answer(WireClient host, Message call, Map<String, Object> content) {
        host.send(Message.of(
                call.id(),
                "agent.tool_call_response",
                Body.of(JsonFields.builder()
                        .putAll(WireClient.fields("type", content.get("type")))
                        .put("method", content.get("method"))
                        .build())));
    }

    @Test
    @DisplayName("a classic caller and a classic provider, both ours: opened, items both ways, the end")
    void classicStream() {
        WireClient host = classicHost("taskrunner", Map.of());
        WireClient alice = classic("alice");
        long id = open(alice, BOTH);
        Message call = delivered(host);
        JsonFields json = WireClient.body(call).json();
        assertThat(json.raw("arguments")).hasToString("{}");
        assertThat(json.object("taskrunner_stream").raw("input")).hasToString("true");
        String theirs = json.string("tool_call_id");
        sendChunk(alice, "mine", text("in"));
        Body input = WireClient.body(host.await("room.tool_call_request_chunk.kit"));
        assertThat(input.json().string("tool_call_id")).isEqualTo(theirs).isNotEqualTo("mine");
        answer(host, call, open());
        respondChunk(host, call, text("out"));
        respondChunk(host, call, close(1000));
        assertThat(alice.answer(id).json().string("method")).isEqualTo("open");
        assertThat(chunk(nextChunk(alice)).string("text")).isEqualTo("out");
        assertThat(chunk(nextChunk(alice)).string("method")).isEqualTo("close");
    }

    @Test
    @DisplayName(
            "who has read how much reaches who sends, under that one's own name for the call; after the end nobody")
    void credit() {
        WireClient host = classicHost("taskrunner", Map.of());
        WireClient alice = classic("alice");
        long id = open(alice, BOTH);
        Message call = delivered(host);
        host.send(CREDIT, "call_id", call.id(), "items", 32);
        JsonFields told = alice.awaitJson(CREDIT);
        assertThat(told.integer("request_id")).isEqualTo(id);
        assertThat(told.integer("items")).isEqualTo(32);
        alice.send(CREDIT, "request_id", id, "items", 64);
        assertThat(host.awaitJson(CREDIT).integer("call_id")).isEqualTo(call.id());
        answer(host, call, open());
        respondChunk(host, call, close(1000));
        alice.answer(id);
        nextChunk(alice);
        alice.send(CREDIT, "request_id", id, "items", 65);
        host.send(CREDIT, "call_id", call.id(), "items", 33);
        assertThat(settled(alice)).isEmpty();
        assertThat(settled(host)).isEmpty();
    }

    @Test
    @DisplayName(
            "others hear of no credit: neither a provider that is not ours, nor a caller that did not say it understands")
    void othersHearNothing() {
        WireClient host = host("p", "kit", "t");
        WireClient alice = classic("alice");
        long id = open(alice, ANSWER);
        host.await("room.tool_call.kit");
        alice.send(CREDIT, "request_id", id, "items", 1);
        assertThat(alice.requestJson("agent.list_toolkits").names()).isNotEmpty();
        assertThat(settled(host)).isEmpty();
        WireClient bob = join("bob");
        call(bob, "kit", "t", "tool_call_id", "c");
        Message second = host.await("room.tool_call.kit");
        host.send(CREDIT, "call_id", second.id(), "items", 1);
        assertThat(settled(host)).isEmpty();
        assertThat(settled(bob)).isEmpty();
    }

    @Test
    @DisplayName(
            "a classic provider that is not ours is not asked to take a stream; a classic caller that is not ours gets none")
    void refused() {
        WireClient host = classicHost();
        WireClient alice = classic("alice");
        Body refusal = alice.answer(open(alice, BOTH));
        assertThat(WireClient.code(refusal)).isEqualTo("invalid_request");
        assertThat(settled(host)).isEmpty();
        long id = invoke(alice, "kit", "t", "tool_call_id", "mine");
        answer(host, delivered(host), open());
        assertThat(WireClient.error(alice.answer(id))).contains("answers with a stream");
    }
}
