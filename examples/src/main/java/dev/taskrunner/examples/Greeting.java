package dev.taskrunner.examples;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.util.Map;

/** The smallest runner: no arguments, returns a greeting. */
public final class Greeting {
    private Greeting() {}

    /**
     * Makes the runner.
     *
     * @return a runner that greets
     */
    public static TaskRunner runner() {
        return TaskRunner.of(
                TaskSpec.builder("greeting").description("Says hello").build(),
                (context, input) -> TaskResult.of(
                        Map.of("greeting", "Hello, " + context.caller().name() + "!")));
    }

    /**
     * Serves the runner in a room of its own and asks it.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (RoomServer server = RoomServer.start();
                Room room = Room.connect(server.uri("demo"), server.token("demo", "alice"))) {
            room.serve(runner());
            System.out.println(room.agents().ask("greeting", Map.of()).toJson());
        }
    }
}
