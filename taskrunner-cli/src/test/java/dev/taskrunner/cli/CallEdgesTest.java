package dev.taskrunner.cli;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.WireMockServer;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.server.CallOptions;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Services that do not do as they should when they are called into a room. */
class CallEdgesTest extends InRoom {
    private final WireMockServer service = new WireMockServer(wireMockConfig().dynamicPort());

    @BeforeEach
    void startService() {
        service.start();
        restart(CallOptions.defaults().withPrivateAddresses(true));
    }

    @AfterEach
    void stopService() {
        service.stop();
    }

    private void restart(CallOptions options) {
        server.close();
        server = RoomServer.start(
                RoomServerOptions.builder().secret(SECRET).calls(options).build());
        cli.with("MESHAGENT_API_URL", Addresses.webSocket(server).toString());
    }

    private void answers(int status) {
        service.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(status).withBody("inner-4711")));
    }

    private Cli.Done call(String... more) {
        String[] args = new String[4 + more.length];
        System.arraycopy(new String[] {"call", service.baseUrl() + "/s", "--name", "parrot"}, 0, args, 0, 4);
        System.arraycopy(more, 0, args, 4, more.length);
        return cli.run(args);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 400, 401, 403, 404, 500, 503})
    @DisplayName("Whatever a service refuses with is an error with its status, and without its text")
    void aServiceThatRefuses(int status) {
        answers(status);
        Cli.Done done = call();
        assertThat(done.err())
                .startsWith("error: ")
                .contains(String.valueOf(status))
                .doesNotContain("inner-4711");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(done.out()).isEmpty();
    }

    @Test
    @DisplayName("A service that accepts and never comes: 4 after --wait, 0 without")
    void aServiceThatNeverComes() {
        answers(200);
        assertThat(call()).isEqualTo(new Cli.Done(0, "", ""));
        Cli.Done waited = call("--wait", "200ms");
        assertThat(waited.err()).startsWith("error: ").contains("parrot");
        assertThat(waited.code()).isIn(ExitCodes.TIMED_OUT, ExitCodes.FAILED);
        assertThat(waited.out()).isEmpty();
    }

    @Test
    @DisplayName("Arguments come from a file too, and reach the service unchanged with room, name and token")
    void argumentsReachTheService() throws Exception {
        answers(200);
        Path file = Files.writeString(folder.resolve("in.json"), "{\"deep\":{\"n\":[1,2.50,null]},\"t\":\"ü\"}");
        assertThat(call("--input", "@" + file).code()).isZero();
        String body = service.findAll(postRequestedFor(urlEqualTo("/s"))).get(0).getBodyAsString();
        assertThat(body).doesNotContain(SECRET);
        JsonNode data = Json.read(body).path("data");
        assertThat(data.path("arguments")).isEqualTo(Json.read("{\"deep\":{\"n\":[1,2.5,null]},\"t\":\"ü\"}"));
        assertThat(data.path("room_name").asText()).isEqualTo(ROOM);
        assertThat(ParticipantToken.decode(data.path("token").asText()).name()).isEqualTo("parrot");
    }

    @Test
    @DisplayName("Nobody listens there: 1, and the address is named")
    void nobodyListens() {
        String url = service.baseUrl();
        service.stop();
        Cli.Done done = cli.run("call", url, "--name", "parrot");
        assertThat(done.err()).startsWith("error: ").contains("cannot be reached");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    @DisplayName("Private addresses are refused unless the server allows them, and the service hears nothing")
    void refusesPrivateAddresses() {
        answers(200);
        restart(CallOptions.defaults());
        Cli.Done done = call();
        assertThat(done.err()).startsWith("error: ");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(service.findAll(postRequestedFor(anyUrl()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"relative", "/x", "file:///etc/passwd", "http://user:pw@host/", "http:opaque"})
    void refusesOtherAddresses(String url) {
        Cli.Done done = cli.run("call", url, "--name", "parrot");
        assertThat(done.err()).startsWith("error: invalid_request: ").doesNotContain("pw@");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
    }

    @Test
    @DisplayName("Without the grant for agents nobody is called")
    void isDeniedWithoutTheGrant() {
        answers(200);
        String token = cli.run("token", "--room", ROOM, "--name", "n", "--grants", "{\"messaging\":{}}")
                .out()
                .strip();
        Cli.Done done = call("--token", token);
        assertThat(done.err()).startsWith("error: denied: ");
        assertThat(done.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(service.findAll(postRequestedFor(anyUrl()))).isEmpty();
    }
}
