package dev.taskrunner.examples.kotlin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.room.Room;
import dev.taskrunner.testing.RoomExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Kotlin code of docs/functions.md is this module's, and it works. */
@ExtendWith(RoomExtension.class)
class FunctionsTest {
    @Test
    void theGuideShowsTheCodeThatIsCompiled() throws IOException {
        String guide = Files.readString(Path.of("../docs/functions.md"));
        String source = Files.readString(Path.of("src/main/kotlin/dev/taskrunner/examples/kotlin/Functions.kt"));
        String code = source.substring(source.indexOf("// [snippet]\n") + 13, source.indexOf("// [end]"));
        assertThat(code).contains("serveAll");
        assertThat(guide).contains("```kotlin\n" + code + "```");
        assertThat(guide.split("```kotlin\n", -1)).as("no other Kotlin there").hasSize(2);
    }

    @Test
    void everyRunnerAnswers(Room room) {
        FunctionsKt.serveAll(room);
        assertThat(room.agents().ask("sum", Map.of("a", 2)).toJson()).isEqualTo("{\"sum\":3}");
        assertThat(room.agents().ask("add", Map.of("a", 2, "b", 3)).toJson()).isEqualTo("5");
        assertThat(room.agents().ask("greet", Map.of("name", "Ada")).toJson()).isEqualTo("\"Hello Ada\"");
    }
}
