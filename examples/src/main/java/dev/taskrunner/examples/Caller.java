package dev.taskrunner.examples;

import dev.taskrunner.AskOptions;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A caller: lists the runners of a room, asks with a timeout and hears of progress, asks two at once. */
public final class Caller {
    private Caller() {}

    /**
     * Asks a runner that counts.
     *
     * @param uri the room
     * @param token who asks
     */
    public static void ask(URI uri, String token) {
        try (Room room = Room.connect(uri, token)) {
            room.agents().list().forEach(spec -> System.out.println(spec.name() + ": " + spec.description()));

            AskOptions options = AskOptions.builder()
                    .timeout(Duration.ofSeconds(10))
                    .progress(progress -> System.out.println("progress: " + progress.text()))
                    .build();
            System.out.println(room.agents().ask("counter", Map.of(), options).asText());

            CompletableFuture<TaskResult> one = room.agents().askAsync("counter", Map.of());
            CompletableFuture<TaskResult> two = room.agents().askAsync("counter", Map.of());
            System.out.println(one.join().asText() + " and " + two.join().asText());
        }
    }

    /**
     * Asks the runner of a given room, or of a room of its own.
     *
     * @param args the room's address and a token; or none
     */
    public static void main(String[] args) {
        if (args.length == 2) {
            ask(URI.create(args[0]), args[1]);
            return;
        }
        try (RoomServer server = RoomServer.start();
                Room room = Room.connect(server.uri("demo"), server.token("demo", "counter"))) {
            TaskSpec spec = TaskSpec.builder().description("Counts to three").build();
            room.serve(TaskRunner.of(spec, (context, input) -> {
                for (int i = 1; i <= 3; i++) {
                    context.progress(String.valueOf(i));
                }
                return TaskResult.of("counted to three");
            }));
            ask(server.uri("demo"), server.token("demo", "alice"));
        }
    }
}
