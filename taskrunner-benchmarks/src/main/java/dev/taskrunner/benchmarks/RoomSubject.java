package dev.taskrunner.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.taskrunner.AskOptions;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Room;
import dev.taskrunner.server.RoomServer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The real thing: our server, our client on both ends, tokens, routing, and both schemas validated by the runner. */
final class RoomSubject implements Subject {
    private static final String ROOM = "bench";
    private static final String RUNNER = "runner";

    @Override
    public String name() {
        return "ask";
    }

    @Override
    public Server startServer() {
        RoomServer server = RoomServer.start();
        Endpoint endpoint = new Endpoint(server.uri(ROOM), server.token(ROOM, "caller"), server.token(ROOM, RUNNER));
        return new Server(endpoint, server::close);
    }

    @Override
    public Running startRunner(Endpoint endpoint) {
        Room room = Room.connect(endpoint.uri(), endpoint.runnerToken());
        room.serve(runner());
        return room::close;
    }

    static TaskRunner runner() {
        TaskSpec spec = TaskSpec.builder(RUNNER)
                .inputSchema(Payload.SCHEMA)
                .outputSchema(Payload.SCHEMA)
                .maxConcurrentTasks(Caller.MAX_INFLIGHT)
                .build();
        return TaskRunner.of(spec, (context, input) -> TaskResult.of(increment(input.as(JsonNode.class))));
    }

    /** A shallow copy: what came in is not ours to change. */
    static JsonNode increment(JsonNode arguments) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.setAll((ObjectNode) arguments);
        return answer.put(Payload.LIMIT, arguments.path(Payload.LIMIT).intValue() + 1);
    }

    @Override
    public Caller startCaller(Endpoint endpoint) {
        return new RoomCaller(Room.connect(endpoint.uri(), endpoint.callerToken()));
    }

    private static final class RoomCaller implements Caller {
        private final Room room;
        private volatile TaskInput arguments = TaskInput.of(null);

        RoomCaller(Room room) {
            this.room = room;
        }

        @Override
        public void prepare(int size) {
            arguments = TaskInput.parse(new String(Payload.arguments(size), StandardCharsets.US_ASCII));
        }

        @Override
        public void ask(int slot, Answered answered) {
            room.agents()
                    .askAsync(RUNNER, arguments, AskOptions.DEFAULT)
                    .whenComplete((result, error) -> answered.answered(error == null ? problem(result) : error));
        }

        private static @Nullable Throwable problem(TaskResult result) {
            int limit = result.as(JsonNode.class).path(Payload.LIMIT).intValue();
            return limit == Payload.ANSWERED ? null : new BenchmarkException("wrong answer: limit is " + limit);
        }

        @Override
        public void close() {
            room.close();
        }
    }
}
