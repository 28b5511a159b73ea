package dev.taskrunner.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.schema.JsonSchema;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LlmTest extends InRoom {
    private static final String PATH = "/v1/chat/completions";

    private final WireMockServer provider = new WireMockServer(wireMockConfig().dynamicPort());
    private int steps;

    @BeforeEach
    void startProvider() {
        provider.start();
        cli.with("OPENAI_BASE_URL", provider.baseUrl() + "/v1").with("OPENAI_API_KEY", "sk-cli-99");
    }

    @AfterEach
    void stopProvider() {
        provider.stop();
    }

    private void answer(ObjectNode message) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("choices").addObject().put("index", 0).set("message", message.put("role", "assistant"));
        provider.stubFor(post(urlEqualTo(PATH))
                .inScenario("script")
                .whenScenarioStateIs(steps == 0 ? Scenario.STARTED : "step-" + steps)
                .willSetStateTo("step-" + ++steps)
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(body.toString())));
    }

    private void text(String text) {
        answer(JsonNodeFactory.instance.objectNode().put("content", text));
    }

    private void call(String tool, String arguments) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.putArray("tool_calls")
                .addObject()
                .put("id", "call_1")
                .put("type", "function")
                .putObject("function")
                .put("name", tool)
                .put("arguments", arguments);
        answer(message);
    }

    private List<JsonNode> requests() {
        return provider.findAll(postRequestedFor(urlEqualTo(PATH))).stream()
                .sorted(Comparator.comparing(request -> request.getLoggedDate()))
                .map(request -> {
                    assertThat(request.getHeader("Authorization")).isEqualTo("Bearer sk-cli-99");
                    return read(request.getBodyAsString());
                })
                .toList();
    }

    private static JsonNode read(String json) {
        try {
            return Json.read(json);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    private static String line(Cli.Running running) throws Exception {
        return running.out().awaitLine(any -> true);
    }

    @Test
    void servesARunnerOfModelAndRules() throws Exception {
        text("Tea.");
        Path rules = Files.writeString(folder.resolve("rules.txt"), "Be kind\n\n  Be exact\n");
        String line = "llm --agent-name writer --model gpt-cli --description Writes --rules-file " + rules;
        Cli.Running running = cli.start((line + " --rule brief").split(" "));
        assertThat(line(running)).startsWith("{\"name\":\"writer\",\"title\":\"writer\",\"description\":\"Writes\",");
        Cli.Done done = cli.run("agents", "ask", "--agent", "writer", "--input", "{\"prompt\":\"what?\"}");
        assertThat(done.out()).isEqualTo("\"Tea.\"\n");
        JsonNode request = requests().get(0);
        assertThat(request.path("model").asText()).isEqualTo("gpt-cli");
        assertThat(request.path("messages").path(0).path("content").asText()).isEqualTo("brief\n\nBe kind\n\nBe exact");
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
        assertThat(running.err().text())
                .contains("with model gpt-cli until Ctrl-C")
                .doesNotContain("sk-cli-99");
        assertThat(cli.run("agents", "list").out()).isEqualTo("[]\n");
    }

    @Test
    void answersWithJsonOfASchema() throws Exception {
        text("{\"sum\":3}");
        text("{\"sum\":4}");
        Path schema = Files.writeString(
                folder.resolve("sum.json"),
                "{\"type\":\"object\",\"properties\":{\"sum\":{\"type\":\"integer\"}},\"required\":[\"sum\"]}");
        Cli.Running prompted = cli.with("OPENAI_MODEL", "gpt-env")
                .start("llm", "--agent-name", "adder", "--output-schema", "@" + schema);
        assertThat(line(prompted)).contains("\"output_schema\":{\"type\":\"object\"");
        String input = "{\"prompt\":\"1+2\"}";
        assertThat(cli.run("agents", "ask", "--agent", "adder", "--input", input)
                        .out())
                .isEqualTo("{\"sum\":3}\n");
        prompted.interrupt();
        Cli.Running given = cli.start(
                "llm", "--agent-name", "adder", "--output-schema", "@" + schema, "--structured-output", "native");
        line(given);
        assertThat(cli.run("agents", "ask", "--agent", "adder", "--input", input)
                        .out())
                .isEqualTo("{\"sum\":4}\n");
        given.interrupt();
        assertThat(requests().get(0).path("model").asText()).isEqualTo("gpt-env");
        assertThat(requests().get(0).has("response_format")).isFalse();
        assertThat(requests().get(1).path("response_format").path("type").asText())
                .isEqualTo("json_schema");
    }

    @Test
    void usesToolkitsAndRunnersOfTheRoom() throws Exception {
        Tool now =
                Tool.of("now", "Tells the time", JsonSchema.noArguments(), (context, input) -> TaskResult.of("noon"));
        host().toolkits().register(Toolkit.of("clock", now), true);
        host().serve(Runners.answering("poet", "a verse"));
        call("now", "{}");
        call("run_poet", "{}");
        text("At noon: a verse");
        Cli.Running running =
                cli.start("llm", "--agent-name", "host-ess", "--toolkit", "clock", "--agent-tool", "poet");
        line(running);
        Cli.Done done = cli.run("agents", "ask", "--agent", "host-ess", "--input", "{\"prompt\":\"when?\"}");
        assertThat(done.out()).isEqualTo("\"At noon: a verse\"\n");
        assertThat(requests()).hasSize(3);
        assertThat(requests().get(0).path("tools")).hasSize(2);
        JsonNode messages = requests().get(2).path("messages");
        assertThat(messages.path(2).path("content").asText()).isEqualTo("noon");
        assertThat(messages.path(4).path("content").asText()).isEqualTo("a verse");
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    void tellsOfAProviderThatFails() throws Exception {
        provider.stubFor(
                post(urlEqualTo(PATH)).willReturn(aResponse().withStatus(401).withBody("bad key sk-cli-99")));
        Cli.Running running = cli.start("llm", "--agent-name", "writer");
        line(running);
        Cli.Done done = cli.run("agents", "ask", "--agent", "writer", "--input", "{\"prompt\":\"what?\"}");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.err()).contains("credentials").doesNotContain("sk-cli-99");
        running.interrupt();
        assertThat(running.err().text()).doesNotContain("sk-cli-99");
    }

    @Test
    void saysWhatIsWrongWithTheUsage() {
        refused("--agent-name is empty", cli.run("llm", "--agent-name", ""));
        refused("--agent-name", cli.run("llm"));
        refused("there is no such file", cli.run("llm", "--agent-name", "a", "--rules-file", "absent.txt"));
        refused("--output-schema is not JSON", cli.run("llm", "--agent-name", "a", "--output-schema", "{"));
        refused(
                "--output-schema is no JSON schema",
                cli.run("llm", "--agent-name", "a", "--output-schema", "{\"type\":\"odd\"}"));
        refused("native or prompted", cli.run("llm", "--agent-name", "a", "--structured-output", "magic"));
        cli.without("OPENAI_API_KEY").without("OPENAI_BASE_URL");
        refused("OPENAI_API_KEY", cli.run("llm", "--agent-name", "a"));
    }

    private static void refused(String about, Cli.Done done) {
        assertThat(done.code()).as(done.err()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.err()).startsWith("error: ").contains(about);
    }
}
