package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReplyTest {
    private static final RoomServerOptions OPTIONS = RoomServerOptions.defaults();

    /** Keeps what is sent. */
    private static final class Kept implements Link {
        final List<Message> sent = Collections.synchronizedList(new ArrayList<>());
        int closeCode;

        @Override
        public void send(Message message) {
            sent.add(message);
        }

        @Override
        public void close(int code, String reason) {
            closeCode = code;
        }
    }

    private static final ServerCore CORE = new ServerCore(OPTIONS, "a secret of enough bytes, really");

    private final Kept link = new Kept();
    private final Session session = new Session(
            new RoomModel("demo", OPTIONS, CORE.data.room("demo"), null),
            ParticipantToken.builder("alice").build(),
            ApiScope.full(),
            link,
            CORE.generations.classic);

    @AfterAll
    static void close() {
        CORE.close();
    }

    @Test
    @DisplayName("§13-20 the first answer goes out with the request's id, later ones do not")
    void once() {
        Reply reply = Reply.to(session, 42);
        reply.json(JsonFields.builder().put("a", 1).build());
        reply.error(ErrorCode.FAILED, "too late");
        reply.empty();
        reply.packed(dev.taskrunner.wire.JsonFields.EMPTY, ByteBuffer.allocate(8));
        assertThat(link.sent).hasSize(1);
        assertThat(link.sent.get(0).id()).isEqualTo(42);
        assertThat(link.sent.get(0).type()).isEqualTo("__response__");
        assertThat(WireClient.body(link.sent.get(0)).json()).hasToString("{\"type\":\"json\",\"json\":{\"a\":1}}");
    }

    @Test
    @DisplayName("§13-21 the reply to a one-way message sends nothing")
    void mute() {
        Reply reply = Reply.none(session, 42, session.dialect);
        reply.empty();
        reply.error(new TaskException(ErrorCode.DENIED, "no"));
        assertThat(link.sent).isEmpty();
    }

    @Test
    @DisplayName("Of many threads that answer at once one wins")
    void race() throws Exception {
        for (int round = 0; round < 200; round++) {
            Reply reply = Reply.to(session, round);
            CountDownLatch go = new CountDownLatch(1);
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Thread thread = new Thread(() -> {
                    try {
                        go.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    reply.empty();
                });
                thread.start();
                threads.add(thread);
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(link.sent).hasSize(200);
    }

    @Test
    @DisplayName("A handler that fails unexpectedly answers with an incident and not with its exception's text")
    void unexpectedFailure() {
        Session broken = new Session(
                session.room,
                session.token,
                ApiScope.full(),
                link,
                new ClassicWire(CORE, "") /* no token can be signed */);
        Message request = Message.of(5, "agent.token", Body.of(WireClient.fields("name", "sub")));
        broken.dialect.receive(broken, request);
        String text = WireClient.error(WireClient.body(link.sent.get(0)));
        assertThat(text)
                .startsWith("the room server failed")
                .contains("incident")
                .doesNotContain("empty");
    }

    @Test
    @DisplayName("§13-43 ids of pushes start at 1, differ, and stay below 2^32")
    void pushIds() {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(session.nextPushId());
        }
        assertThat(ids).hasSize(1_000).contains(1L).allMatch(id -> id < 1L << 32);
    }
}
