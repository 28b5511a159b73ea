package dev.taskrunner.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.TaskContext;
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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a runner finds around it when a worker calls it: as much as when it is asked. */
@ExtendWith(RoomExtension.class)
@Timeout(120)
class WorkerContextTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final BlockingQueue<WorkerEvent> events = new LinkedBlockingQueue<>();

    private Worker start(Room room, TaskRunner runner) {
        WorkerOptions options = WorkerOptions.builder()
                .backOff(Duration.ZERO, Duration.ZERO)
                .maxAttempts(2)
                .gracePeriod(Duration.ofMillis(50))
                .build();
        return Worker.of("jobs", runner, options).listener(events::add).start(room);
    }

    private Kind next() throws InterruptedException {
        WorkerEvent event = events.poll(30, TimeUnit.SECONDS);
        assertThat(event).as("an event within 30 s").isNotNull();
        return event.kind();
    }

    private static Object result(Room room, Map<String, Object> message) {
        room.queues().send("jobs", message);
        return room.queues()
                .receive("replies", LONG)
                .orElseThrow()
                .as(Map.class)
                .get("result");
    }

    private static TaskRunner open(String name, TaskRunner.Handler handler) {
        return TaskRunner.of(
                TaskSpec.builder(name).inputSchema("{\"type\":\"object\"}").build(), handler);
    }

    private static Tool tool(String name) {
        return Tool.of(name, name, JsonSchema.noArguments(), (context, input) -> TaskResult.of("from " + name));
    }

    private static Object toolNames(TaskContext context) {
        return context.toolkits().stream()
                .flatMap(kit -> kit.tools().stream())
                .map(Tool::name)
                .toList();
    }

    @Test
    @DisplayName("The room and the caller are those of the worker's connection")
    void roomAndCaller(@As("worker") Room workers, @As("alice") Room alice) {
        TaskRunner telling = open(
                "telling",
                (context, input) -> TaskResult.of(List.of(
                        context.room(),
                        context.caller().name(),
                        context.delegation().depth())));
        try (Worker worker = start(workers, telling)) {
            assertThat(result(alice, Map.of("reply_queue", "replies"))).isEqualTo(List.of("test", "worker", 0));
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("A secret of the worker's participant is found by the runner's one line")
    void secrets(@As("worker") Room workers, @As("alice") Room alice) {
        workers.secrets().set("key", "s3".getBytes(StandardCharsets.UTF_8));
        TaskRunner using = open("using", (context, input) -> TaskResult.of(context.secret("key")));
        try (Worker worker = start(workers, using)) {
            assertThat(result(alice, Map.of("reply_queue", "replies"))).isEqualTo("s3");
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("Closing the worker cancels what its runner asked others")
    void cancelsNestedAsks(@As("worker") Room workers, @As("back") Room back, @As("alice") Room alice)
            throws Exception {
        Gate gate = new Gate();
        back.serve(Runners.waiting("back", gate));
        Worker worker = start(
                workers, open("front", (context, input) -> context.agents().ask("back", Map.of())));
        alice.queues().send("jobs", Map.of());
        assertThat(gate.awaitArrivals(1)).isTrue();
        worker.close();
        assertThat(gate.awaitInterrupts(1))
                .as("the runner that was asked was told")
                .isTrue();
        assertThat(next()).isEqualTo(Kind.RETRIED);
    }

    @Test
    @DisplayName("A runner that requires the toolkit 'agents' gets the room's runners")
    void agents(@As("worker") Room workers, @As("add") Room add, @As("alice") Room alice) {
        add.serve(Runners.add("add"));
        TaskRunner front = TaskRunner.of(
                TaskSpec.builder("front")
                        .inputSchema("{\"type\":\"object\"}")
                        .requires(RequiredToolkit.of("agents", "add"))
                        .build(),
                (context, input) -> context.callTool("run_add", Map.of("a", 2, "b", 3)));
        try (Worker worker = start(workers, front)) {
            assertThat(result(alice, Map.of("reply_queue", "replies"))).isEqualTo(Map.of("sum", 5));
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("Of a required toolkit the runner gets the tools it names, after its own")
    void onlyNamedTools(@As("worker") Room workers, @As("tools") Room tools, @As("alice") Room alice) {
        tools.toolkits().register(Toolkit.of("math", tool("m1"), tool("m2")), true);
        TaskRunner lister = TaskRunner.of(
                TaskSpec.builder("lister")
                        .inputSchema("{\"type\":\"object\"}")
                        .toolkits(Toolkit.of("own", tool("o1")))
                        .requires(RequiredToolkit.of("math", "m2"))
                        .build(),
                (context, input) -> TaskResult.of(toolNames(context)));
        try (Worker worker = start(workers, lister)) {
            assertThat(result(alice, Map.of("reply_queue", "replies"))).isEqualTo(List.of("o1", "m2"));
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("A reply queue that the room refuses: the task fails for good in the end, with a dead letter")
    void refusedReplyQueue(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        try (Worker worker = start(workers, open("echo", (context, input) -> TaskResult.of("done")))) {
            alice.queues().send("jobs", Map.of("reply_queue", ""));
            assertThat(next()).isEqualTo(Kind.RETRIED);
            assertThat(next()).isEqualTo(Kind.FAILED);
            QueueLease dead = alice.queues()
                    .take("jobs.dead", LeaseOptions.defaults().withPatience(LONG))
                    .orElseThrow();
            assertThat(dead.origin().orElseThrow().attempts()).isEqualTo(2);
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("A result that fits no queue is told to the reply queue, after the last attempt")
    void fileResult(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        TaskRunner filing = open(
                "filing",
                (context, input) -> TaskResult.of(new Content.File("a", "text/plain", Attachment.of(new byte[] {1}))));
        try (Worker worker = start(workers, filing)) {
            alice.queues().send("jobs", Map.of("reply_queue", "replies", "request_id", List.of(1)));
            Map<?, ?> reply =
                    alice.queues().receive("replies", LONG).orElseThrow().as(Map.class);
            assertThat(reply.get("request_id")).isEqualTo(List.of(1));
            assertThat(String.valueOf(reply.get("error"))).contains("a file does not fit a queue");
            assertThat(List.of(next(), next())).containsExactly(Kind.RETRIED, Kind.FAILED);
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("A task without a result answers null, and one whose message is null is done too")
    void emptyResult(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        try (Worker worker = start(workers, open("quiet", (context, input) -> TaskResult.empty()))) {
            alice.queues().send("jobs", Map.of("reply_queue", "replies", "request_id", 1));
            Map<?, ?> reply =
                    alice.queues().receive("replies", LONG).orElseThrow().as(Map.class);
            assertThat(reply.containsKey("result")).isTrue();
            assertThat(reply.get("result")).isNull();
            alice.queues().send("jobs", null);
            assertThat(List.of(next(), next())).containsExactly(Kind.DONE, Kind.DONE);
            assertThat(worker.ended()).isNotDone();
        }
    }

    private static TaskRunner slow(Gate gate) {
        return TaskRunner.of(
                TaskSpec.builder("slow")
                        .inputSchema("{\"type\":\"object\"}")
                        .timeout(Duration.ofMillis(100))
                        .build(),
                (context, input) -> {
                    gate.pass();
                    return TaskResult.empty();
                });
    }

    @Test
    @DisplayName("A runner that takes longer than its spec allows is interrupted, and the reply says so")
    void tooLong(@As("worker") Room workers, @As("alice") Room alice) throws Exception {
        Gate gate = new Gate();
        try (Worker worker = start(workers, slow(gate))) {
            alice.queues().send("jobs", Map.of("reply_queue", "replies"));
            Map<?, ?> reply =
                    alice.queues().receive("replies", LONG).orElseThrow().as(Map.class);
            assertThat(String.valueOf(reply.get("error"))).contains("timed_out", "100 ms");
            assertThat(List.of(next(), next())).containsExactly(Kind.RETRIED, Kind.FAILED);
            assertThat(worker.ended()).isNotDone();
        }
    }

    @Test
    @DisplayName("A listener that throws stops nothing; messages wait for a runner that is not there, or gone")
    void brokenListener(@As("worker") Room workers, @As("host") Room host, @As("alice") Room alice) throws Exception {
        WorkerOptions options =
                WorkerOptions.builder().backOff(Duration.ZERO, Duration.ZERO).build();
        Worker worker = Worker.asking("jobs", "late", options).listener(event -> {
            events.add(event);
            throw new IllegalStateException("on purpose");
        });
        try (worker) {
            worker.start(workers);
            alice.queues().send("jobs", Map.of("a", 1, "b", 2));
            host.serve(Runners.add("late")).close();
            alice.queues().send("jobs", Map.of("a", 1, "b", 2));
            host.serve(Runners.add("late"));
            assertThat(finished(2)).isSubsetOf(Kind.DONE, Kind.RETRIED);
            assertThat(alice.queues().take("jobs.dead", LeaseOptions.defaults()))
                    .isEmpty();
        }
        assertThatThrownBy(() -> worker.start(workers)).isInstanceOf(IllegalStateException.class);
    }

    /** What became of messages until so many were done. */
    private List<Kind> finished(int wanted) throws InterruptedException {
        List<Kind> seen = new ArrayList<>();
        while (seen.stream().filter(Kind.DONE::equals).count() < wanted) {
            seen.add(next());
        }
        return seen;
    }

    @Test
    @DisplayName("A runner that misses another one has tried: that counts, and ends as a dead letter")
    void runnerMissesAnother(@As("worker") Room workers, @As("host") Room host, @As("alice") Room alice)
            throws Exception {
        host.serve(TaskRunner.of(
                TaskSpec.builder("lead").inputSchema("{}").build(),
                (context, input) -> context.agents().ask("nobody", Map.of())));
        WorkerOptions options = WorkerOptions.builder()
                .backOff(Duration.ZERO, Duration.ZERO)
                .maxAttempts(2)
                .build();
        try (Worker worker =
                Worker.asking("jobs", "lead", options).listener(events::add).start(workers)) {
            alice.queues().send("jobs", Map.of("reply_queue", "replies"));
            assertThat(List.of(next(), next())).containsExactly(Kind.RETRIED, Kind.FAILED);
            assertThat(alice.queues().receive("replies", LONG).orElseThrow().toJson())
                    .contains("unknown_agent");
            assertThat(worker.ended()).isNotDone();
        }
    }
}
