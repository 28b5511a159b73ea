package dev.taskrunner.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.service.ServiceHost;
import dev.taskrunner.wire.Body;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code room.call} of a client of the current generation, to a real service (current protocol §5.8). */
class CurrentCallTest extends CurrentCase {
    private static final String SECRET = "a webhook secret of thirty-two bytes";

    private ServiceHost service;

    CurrentCallTest() {
        via = Via.SOCKET;
    }

    @Override
    RoomServerOptions.Builder options() {
        return RoomServerOptions.builder().calls(CallOptions.defaults().withWebhookSecret(SECRET));
    }

    @BeforeEach
    void startService() {
        service = service(SECRET);
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    private static ServiceHost service(String secret) {
        return ServiceHost.builder()
                .host("127.0.0.1")
                .port(0)
                .webhookSecret(secret)
                .serve("/made", "maker", call -> {
                    Object what = call.arguments().get("what");
                    TaskSpec spec = TaskSpec.builder("made")
                            .inputSchema(JsonSchema.any())
                            .build();
                    return TaskRunner.of(spec, (context, input) -> TaskResult.of("made of " + what));
                })
                .start();
    }

    private static URI address(ServiceHost service, String scheme) {
        return URI.create(service.uri("/made").toString().replaceFirst("http", scheme));
    }

    private static Body callIn(WireClient client, URI url) {
        return client.request(
                "room.call", "name", "maker", "url", url.toString(), "arguments", Map.of("what", "glass"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    @DisplayName(
            "current 56: room.call: the service joins under that name, and is a toolkit that its caller can invoke")
    void joins(String scheme) {
        WireClient alice = join("alice");
        assertThat(callIn(alice, address(service, scheme)).json().string("type"))
                .isEqualTo("empty");
        eventually(() -> toolkits(alice).has("maker"));
        Body answer = alice.answer(call(alice, "maker", "run_maker_task"));
        assertThat(answer.json().string("text")).isEqualTo("made of glass");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "ws"})
    @DisplayName("room.call of a service that wants another secret: an error with a number, and nobody joins")
    void refused(String scheme) {
        WireClient alice = join("alice");
        try (ServiceHost strict = service("another secret of more than thirty-two bytes")) {
            Body refused = callIn(alice, address(strict, scheme));
            assertThat(number(refused)).isEqualTo(1008);
            assertThat(WireClient.error(refused)).contains("HTTP 40");
        }
        assertThat(toolkits(alice).names()).isEmpty();
    }
}
