package dev.taskrunner.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.server.CallOptions;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import dev.taskrunner.service.ServiceCall;
import dev.taskrunner.service.ServiceHost;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CallTest extends InRoom {
    private final BlockingQueue<ServiceCall> calls = new LinkedBlockingQueue<>();
    private ServiceHost service;

    private static TaskRunner echo() {
        TaskSpec spec =
                TaskSpec.builder("echo").inputSchema("{\"type\":\"object\"}").build();
        return TaskRunner.of(spec, (context, input) -> TaskResult.of(Map.of("said", input.asMap())));
    }

    @BeforeEach
    void startService() {
        server.close();
        server = RoomServer.start(RoomServerOptions.builder()
                .secret(SECRET)
                .calls(CallOptions.defaults().withPrivateAddresses(true))
                .build());
        cli.with("MESHAGENT_API_URL", Addresses.webSocket(server).toString());
        service = ServiceHost.builder()
                .host("127.0.0.1")
                .port(0)
                .webhookSecret(null)
                .serve("/echo", "echo", call -> {
                    calls.add(call);
                    return echo();
                })
                .start();
    }

    @AfterEach
    void stopService() {
        service.close();
    }

    @Test
    @DisplayName("A service is called in under the given name, with its arguments, and can then be asked")
    void calls() throws Exception {
        Cli.Done done = cli.run(
                "call", service.uri("/echo").toString(), "--name", "parrot", "--input", "{\"a\":1}", "--wait", "20s");
        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
        assertThat(Json.read(done.out()).path("name").textValue()).isEqualTo("parrot");
        assertThat(calls.poll(20, TimeUnit.SECONDS).arguments()).isEqualTo(Map.of("a", 1));
        assertThat(cli.run("agents", "ask", "--agent", "parrot", "--input", "{\"b\":2}")
                        .out())
                .isEqualTo("{\"said\":{\"b\":2}}\n");
    }

    @Test
    @DisplayName("By reverse WebSocket too; without --wait nothing is printed")
    void reverse() throws Exception {
        String url = service.uri("/echo").toString().replaceFirst("http", "ws");
        assertThat(cli.run("call", url, "--name", "parrot")).isEqualTo(new Cli.Done(0, "", ""));
        assertThat(calls.poll(20, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    @DisplayName("Wrong usage is 2, a service that refuses is 1 and says why")
    void failures() {
        assertThat(cli.run("call", service.uri("/echo").toString()).code()).isEqualTo(ExitCodes.USAGE);
        assertThat(cli.run("call", "not a url", "--name", "x").code()).isEqualTo(ExitCodes.USAGE);
        assertThat(cli.run("call", "http://h/", "--name", "x", "--input", "[]").code())
                .isEqualTo(ExitCodes.USAGE);
        Cli.Done nowhere = cli.run("call", service.uri("/nowhere").toString(), "--name", "x");
        assertThat(nowhere.code()).isEqualTo(ExitCodes.FAILED);
        assertThat(nowhere.err()).contains("404");
        assertThat(cli.run("call", "ftp://h/", "--name", "x").code()).isEqualTo(ExitCodes.FAILED);
    }
}
