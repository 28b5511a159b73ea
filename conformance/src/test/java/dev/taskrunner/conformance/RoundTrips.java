package dev.taskrunner.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Content;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Generation;
import dev.taskrunner.room.Room;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;

/** Our side of the scenarios in which something goes there and back again. */
final class RoundTrips {
    private static final String SCHEMA =
            "{\"type\":\"object\",\"required\":[\"a\",\"b\"],\"properties\":{\"a\":{\"type\":\"integer\"}}}";

    private RoundTrips() {}

    /** Files of the program's toolkit reach both generations of ours; files in the room's storage go both ways. */
    static void files(Stage stage) throws Exception {
        NodeProgram program = stage.play();
        program.hear("ready");
        List<Room> ours = List.of(stage.join(Generation.CLASSIC), stage.join(Generation.CURRENT));
        for (Room room : ours) {
            TaskResult given = room.toolkits().invoke("wire", "give", Map.of("kind", "file"));
            Content.File file = (Content.File) given.content();
            assertThat(file.name()).isEqualTo("grün.bin");
            assertThat(file.mimeType()).isEqualTo("a/b");
            assertThat(file.data().toByteArray()).isEqualTo(Scenarios.bytes(100_000));
            room.storage().upload("from/java.bin", new ByteArrayInputStream(Scenarios.bytes(70_000)), true, sent -> {});
        }
        program.say("done");
        program.hear("uploaded");
        for (Room room : ours) {
            assertThat(room.storage().readBytes("from/node.bin")).isEqualTo(Scenarios.bytes(80_000));
        }
        program.say("end");
        program.succeeded();
    }

    /** The program asks a runner of ours in each generation, which asks a runner of the program's. */
    static void mixed(Stage stage) throws Exception {
        for (Generation generation : List.of(Generation.CLASSIC, Generation.CURRENT)) {
            Room room = stage.join(generation);
            TaskSpec spec = TaskSpec.builder(room.name()).inputSchema(SCHEMA).build();
            room.serve(TaskRunner.of(spec, (context, input) -> {
                Map<String, Object> sum =
                        context.agents().ask("other", input.asMap()).asMap();
                return TaskResult.of(Map.of("doubled", 2 * ((Number) sum.get("sum")).intValue()));
            }));
        }
        stage.play().succeeded();
    }
}
