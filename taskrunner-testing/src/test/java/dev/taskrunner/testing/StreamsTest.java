package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Attachment;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Generation;
import dev.taskrunner.room.MessageStream;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomMessage;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Streams of messages between two rooms in Java, over sockets. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class StreamsTest {
    private final BlockingQueue<RoomMessage> heard = new LinkedBlockingQueue<>();
    private final CompletableFuture<MessageStream> accepted = new CompletableFuture<>();

    private void accepting(Room bob) {
        bob.messaging().enable();
        bob.messaging().streams().onOpen(stream -> {
            stream.onChunk(heard::add);
            accepted.complete(stream);
        });
    }

    private static MessageStream opened(Room alice, Room bob) throws Exception {
        alice.messaging().enable();
        return opening(alice, bob).get(20, TimeUnit.SECONDS);
    }

    private static CompletableFuture<MessageStream> opening(Room alice, Room bob) {
        return alice.messaging().streams().open(bob.participantId(), Map.of("about", "x"));
    }

    private RoomMessage next() throws InterruptedException {
        RoomMessage next = heard.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        return next;
    }

    final void talk(Room alice, Room bob) throws Exception {
        accepting(bob);
        MessageStream hers = opened(alice, bob);
        MessageStream his = accepted.get(20, TimeUnit.SECONDS);
        assertThat(his.peer()).isEqualTo(alice.participantId());
        assertThat(his.header()).isEqualTo(Map.of("about", "x"));
        hers.onChunk(heard::add);
        bothWays(hers, his);
        hers.close();
        his.ended().get(20, TimeUnit.SECONDS);
    }

    private void bothWays(MessageStream hers, MessageStream his) throws InterruptedException {
        for (int i = 0; i < 50; i++) {
            hers.write(Map.of("i", i), Attachment.of(new byte[] {(byte) i}));
            his.write(Map.of("j", next().message().get("header")), null);
            assertThat(next().message().get("header")).isEqualTo(Map.of("j", Map.of("i", i)));
        }
        hers.write(Map.of(), Attachment.of(new byte[] {7}));
        assertThat(next().attachment()).contains(Attachment.of(new byte[] {7}));
    }

    @Test
    @DisplayName("messages go both ways, with bytes and in order, until one end closes")
    void talk(RoomFixture rooms) throws Exception {
        talk(rooms.connect("alice"), rooms.connect("bob"));
    }

    @Test
    @DisplayName("between the generations, too, whichever end is which")
    void mixed(RoomFixture rooms) throws Exception {
        Room old = rooms.connect(rooms.options("old").generation(Generation.CLASSIC));
        talk(rooms.connect("alice"), old);
        Room young = rooms.connect(rooms.options("young").generation(Generation.CURRENT));
        CompletableFuture<MessageStream> again = new CompletableFuture<>();
        young.messaging().streams().onOpen(again::complete);
        MessageStream stream = opened(old, young);
        again.get(20, TimeUnit.SECONDS).close();
        stream.ended().get(20, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("the accepting end may close, and the next stream is another")
    void acceptingEndCloses(RoomFixture rooms) throws Exception {
        Room alice = rooms.connect("alice");
        Room bob = rooms.connect("bob");
        accepting(bob);
        MessageStream first = opened(alice, bob);
        accepted.get(20, TimeUnit.SECONDS).close();
        first.ended().get(20, TimeUnit.SECONDS);
        MessageStream second = opened(alice, bob);
        second.write(Map.of("n", 2), null);
        assertThat(next().message().get("header")).isEqualTo(Map.of("n", 2));
        assertThat(second.ended()).isNotDone();
    }

    @Test
    @DisplayName("rejected, not accepted at all, and to nobody")
    void rejected(RoomFixture rooms) {
        Room alice = rooms.connect("alice");
        Room bob = rooms.connect("bob");
        TaskException none = Failure.of(opening(alice, bob));
        assertThat(none.code()).isEqualTo(ErrorCode.DENIED);
        assertThat(none.text()).contains("no streams are accepted here");
        bob.messaging().streams().onOpen(stream -> {
            throw new TaskException(ErrorCode.DENIED, "not you");
        });
        assertThat(Failure.of(opening(alice, bob)).text()).contains("not you");
        CompletableFuture<MessageStream> nobody = alice.messaging().streams().open("no-such-id", Map.of());
        assertThat(Failure.of(nobody).code()).isEqualTo(ErrorCode.UNKNOWN_PARTICIPANT);
    }

    @Test
    @DisplayName("either end leaves: the other hears so, and no message comes of it")
    void leaving(RoomFixture rooms) throws Exception {
        Room alice = rooms.connect("alice");
        Room bob = rooms.connect("bob");
        BlockingQueue<RoomMessage> strays = new LinkedBlockingQueue<>();
        bob.messaging().onMessage(strays::add);
        accepting(bob);
        opened(alice, bob);
        alice.close();
        MessageStream his = accepted.get(20, TimeUnit.SECONDS);
        assertThat(Failure.of(his.ended()).code()).isEqualTo(ErrorCode.AGENT_LEFT);
        Room carol = rooms.connect("carol");
        MessageStream hers = opened(carol, bob);
        carol.messaging().send(bob.participantId(), "last", Map.of());
        assertThat(strays.poll(20, TimeUnit.SECONDS).type()).isEqualTo("last");
        bob.close();
        assertThat(Failure.of(hers.ended()).code()).isEqualTo(ErrorCode.AGENT_LEFT);
    }
}
