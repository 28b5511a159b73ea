package dev.taskrunner.langchain4j;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.taskrunner.ErrorCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LangChain4j's MCP client against a server's HTTP. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class McpTest {
    @RegisterExtension
    static final WireMockExtension SERVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().globalTemplating(true))
            .build();

    private static final String TOOLS = """
            {"tools":[
             {"name":"add","description":"adds","inputSchema":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}},
             {"name":"fail","description":"fails","inputSchema":{"type":"object","properties":{}}}]}""";

    private McpClient client;

    @BeforeEach
    void connect() {
        answers(
                "initialize",
                "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},"
                        + "\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}");
        SERVER.stubFor(post("/mcp")
                .withRequestBody(matchingJsonPath(
                        "$.method", com.github.tomakehurst.wiremock.client.WireMock.containing("notifications/")))
                .willReturn(aResponse().withStatus(202)));
        answers("tools/list", TOOLS);
        SERVER.stubFor(post("/mcp")
                .withRequestBody(matchingJsonPath(
                        "$.params.name", com.github.tomakehurst.wiremock.client.WireMock.equalTo("add")))
                .willReturn(result("{\"content\":[{\"type\":\"text\",\"text\":\"three\"}]}")));
        SERVER.stubFor(post("/mcp")
                .withRequestBody(matchingJsonPath(
                        "$.params.name", com.github.tomakehurst.wiremock.client.WireMock.equalTo("fail")))
                .willReturn(result("{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"no luck\"}]}")));
        client = DefaultMcpClient.builder()
                .transport(StreamableHttpMcpTransport.builder()
                        .url(SERVER.baseUrl() + "/mcp")
                        .build())
                .build();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    private static void answers(String method, String result) {
        SERVER.stubFor(post("/mcp")
                .withRequestBody(
                        matchingJsonPath("$.method", com.github.tomakehurst.wiremock.client.WireMock.equalTo(method)))
                .willReturn(result(result)));
    }

    private static com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder result(String json) {
        return OpenAi.json("{\"jsonrpc\":\"2.0\",\"id\":{{jsonPath request.body '$.id'}},\"result\":" + json + "}");
    }

    @Test
    void everyToolIsARunner() {
        List<LangChain4jTaskRunner> runners = LangChain4jTaskRunner.allOf(client);
        assertThat(runners).extracting(runner -> runner.spec().name()).containsExactly("add", "fail");
        LangChain4jTaskRunner add = runners.get(0);
        assertThat(add.spec().description()).isEqualTo("adds");
        assertThat(Asking.ask(add, Map.of("a", 3)).asText()).isEqualTo("three");
        assertThat(Asking.failure(add, Map.of("a", "x")).code()).isEqualTo(ErrorCode.INVALID_ARGUMENTS);
        assertThat(Asking.failure(runners.get(1), Map.of()).text()).contains("no luck");
    }

    @Test
    void oneToolByItsName() {
        assertThat(Asking.ask(LangChain4jTaskRunner.of("adder", client, "add"), Map.of("a", 3))
                        .asText())
                .isEqualTo("three");
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("adder", client)).hasMessageContaining("add, fail");
        assertThatThrownBy(() -> LangChain4jTaskRunner.of("adder", client, "x")).hasMessageContaining("no tool 'x'");
    }
}
