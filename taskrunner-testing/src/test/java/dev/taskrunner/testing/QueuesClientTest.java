package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.room.LeaseOptions;
import dev.taskrunner.room.QueueLease;
import dev.taskrunner.room.QueueMessage;
import dev.taskrunner.room.Room;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queues of a room, as a Java program sees them. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class QueuesClientTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    /** A message of users. */
    record Order(String item, int count) {}

    @Test
    @DisplayName("§13-53 messages of any kind come out as they went in, in order; an empty queue gives nothing")
    void kinds(@As("alice") Room alice, @As("bob") Room bob) {
        alice.queues().send("q", new Order("tea", 2));
        alice.queues().send("q", "text");
        alice.queues().send("q", List.of(1, "two"));
        alice.queues().send("q", null);
        assertThat(alice.queues().list().get(0).size()).isEqualTo(4);
        assertThat(bob.queues().receive("q", Duration.ZERO).orElseThrow().as(Order.class))
                .isEqualTo(new Order("tea", 2));
        assertThat(bob.queues().receive("q", Duration.ZERO).orElseThrow().value())
                .isEqualTo("text");
        assertThat(bob.queues().receive("q", Duration.ZERO).orElseThrow().value())
                .isEqualTo(List.of(1, "two"));
        QueueMessage last = bob.queues().receive("q", Duration.ZERO).orElseThrow();
        assertThat(last.value()).isNull();
        assertThat(last.toString()).doesNotContain("tea");
        assertThat(bob.queues().receive("q", Duration.ZERO)).isEmpty();
        assertThat(bob.queues().receive("q", Duration.ofMillis(1))).isEmpty();
    }

    @Test
    @DisplayName("§13-53 a waiting receive blocks nothing else, and gets the message that comes")
    void waits(@As("alice") Room alice, @As("bob") Room bob) throws Exception {
        CompletableFuture<Optional<QueueMessage>> waiting =
                CompletableFuture.supplyAsync(() -> bob.queues().receive("q", LONG));
        assertThat(Eventually.holds(() -> bob.queues().list().size() == 1)).isTrue();
        assertThat(bob.agents().list()).isEmpty();
        alice.queues().send("q", "now");
        assertThat(waiting.get(20, TimeUnit.SECONDS).orElseThrow().value()).isEqualTo("now");
    }

    @Test
    @DisplayName("§13-53 who leaves while waiting loses no message")
    void leaves(RoomFixture rooms, @As("alice") Room alice) {
        Room bob = rooms.connect("bob");
        CompletableFuture<Optional<QueueLease>> waiting =
                bob.queues().takeAsync("q", LeaseOptions.defaults().withPatience(LONG));
        assertThat(Eventually.holds(() -> alice.queues().list().size() == 1)).isTrue();
        bob.close();
        assertThat(Failure.of(waiting).code()).isEqualTo(ErrorCode.CONNECTION_LOST);
        alice.queues().send("q", "kept");
        assertThat(alice.queues().receive("q", LONG).orElseThrow().value()).isEqualTo("kept");
    }

    @Test
    @DisplayName("What is lent is acknowledged, or comes again and says so; what fails too often is a dead letter")
    void leases(@As("alice") Room alice) {
        alice.queues().send("q", "job");
        LeaseOptions terms = LeaseOptions.defaults().withMaxAttempts(2);
        QueueLease first = alice.queues().take("q", terms).orElseThrow();
        assertThat(first.message().attempts()).isEqualTo(1);
        assertThat(alice.queues().list().get(0).leased()).isEqualTo(1);
        assertThat(alice.queues().take("q", terms)).isEmpty();
        first.extend(LONG);
        first.fail("no luck", Duration.ZERO);
        assertThat(Failure.of(first::acknowledge).code()).isEqualTo(ErrorCode.NOT_FOUND);
        QueueLease second = alice.queues().take("q", terms).orElseThrow();
        assertThat(second.message().attempts()).isEqualTo(2);
        second.fail("again no luck", Duration.ZERO);
        QueueLease dead = alice.queues().take("q.dead", terms).orElseThrow();
        assertThat(dead.message().value()).isEqualTo("job");
        assertThat(dead.origin()).contains(new QueueLease.DeadLetter("q", 2, "again no luck"));
        dead.acknowledge();
        assertThat(alice.queues().take("q.dead", terms)).isEmpty();
    }

    @Test
    @DisplayName("What cannot be handled at all is a dead letter at once, in the queue that was named")
    void bury(@As("alice") Room alice) {
        alice.queues().send("q", "nonsense");
        LeaseOptions terms = LeaseOptions.defaults().withDeadLetters("graves");
        alice.queues().take("q", terms).orElseThrow().bury("not JSON");
        assertThat(alice.queues()
                        .take("graves", terms)
                        .orElseThrow()
                        .origin()
                        .orElseThrow()
                        .error())
                .isEqualTo("not JSON");
    }

    @Test
    @DisplayName("Each of many messages goes to exactly one of many receivers")
    void exactlyOnce(@As("alice") Room alice, @As("bob") Room bob, @As("carol") Room carol) throws Exception {
        int many = 600;
        Set<Object> seen = java.util.Collections.synchronizedSet(new HashSet<>());
        List<CompletableFuture<Void>> receivers = List.of(bob, carol).stream()
                .map(room -> CompletableFuture.runAsync(() -> {
                    Optional<QueueMessage> one = room.queues().receive("q", Duration.ofSeconds(10));
                    while (one.isPresent() && !"end".equals(one.get().value())) {
                        assertThat(seen.add(one.get().value())).isTrue();
                        one = room.queues().receive("q", Duration.ofSeconds(10));
                    }
                }))
                .toList();
        CompletableFuture<?>[] sent = new CompletableFuture<?>[many];
        for (int i = 0; i < many; i++) {
            sent[i] = alice.queues().sendAsync("q", Map.of("n", i));
        }
        CompletableFuture.allOf(sent).get(60, TimeUnit.SECONDS);
        alice.queues().send("q", "end");
        alice.queues().send("q", "end");
        CompletableFuture.allOf(receivers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
        assertThat(seen).hasSize(many);
    }

    @Test
    @DisplayName("Queues are opened once, drained and closed")
    void openDrainClose(@As("alice") Room alice) {
        alice.queues().open("q");
        assertThat(Failure.of(() -> alice.queues().open("q")).code()).isEqualTo(ErrorCode.ALREADY_EXISTS);
        alice.queues().send("q", 1);
        alice.queues().drain("q");
        assertThat(alice.queues().list().get(0).size()).isZero();
        alice.queues().close("q");
        assertThat(alice.queues().list()).isEmpty();
        assertThat(Failure.of(() -> alice.queues().close("q")).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }

    @Test
    @DisplayName("A wait may be longer than any clock counts")
    void waitsForAges(@As("alice") Room alice, @As("bob") Room bob) throws Exception {
        for (Duration ages :
                List.of(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofDays(200_000), Duration.ofDays(3))) {
            CompletableFuture<Optional<QueueMessage>> waiting =
                    CompletableFuture.supplyAsync(() -> bob.queues().receive("q", ages));
            alice.queues().send("q", "at last");
            assertThat(waiting.get(20, TimeUnit.SECONDS).orElseThrow().value()).isEqualTo("at last");
        }
        assertThat(bob.queues().receive("q", Duration.ofSeconds(-1))).isEmpty();
    }

    @Test
    @DisplayName("§7.2 who receives from what is there makes no queue")
    void existing(@As("alice") Room alice) {
        assertThat(Failure.of(() -> alice.queues().receiveExisting("q", Duration.ZERO))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(Failure.of(() -> alice.queues().receiveExisting("q", LONG)).code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(alice.queues().list()).isEmpty();
        alice.queues().send("q", 1);
        assertThat(alice.queues().receiveExisting("q", LONG).orElseThrow().value())
                .isEqualTo(1);
        assertThat(alice.queues().receiveExisting("q", Duration.ZERO)).isEmpty();
    }
}
