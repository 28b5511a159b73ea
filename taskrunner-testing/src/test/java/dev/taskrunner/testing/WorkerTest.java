package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.LeaseOptions;
import dev.taskrunner.room.QueueLease;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.worker.Worker;
import dev.taskrunner.worker.WorkerEvent;
import dev.taskrunner.worker.WorkerEvent.Kind;
import dev.taskrunner.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queues worked through by runners. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class WorkerTest {
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final String PROMPT = """
            {"type":"object","properties":{"prompt":{"type":"string"}},"required":["prompt"]}""";

    private final BlockingQueue<WorkerEvent> events = new LinkedBlockingQueue<>();

    private Worker start(Room room, TaskRunner runner, WorkerOptions.Builder options) {
        return Worker.of("jobs", runner, options.build()).listener(events::add).start(room);
    }

    private static WorkerOptions.Builder quick() {
        return WorkerOptions.builder().backOff(Duration.ZERO, Duration.ZERO).maxAttempts(3);
    }

    private Kind next() throws InterruptedException {
        WorkerEvent event = events.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event within 30 s").isNotNull();
        return event.kind();
    }

    private static Map<?, ?> reply(Room room) {
        return room.queues().receive("replies", LONG).orElseThrow().as(Map.class);
    }

    @Test
    @DisplayName("§13-54 a message is a task, and its result goes to the queue that it names")
    void result(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        try (Worker worker = start(workers, Runners.add("add"), quick())) {
            alice.queues().send("jobs", Map.of("a", 1, "b", 2, "reply_queue", "replies", "request_id", "r1"));
            assertThat(reply(alice)).isEqualTo(Map.of("request_id", "r1", "result", Map.of("sum", 3)));
            assertThat(next()).isEqualTo(Kind.DONE);
            assertThat(alice.queues().take("jobs", LeaseOptions.defaults())).isEmpty();
            assertThatIllegalStateException().isThrownBy(() -> worker.start(workers));
        }
    }

    @Test
    @DisplayName(
            "Arguments that do not match never reach the runner: a dead letter at once, and an error to the reply queue")
    void invalid(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        try (Worker worker = start(workers, Runners.add("add"), quick())) {
            alice.queues().send("jobs", Map.of("a", "x", "reply_queue", "replies"));
            Map<?, ?> error = (Map<?, ?>) reply(alice).get("error");
            assertThat(error.get("code")).isEqualTo("invalid_arguments");
            assertThat(String.valueOf(error.get("text"))).contains("/a");
            assertThat(next()).isEqualTo(Kind.FAILED);
            QueueLease dead =
                    alice.queues().take("jobs.dead", LeaseOptions.defaults()).orElseThrow();
            assertThat(dead.origin().orElseThrow().attempts()).isEqualTo(1);
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName(
            "What fails is tried again, and done when it succeeds; what always fails is a dead letter that says why")
    void retries(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        AtomicInteger tries = new AtomicInteger();
        TaskRunner flaky = TaskRunner.of(
                TaskSpec.builder("flaky").inputSchema("{\"type\":\"object\"}").build(), (context, input) -> {
                    if (Boolean.TRUE.equals(input.asMap().get("never")) || tries.incrementAndGet() < 3) {
                        throw new TaskException(ErrorCode.FAILED, "no luck");
                    }
                    return TaskResult.of(tries.get());
                });
        try (Worker worker = start(workers, flaky, quick())) {
            alice.queues().send("jobs", Map.of("reply_queue", "replies"));
            assertThat(reply(alice)).isEqualTo(Map.of("result", 3));
            assertThat(List.of(next(), next(), next())).containsExactly(Kind.RETRIED, Kind.RETRIED, Kind.DONE);
            alice.queues().send("jobs", Map.of("never", true, "reply_queue", "replies"));
            assertThat(((Map<?, ?>) reply(alice).get("error")).get("text")).isEqualTo("no luck");
            assertThat(List.of(next(), next(), next())).containsExactly(Kind.RETRIED, Kind.RETRIED, Kind.FAILED);
            QueueLease dead =
                    alice.queues().take("jobs.dead", LeaseOptions.defaults()).orElseThrow();
            assertThat(dead.origin()).contains(new QueueLease.DeadLetter("jobs", 3, "no luck"));
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("As many tasks run at once as the options say")
    void concurrency(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        Gate gate = new Gate();
        try (Worker worker = start(workers, Runners.waiting("host", gate), quick().concurrency(3))) {
            for (int i = 0; i < 5; i++) {
                alice.queues().send("jobs", Map.of());
            }
            assertThat(gate.awaitArrivals(3)).isTrue();
            assertThat(alice.queues().list().get(0).size()).isEqualTo(2);
            gate.open();
            for (int i = 0; i < 5; i++) {
                assertThat(next()).isEqualTo(Kind.DONE);
            }
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("A worker that is closed while it waits ends at once, and takes nothing any more")
    void closeIdle(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        Worker worker = start(workers, Runners.add("add"), quick());
        assertThat(Eventually.holds(() -> alice.queues().list().size() == 1)).isTrue();
        worker.close();
        worker.close();
        worker.ended().get(20, TimeUnit.SECONDS);
        alice.queues().send("jobs", Map.of("a", 1, "b", 2));
        QueueLease lease = alice.queues()
                .take("jobs", LeaseOptions.defaults().withPatience(LONG))
                .orElseThrow();
        assertThat(lease.message().attempts()).isEqualTo(1);
        assertThat(events).isEmpty();
    }

    @Test
    @DisplayName("A task that outlives the grace period is interrupted, and its message goes back for others")
    void closeBusy(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        Gate gate = new Gate();
        Worker worker = start(workers, Runners.waiting("host", gate), quick().gracePeriod(Duration.ofMillis(50)));
        alice.queues().send("jobs", Map.of());
        assertThat(gate.awaitArrivals(1)).isTrue();
        worker.close();
        assertThat(gate.awaitInterrupts(1)).isTrue();
        assertThat(next()).isEqualTo(Kind.RETRIED);
        QueueLease again = alice.queues().take("jobs", LeaseOptions.defaults()).orElseThrow();
        assertThat(again.message().attempts()).isEqualTo(2);
    }

    @Test
    @DisplayName("A lease is extended for as long as the task takes")
    void extended(RoomFixture rooms, @As("worker") Room workers, @As("alice") Room alice) throws Exception {
        Gate gate = new Gate();
        try (Worker worker = start(workers, Runners.waiting("host", gate), quick().lease(Duration.ofSeconds(3)))) {
            alice.queues().send("jobs", Map.of());
            assertThat(gate.awaitArrivals(1)).isTrue();
            assertThat(Eventually.holds(() -> extensions(rooms) >= 4)).isTrue();
            assertThat(alice.queues().list().get(0).leased()).isEqualTo(1);
            gate.open();
            assertThat(next()).isEqualTo(Kind.DONE);
            assertThat(worker.ended()).isNotDone();
        }
    }

    private static long extensions(RoomFixture rooms) {
        return rooms.recorded().entries().stream()
                .filter(entry -> entry.type().equals("queues.extend"))
                .count();
    }

    @Test
    @DisplayName("A task whose lease is lost is cancelled, since somebody else may do it")
    void leaseLost(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        Gate gate = new Gate();
        try (Worker worker = start(workers, Runners.waiting("host", gate), quick().lease(Duration.ofMillis(400)))) {
            alice.queues().send("jobs", Map.of());
            assertThat(gate.awaitArrivals(1)).isTrue();
            alice.queues().drain("jobs");
            assertThat(gate.awaitInterrupts(1)).isTrue();
            assertThat(next()).isEqualTo(Kind.LEASE_LOST);
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("The reference's messages: a prompt, toolkits by name, and the conversation before")
    void referenceMessages(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        Tool hello = Tool.of("hello", "greets", JsonSchema.noArguments(), (context, input) -> TaskResult.of("hi"));
        alice.toolkits().register(Toolkit.of("greetings", hello), true);
        TaskRunner runner = TaskRunner.of(
                TaskSpec.builder("llm").inputSchema(PROMPT).build(),
                (context, input) -> TaskResult.of(input.asMap().get("prompt")
                        + "|" + context.chat().messages().size() + "|"
                        + context.toolkits().stream().map(Toolkit::name).toList()));
        try (Worker worker = start(workers, runner, quick())) {
            Map<String, Object> chat = Map.of("messages", List.of(Map.of("role", "user", "content", "before")));
            alice.queues()
                    .send(
                            "jobs",
                            Map.of(
                                    "prompt",
                                    "do it",
                                    "tools",
                                    List.of(Map.of("name", "greetings")),
                                    "caller_context",
                                    chat,
                                    "reply_queue",
                                    "replies"));
            assertThat(reply(alice).get("result")).isEqualTo("do it|1|[greetings]");
            alice.queues().send("jobs", Map.of("other", 1, "reply_queue", "replies"));
            assertThat(String.valueOf(reply(alice).get("result")))
                    .startsWith("{")
                    .contains("\"other\":1")
                    .endsWith("}|0|[]");
            alice.queues().send("jobs", Map.of("prompt", "x", "tools", List.of("nobodys"), "reply_queue", "replies"));
            assertThat(String.valueOf(reply(alice).get("error"))).contains("nobodys");
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("A runner of the room does the work when it is named")
    void asking(@As("host") Room host, @As("worker") Room workers, @As("alice") Room alice) {
        host.serve(Runners.add("host"));
        try (Worker worker = Worker.asking("jobs", "host", quick().build()).start(workers)) {
            alice.queues().send("jobs", Map.of("a", 2, "b", 3, "reply_queue", "replies"));
            assertThat(reply(alice)).isEqualTo(Map.of("result", Map.of("sum", 5)));
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("§11.3 the conversation before a message reaches a runner of the room, too")
    void askingWithContext(@As("host") Room host, @As("worker") Room workers, @As("alice") Room alice) {
        host.serve(TaskRunner.of(
                TaskSpec.builder("host").inputSchema(PROMPT).build(),
                (context, input) -> TaskResult.of(context.chat().messages() + "|"
                        + context.chat().systemRole() + "|" + input.asMap().get("prompt"))));
        Map<String, Object> chat = Map.of(
                "system_role", "developer", "messages", List.of(Map.of("role", "system", "content", "before"), "odd"));
        try (Worker worker = Worker.asking("jobs", "host", quick().build()).start(workers)) {
            alice.queues().send("jobs", Map.of("prompt", "now", "caller_context", chat, "reply_queue", "replies"));
            assertThat(reply(alice).get("result")).isEqualTo("[{role=user, content=before}]|null|now");
            alice.queues().send("jobs", Map.of("prompt", "now", "reply_queue", "replies"));
            assertThat(reply(alice).get("result")).isEqualTo("[]|null|now");
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("A worker goes on after the connection was lost, and does nothing twice without knowing")
    void reconnects(RoomFixture rooms, @As("alice") Room alice) throws Exception {
        Cable cable = new Cable(rooms.transport());
        Room workers = rooms.connect(
                rooms.options("worker").transport(cable).reconnectDelay(Duration.ofMillis(10), Duration.ofMillis(50)));
        // the message may be lent to the connection that is going, and comes back when that lease ends
        Duration lease = Duration.ofSeconds(2);
        try (Worker worker = start(workers, Runners.add("add"), quick().lease(lease))) {
            assertThat(Eventually.holds(() -> alice.queues().list().size() == 1))
                    .isTrue();
            cable.cut();
            alice.queues().send("jobs", Map.of("a", 1, "b", 1, "reply_queue", "replies"));
            assertThat(reply(alice)).isEqualTo(Map.of("result", Map.of("sum", 2)));
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("A worker ends with its room")
    void endsWithRoom(RoomFixture rooms) throws Exception {
        Room workers = rooms.connect("worker");
        Worker worker = start(workers, Runners.add("add"), quick());
        workers.close();
        worker.ended().get(20, TimeUnit.SECONDS);
        worker.close();
    }
}
