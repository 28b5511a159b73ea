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
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.taskrunner.Toolkit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the options and variables of {@code llm} come to, and what its user sees of providers that fail. */
class LlmFlagsTest extends InRoom {
    private static final String PATH = "/v1/chat/completions";
    private static final String ASK = "agents ask --agent writer --input {\"prompt\":\"what?\"}";

    private final WireMockServer provider = new WireMockServer(wireMockConfig().dynamicPort());

    @BeforeEach
    void startProvider() {
        provider.start();
        cli.with("OPENAI_BASE_URL", provider.baseUrl() + "/v1");
    }

    @AfterEach
    void stopProvider() {
        provider.stop();
    }

    private void answers(String text) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putArray("choices")
                .addObject()
                .put("index", 0)
                .putObject("message")
                .put("role", "assistant")
                .put("content", text);
        provider.stubFor(post(urlEqualTo(PATH))
                .willReturn(aResponse()
                        .withHeader("Content-Type", "application/json")
                        .withBody(body.toString())));
    }

    private Cli.Running serve(String... more) throws Exception {
        String[] args = new String[3 + more.length];
        System.arraycopy(new String[] {"llm", "--agent-name", "writer"}, 0, args, 0, 3);
        System.arraycopy(more, 0, args, 3, more.length);
        Cli.Running running = cli.start(args);
        running.err().awaitLine(line -> line.startsWith("serving in room test room with model "));
        return running;
    }

    private Cli.Done ask() {
        return cli.run(ASK.split(" "));
    }

    private LoggedRequest request() {
        List<LoggedRequest> all = provider.findAll(postRequestedFor(urlEqualTo(PATH)));
        assertThat(all).isNotEmpty();
        return all.get(0);
    }

    private String system() throws Exception {
        return Json.read(request().getBodyAsString())
                .path("messages")
                .path(0)
                .path("content")
                .asText();
    }

    @Test
    @DisplayName("A server of one's own needs no key; the model is the default unless named")
    void aServerOfOnesOwnNeedsNoKey() throws Exception {
        answers("Tea.");
        Cli.Running running = serve("--json");
        assertThat(ask().out()).isEqualTo("\"Tea.\"\n");
        assertThat(request().getHeader("Authorization")).isEqualTo("Bearer none");
        JsonNode body = Json.read(request().getBodyAsString());
        assertThat(body.path("model").asText()).isEqualTo("gpt-4o-mini");
        assertThat(body.has("tools")).isFalse();
        assertThat(running.interrupt()).isEqualTo(ExitCodes.INTERRUPTED);
    }

    @Test
    @DisplayName("--model goes before OPENAI_MODEL, and empty variables count as unset")
    void theOptionGoesFirst() throws Exception {
        answers("Tea.");
        cli.with("OPENAI_MODEL", "from-env").with("OPENAI_API_KEY", "");
        Cli.Running running = serve("--model", "from-option");
        assertThat(running.err().text()).contains("with model from-option until");
        ask();
        assertThat(Json.read(request().getBodyAsString()).path("model").asText())
                .isEqualTo("from-option");
        running.interrupt();
    }

    @Test
    @DisplayName("Rules keep their order: those of options, then those of the file, without blank lines")
    void rulesKeepTheirOrder() throws Exception {
        answers("Tea.");
        Path file = Files.writeString(folder.resolve("rules"), "\n three \n\nfour ü");
        Cli.Running running = serve("--rule", "one", "two", "--rules-file", file.toString());
        ask();
        assertThat(system()).isEqualTo("one\n\ntwo\n\nthree\n\nfour ü");
        running.interrupt();
    }

    @Test
    @DisplayName("Title and description are what people see of it")
    void showsTitleAndDescription() throws Exception {
        Cli.Running running = serve("--title", "A writer", "--description", "Writes all day");
        assertThat(cli.run("agents", "describe", "writer").out()).contains("A writer", "Writes all day", "prompt");
        assertThat(cli.run("agents", "list").out()).contains("\"title\":\"A writer\"");
        running.interrupt();
    }

    @Test
    @DisplayName("The schema of the answers comes from standard input too, and an answer that misses it is refused")
    void refusesAnswersThatMissTheSchema() throws Exception {
        answers("{\"sum\":\"three\"}");
        cli.input("{\"type\":\"object\",\"properties\":{\"sum\":{\"type\":\"integer\"}},\"required\":[\"sum\"]}");
        Cli.Running running = serve("--output-schema", "-");
        Cli.Done done = ask();
        assertThat(done.err()).contains("\nerror: invalid_response: ", "/sum");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEmpty();
        assertThat(provider.findAll(postRequestedFor(urlEqualTo(PATH)))).hasSize(3);
        running.interrupt();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"prompt\":1}", "{\"prompt\":\"x\",\"other\":2}"})
    void refusesOtherArgumentsBeforeTheModelIsAsked(String input) throws Exception {
        answers("Tea.");
        Cli.Running running = serve();
        Cli.Done done = cli.run("agents", "ask", "--agent", "writer", "--input", input);
        assertThat(done.err()).startsWith("error: invalid_arguments: ");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(provider.findAll(postRequestedFor(urlEqualTo(PATH)))).isEmpty();
        running.interrupt();
    }

    @ParameterizedTest
    @CsvSource({"400", "401", "403", "404"})
    @DisplayName("A provider that refuses: 1, and nothing of what it wrote")
    void tellsOfAProviderThatRefuses(int status) throws Exception {
        provider.stubFor(post(urlEqualTo(PATH))
                .willReturn(aResponse().withStatus(status).withBody("{\"error\":{\"message\":\"inner-4711\"}}")));
        Cli.Running running = serve();
        Cli.Done done = ask();
        assertThat(done.err()).contains("\nerror: failed: the ").doesNotContain("inner-4711", "Exception");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEmpty();
        running.interrupt();
        assertThat(running.out().text()).doesNotContain("inner-4711");
    }

    @Test
    @DisplayName("Waits for a toolkit that is not there yet, says so, and offers it to the model")
    void waitsForAToolkit() throws Exception {
        answers("Tea.");
        host();
        Cli.Running running = cli.start("llm", "--agent-name", "writer", "--toolkit", "late-kit");
        running.err().awaitLine(line -> line.equals("waiting for toolkits [late-kit] to be in room test room"));
        assertThat(cli.run("agents", "list").out()).isEqualTo("[]\n");
        host().toolkits().register(Toolkit.of("late-kit", ToolkitsTest.twice()), true);
        running.err().awaitLine(line -> line.startsWith("serving in room"));
        assertThat(ask().out()).isEqualTo("\"Tea.\"\n");
        assertThat(Json.read(request().getBodyAsString()).path("tools")).hasSize(1);
        running.interrupt();
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "ftp://host/v1", "http://", "http:// host/v1", "/v1"})
    void refusesAddressesThatCannotBe(String url) {
        cli.with("OPENAI_BASE_URL", url);
        Cli.Done done = cli.run("llm", "--agent-name", "writer");
        assertThat(done.err()).startsWith("error: OPENAI_BASE_URL must be like https://host/v1, not '");
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(done.out()).isEmpty();
    }

    @Test
    @DisplayName("A file of rules must be a file, and text")
    void refusesOtherFilesOfRules() throws Exception {
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe});
        Cli.Done done = cli.run("llm", "--agent-name", "a", "--rules-file", binary.toString());
        assertThat(done.err()).isEqualTo("error: --rules-file cannot be read: it is no text in UTF-8\n");
        assertThat(done.code()).isEqualTo(ExitCodes.USAGE);
        assertThat(cli.run("llm", "--agent-name", "a", "--rules-file", folder.toString())
                        .code())
                .isEqualTo(ExitCodes.USAGE);
    }
}
