package dev.taskrunner.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.mcp.McpToolProvider;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.service.tool.ToolExecutionResult;
import dev.taskrunner.TaskException;
import dev.taskrunner.room.Room;
import dev.taskrunner.testing.As;
import dev.taskrunner.testing.RoomExtension;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The tools of an MCP client as a room's toolkit. */
@ExtendWith(RoomExtension.class)
@Timeout(60)
class McpToolkitTest {

    /** An MCP client without a server behind it: lists one tool and answers its calls. */
    private static ToolSpecification readFile() {
        return ToolSpecification.builder()
                .name("read_file")
                .description("Reads a file")
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty("path")
                        .required("path")
                        .build())
                .build();
    }

    private static McpClient client() {
        return (McpClient) Proxy.newProxyInstance(
                McpToolkitTest.class.getClassLoader(),
                new Class<?>[] {McpClient.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "key" -> "files";
                    case "listTools" -> List.of(readFile());
                    case "executeTool" -> answer((ToolExecutionRequest) arguments[0]);
                    case "hashCode" -> 1;
                    case "equals" -> proxy == arguments[0];
                    default -> null;
                });
    }

    private static ToolExecutionResult answer(ToolExecutionRequest request) {
        boolean missing = request.arguments().contains("missing");
        return ToolExecutionResult.builder()
                .isError(missing)
                .resultText(missing ? "no such file" : "content for " + request.arguments())
                .build();
    }

    @Test
    @DisplayName("one line publishes an MCP client's tools; what the server calls an error is one")
    void publishes(@As("office") Room office, @As("alice") Room alice) {
        RoomToolkit.publish(
                office, "files", McpToolProvider.builder().mcpClients(client()).build());
        assertThat(alice.toolkits().list().get(0).tools().get(0).description()).isEqualTo("Reads a file");
        assertThat(alice.toolkits()
                        .invoke("files", "read_file", Map.of("path", "a.txt"))
                        .asText())
                .isEqualTo("content for {\"path\":\"a.txt\"}");
        assertThatThrownBy(() -> alice.toolkits().invoke("files", "read_file", Map.of("path", "missing")))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("no such file");
    }
}
