package dev.taskrunner.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.Content;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.room.Generation;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomDocument;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

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

    /** What the program writes into a document, our client of the classic messages copies into another, which the program opens. */
    static void documents(Stage stage) throws Exception {
        stage.otherToken(stage.readersToken("notes/*"));
        NodeProgram program = stage.play();
        program.hear("made");
        String path = "notes/" + stage.version();
        Room classic = stage.join(Generation.CLASSIC);
        Room current = stage.join(Generation.CURRENT);
        BlockingQueue<byte[]> updates = new LinkedBlockingQueue<>();
        BlockingQueue<byte[]> others = new LinkedBlockingQueue<>();
        classic.documents().open(path + ".note", updates::add);
        current.documents().open(path + ".note", others::add);
        try (RoomDocument copy = classic.documents().open(path + "-copy.note", update -> {})) {
            program.say("open");
            until(updates, "three", copy::update);
            until(others, "three", update -> {});
            program.hear("copied");
        }
        program.succeeded();
    }

    private static String text(byte[] update) {
        return new String(update, StandardCharsets.UTF_8);
    }

    private static void until(BlockingQueue<byte[]> updates, String last, Consumer<byte[]> each) throws Exception {
        byte[] update = {};
        while (!text(update).contains(last)) {
            update = updates.poll(60, TimeUnit.SECONDS);
            assertThat(update).as("an update, up to the one with '%s'", last).isNotNull();
            each.accept(update);
        }
    }
}
