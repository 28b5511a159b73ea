package dev.taskrunner.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.taskrunner.AskOptions;
import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ContentStream;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.StreamTool;
import dev.taskrunner.TaskException;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Generation;
import dev.taskrunner.room.Room;
import dev.taskrunner.schema.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Our side of streams between tools in Java and the program's, both ways, in both generations. */
final class StreamScenarios {
    private static final JsonSchema ANY = JsonSchema.parse("{}");
    private static final AskOptions OPTIONS = AskOptions.timeout(java.time.Duration.ofSeconds(60));

    private StreamScenarios() {}

    static void streams(Stage stage) throws Exception {
        List<Room> ours = List.of(stage.join(Generation.CLASSIC), stage.join(Generation.CURRENT));
        for (Room room : ours) {
            room.toolkits().register(Toolkit.of("java-" + room.name(), upper(), stumble()), true);
        }
        NodeProgram program = stage.play();
        program.hear("ready");
        for (Room room : ours) {
            bothWays(room);
            answers(room);
            failures(room);
        }
        program.say("end");
        program.succeeded();
    }

    private static StreamTool upper() {
        return StreamTool.taking("upper", "Makes capitals", ANY, (context, input, stream) -> {
            stream.forEach(item ->
                    stream.send(item instanceof Content.Text text ? text.text().toUpperCase(Locale.ROOT) : item));
        });
    }

    private static StreamTool stumble() {
        return StreamTool.taking("stumble", "Fails twice", ANY, (context, input, stream) -> {
            stream.send("before");
            stream.send(new Content.Failure(ErrorCode.FAILED, "a stumble"));
            stream.send("after");
            throw new TaskException(ErrorCode.FAILED, "no luck");
        });
    }

    private static void bothWays(Room room) {
        try (ContentStream stream = room.toolkits().openStream("node-streams", "upper", OPTIONS)) {
            stream.send("grün");
            stream.send(new Content.File("x.bin", "a/b", Attachment.of(Scenarios.bytes(3000))));
            assertThat(stream.next()).contains(new Content.Text("GRÜN"));
            Content.File file = (Content.File) stream.next().orElseThrow();
            assertThat(file.data().toByteArray()).isEqualTo(Scenarios.bytes(3000));
            stream.end();
            assertThat(stream.next()).isEmpty();
        }
    }

    private static void answers(Room room) {
        List<Content> items = new ArrayList<>();
        try (ContentStream stream = room.toolkits().stream("node-streams", "count_to", Map.of("to", 300), OPTIONS)) {
            stream.forEach(items::add);
        }
        assertThat(items).hasSize(300);
        assertThat(((Content.Json) items.get(299)).toString()).contains("300");
    }

    private static void failures(Room room) {
        try (ContentStream stream = room.toolkits().openStream("node-streams", "stumble", OPTIONS)) {
            stream.end();
            assertThat(stream.next()).contains(new Content.Text("before"));
            assertThat(stream.next().orElseThrow()).isInstanceOf(Content.Failure.class);
            assertThat(stream.next()).contains(new Content.Text("after"));
            TaskException end = catchThrowableOfType(TaskException.class, stream::next);
            assertThat(end.code()).isEqualTo(ErrorCode.INVALID_RESPONSE);
            assertThat(end.text()).contains("that is no data");
        }
        try (ContentStream stream = room.toolkits().openStream("node-streams", "refuse", OPTIONS)) {
            stream.end();
            assertThat(catchThrowableOfType(TaskException.class, stream::next).text())
                    .isEqualTo("not today");
        }
    }
}
