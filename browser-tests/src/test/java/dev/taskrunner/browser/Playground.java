package dev.taskrunner.browser;

import dev.taskrunner.Progress;
import dev.taskrunner.TaskResult;
import dev.taskrunner.TaskRunner;
import dev.taskrunner.TaskSpec;
import dev.taskrunner.Tool;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.ApiScope;
import dev.taskrunner.room.ParticipantToken;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.RoomOptions;
import dev.taskrunner.room.TokenSource;
import dev.taskrunner.schema.JsonSchema;
import dev.taskrunner.server.RoomServer;
import dev.taskrunner.server.RoomServerOptions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A server with a room full of runners that a page can be tried on. */
final class Playground implements AutoCloseable {
    static final String ROOM = "demo";
    static final String EVIL = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
    /** Turns around the direction of what follows. */
    static final String RIGHT_TO_LEFT = "\u202etxet desrever";

    private static final String SECRET = "the secret of a playground, long enough for HS256";
    private static final int PATIENCE_SECONDS = 60;
    private static final String ORDER = """
            {"type":"object","required":["customer","items"],"additionalProperties":false,"properties":{
              "customer":{"$ref":"#/$defs/customer"},
              "items":{"type":"array","title":"Items","minItems":1,"items":{"type":"object","title":"Item",
                "required":["sku","count"],"properties":{
                  "sku":{"type":"string","pattern":"^[A-Z]{2}-[0-9]+$","examples":["AB-12"]},
                  "count":{"type":"integer","minimum":1,"maximum":99,"default":1}}}},
              "speed":{"enum":["slow","normal","express"],"default":"normal"},
              "payment":{"oneOf":[
                {"type":"object","title":"Card","required":["kind","number"],
                  "properties":{"kind":{"const":"card"},"number":{"type":"string","minLength":4}}},
                {"type":"object","title":"Invoice","required":["kind","vat"],
                  "properties":{"kind":{"const":"invoice"},"vat":{"type":"string"}}}]},
              "note":{"type":"string","maxLength":500,"description":"Anything the shop should know"}},
             "$defs":{"customer":{"type":"object","title":"Customer","required":["name","email"],"properties":{
                "name":{"type":"string","minLength":2,"description":"Who orders"},
                "email":{"type":"string","format":"email"}}}}}""";

    final RoomServer server;
    final Room room;
    /** One permit lets the runner {@code report} make one more step. */
    final Semaphore steps = new Semaphore(0);
    /** Counted down when {@code report} was interrupted. */
    final CountDownLatch cancelled = new CountDownLatch(1);

    Playground(RoomServerOptions.Builder options) {
        server = RoomServer.start(options.secret(SECRET).build());
        room = join("workshop");
        serve();
    }

    Room join(String name) {
        return Room.connect(options(name).build());
    }

    RoomOptions.Builder options(String name) {
        return RoomOptions.builder(server.uri(ROOM), TokenSource.secret(SECRET, ROOM))
                .name(name);
    }

    private void serve() {
        room.toolkits().register(Toolkit.of("shop", price()), true);
        serveOrder();
        serveReport();
        serveStrict();
        serveTeam();
    }

    private void serveOrder() {
        serve(
                TaskSpec.builder("order")
                        .title("Place an order")
                        .description("Checks an order and prices it")
                        .inputSchema(ORDER)
                        .labels("shop"),
                (context, input) -> {
                    context.progress(new Progress(0.5, "looking up prices", null));
                    return TaskResult.of(Map.of("accepted", true, "total", 4200, "order", input.asMap()));
                });
    }

    private void serveReport() {
        serve(
                TaskSpec.builder("report")
                        .title("Write a report")
                        .description("Takes its time")
                        .inputSchema("{\"type\":\"object\",\"properties\":{\"topic\":{\"type\":\"string\"}}}"),
                (context, input) -> {
                    try {
                        for (int i = 1; i <= 10; i++) {
                            context.progress(new Progress(i / 10.0, "chapter " + i, null));
                            steps.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
                        }
                    } catch (InterruptedException e) {
                        cancelled.countDown();
                        throw e;
                    }
                    return TaskResult.of("The report");
                });
    }

    private void serveStrict() {
        serve(
                TaskSpec.builder("strict")
                        .title("Book a date")
                        .description("Knows better than the form what a date is")
                        .inputSchema(
                                "{\"type\":\"object\",\"required\":[\"n\"],\"properties\":{\"n\":{\"type\":\"object\",\"required\":"
                                        + "[\"value\"],\"properties\":{\"value\":{\"type\":\"string\",\"format\":\"date-time\"}}}}}"),
                (context, input) -> TaskResult.of("fine"));
    }

    private void serveTeam() {
        serve(TaskSpec.builder("team").title("Ask the team").inputSchema("{\"type\":\"object\"}"), (context, input) -> {
            context.agents()
                    .ask(
                            "order",
                            Map.of(
                                    "customer", Map.of("name", "Ada", "email", "ada@example.org"),
                                    "items", List.of(Map.of("sku", "AB-1", "count", 1))));
            context.agents().ask("strict", Map.of());
            return TaskResult.of("never");
        });
    }

    /** A runner that takes a map, and nested values of itself. */
    void serveMap() {
        serve(
                TaskSpec.builder("map")
                        .inputSchema(
                                "{\"type\":\"object\",\"required\":[\"prices\"],\"properties\":{\"prices\":{\"type\":"
                                        + "\"object\",\"additionalProperties\":{\"type\":\"integer\"}},\"child\":{\"$ref\":\"#\"}}}"),
                (context, input) -> TaskResult.of(input.asMap()));
    }

    /** A runner whose every text is an attack. */
    void serveEvil() {
        serve(
                TaskSpec.builder("evil")
                        .title("Evil " + EVIL)
                        .description(EVIL + RIGHT_TO_LEFT)
                        .inputSchema("{\"type\":\"object\",\"properties\":{\"field\":{\"type\":\"string\",\"title\":\""
                                + EVIL.replace("\"", "\\\"")
                                + "\",\"description\":\"" + EVIL.replace("\"", "\\\"")
                                + "\",\"links\":[{\"href\":\"javascript:alert(1)\"}],"
                                + "\"media\":{\"type\":\"text/html\"}}}}")
                        .labels(EVIL),
                (context, input) ->
                        TaskResult.of(Map.of(EVIL, EVIL, "huge", "x".repeat(3_000_000), "rtl", RIGHT_TO_LEFT)));
    }

    private void serve(TaskSpec.Builder spec, TaskRunner.Handler work) {
        room.serve(TaskRunner.of(spec.build(), work));
    }

    private static Tool price() {
        return Tool.of(
                "price_of",
                "What some items of a kind cost",
                JsonSchema.parse(
                        "{\"type\":\"object\",\"required\":[\"count\"],\"properties\":{\"count\":{\"type\":\"integer\"}}}"),
                (context, input) ->
                        TaskResult.of(Map.of("cents", ((Number) input.asMap().get("count")).intValue() * 250)));
    }

    String address() {
        return server.httpUri().toString();
    }

    String token(String name) {
        return server.token(ROOM, name);
    }

    /** A token that allows less than others do. */
    String token(String name, ApiScope scope) {
        return ParticipantToken.builder(name)
                .room(ROOM)
                .role("user")
                .api(scope)
                .build()
                .toJwt(SECRET);
    }

    @Override
    public void close() {
        steps.release(1_000);
        room.close();
        server.close();
    }
}
