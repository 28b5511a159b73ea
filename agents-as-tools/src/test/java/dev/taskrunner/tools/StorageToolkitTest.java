package dev.taskrunner.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.llm.ConfigurableToolkit;
import dev.taskrunner.llm.PrebuiltRunners;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import dev.taskrunner.testing.RoomFixture;
import dev.taskrunner.testing.model.ModelRequests;
import dev.taskrunner.testing.model.ModelServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The room's {@code meshagent.runner} with what its callers may switch on: storage, search of the web. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class StorageToolkitTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private final ModelServer models = new ModelServer();

    @AfterEach
    void stop() {
        models.close();
    }

    private void serve(Room host) {
        host.serve(PrebuiltRunners.runner(
                models.model().build(),
                ConfigurableToolkit.of(StorageToolkit.of(host)),
                ConfigurableToolkit.ofModel(
                        "web_search",
                        config -> OpenAiChatRequestParameters.builder()
                                .customParameters(Map.of("web_search_options", Map.of("search_context_size", "low")))
                                .build())));
    }

    private static Map<String, Object> prompt(String... tools) {
        List<Map<String, String>> chosen =
                java.util.Arrays.stream(tools).map(name -> Map.of("name", name)).toList();
        return Map.of("prompt", "go", "tools", chosen);
    }

    private static Object ask(Room caller, String... tools) {
        return caller.agents()
                .ask(PrebuiltRunners.RUNNER, prompt(tools))
                .asMap()
                .get("result");
    }

    @Test
    @DisplayName("§10.9 with {name: storage} the model lists, reads and writes files of the room")
    void usesStorage(@As("host") Room host, @As("caller") Room caller) {
        host.storage().writeBytes("notes/tea.md", HELLO);
        serve(host);
        models.calls("list_files", "{\"path\":\"notes\"}", "read_file", "{\"path\":\"notes/tea.md\"}")
                .calls("write_file", "{\"path\":\"notes/new.txt\",\"text\":\"grün\"}")
                .text("done");
        assertThat(ask(caller, "storage")).isEqualTo("done");
        JsonNode last = models.lastRequest();
        assertThat(ModelRequests.tools(last)).containsExactly("list_files", "read_file", "write_file");
        List<String> told = ModelRequests.texts(last, "tool");
        assertThat(told.get(0)).isEqualTo("{\"entries\":[{\"name\":\"tea.md\",\"is_folder\":false,\"size\":5}]}");
        assertThat(told.get(1)).contains("notes/tea.md");
        assertThat(ModelRequests.texts(last, "user").get(1)).contains("File notes/tea.md:", "hello");
        assertThat(told.get(2)).contains("\"bytes\":5");
        assertThat(caller.storage().readBytes("notes/new.txt")).asString().isEqualTo("grün");
    }

    @Test
    @DisplayName("what goes wrong reaches the model in words: no such file, one that is there, one that is too large")
    void saysWhatIsWrong(@As("host") Room host, @As("caller") Room caller) {
        host.storage().writeBytes("a.txt", HELLO);
        host.storage().writeBytes("large.txt", new byte[(4 << 20) + 1]);
        serve(host);
        models.calls("read_file", "{\"path\":\"b.txt\"}", "read_file", "{\"path\":\"large.txt\"}")
                .calls("write_file", "{\"path\":\"a.txt\",\"text\":\"x\"}", "read_file", "{\"path\":\"../x\"}")
                .calls("write_file", "{\"path\":\"a.txt\",\"text\":\"x\",\"overwrite\":true}")
                .text("done");
        ask(caller, "storage");
        List<String> told = ModelRequests.texts(models.lastRequest(), "tool");
        assertThat(told.subList(0, 4)).allSatisfy(text -> assertThat(text).startsWith("error: "));
        assertThat(told.get(0)).contains("b.txt");
        assertThat(told.get(1)).contains("large.txt", "4194304");
        assertThat(told.get(2)).contains("a.txt");
        assertThat(caller.storage().readBytes("a.txt")).asString().isEqualTo("x");
    }

    /** May read the files in one folder. */
    private static ApiScope readingOwn() {
        return ApiScope.builder()
                .allow("agents")
                .allow("storage", Map.of("paths", List.of(Map.of("path", "alice/", "read_only", true))))
                .build();
    }

    @Test
    @DisplayName("a caller's model reads no file that the caller may not read, whatever the runner may")
    void keepsToTheCallersRights(RoomFixture rooms, @As("host") Room host) {
        host.storage().writeBytes("alice/a.txt", HELLO);
        host.storage().writeBytes("boss/b.txt", HELLO);
        serve(host);
        Room alice = rooms.connect("alice", readingOwn());
        models.calls("read_file", "{\"path\":\"alice/a.txt\"}", "read_file", "{\"path\":\"boss/b.txt\"}")
                .calls("write_file", "{\"path\":\"alice/c.txt\",\"text\":\"x\"}")
                .text("done");
        ask(alice, "storage");
        List<String> told = ModelRequests.texts(models.lastRequest(), "tool");
        assertThat(told.get(0)).startsWith("a file: alice/a.txt");
        assertThat(told.subList(1, 3)).allSatisfy(text -> assertThat(text).startsWith("error: denied"));
        assertThat(models.lastRequest().toString()).doesNotContain("File boss/b.txt");
        assertThat(host.storage().exists("alice/c.txt")).isFalse();
    }

    @Test
    @DisplayName("§10.9 with {name: web_search} the provider's own tool is switched on, for this ask only")
    void switchesWebSearchOn(@As("host") Room host, @As("caller") Room caller) {
        serve(host);
        models.text("found").text("not searched");
        assertThat(ask(caller, "web_search")).isEqualTo("found");
        assertThat(models.lastRequest().path("web_search_options")).hasToString("{\"search_context_size\":\"low\"}");
        assertThat(models.lastRequest().has("tools")).isFalse();
        assertThat(ask(caller)).isEqualTo("not searched");
        assertThat(models.lastRequest().has("web_search_options")).isFalse();
    }

    @Test
    @DisplayName("both together, with the model that the caller names")
    void combines(@As("host") Room host, @As("caller") Room caller) {
        serve(host);
        models.text("done");
        Map<String, Object> arguments = new java.util.HashMap<>(prompt("storage", "web_search"));
        arguments.put("model", "gpt-search");
        caller.agents().ask(PrebuiltRunners.RUNNER, arguments);
        JsonNode request = models.lastRequest();
        assertThat(request.path("model").asText()).isEqualTo("gpt-search");
        assertThat(request.has("web_search_options")).isTrue();
        assertThat(ModelRequests.tools(request)).hasSize(3);
    }

    @Test
    @DisplayName("§10.7 what this room has not, such as a database, and options that are not known are refused by name")
    void refusesTheRest(@As("host") Room host, @As("caller") Room caller) {
        serve(host);
        TaskException database = failure(caller, prompt("database"));
        assertThat(database.code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(database.text()).contains("database");
        Map<String, Object> odd = Map.of("name", "storage", "read_only", true);
        assertThat(failure(caller, Map.of("prompt", "go", "tools", List.of(odd)))
                        .code())
                .isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(models.requests()).isEmpty();
    }

    private static TaskException failure(Room caller, Map<String, Object> arguments) {
        return Assertions.catchThrowableOfType(
                TaskException.class, () -> caller.agents().ask(PrebuiltRunners.RUNNER, arguments));
    }
}
