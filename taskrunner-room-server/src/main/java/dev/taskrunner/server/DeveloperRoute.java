package dev.taskrunner.server;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;

/** The developer log (section 6.4). Stateless. Every message is answered, although TypeScript clients do not wait. */
final class DeveloperRoute {
    private DeveloperRoute() {}

    static void log(Request request) throws WireException {
        RawJson data = request.json().raw("data");
        log(request, request.json().requireString("type"), data == null ? RawJson.EMPTY_OBJECT : data);
    }

    /** A route for the log's short forms, which become entries of that type. */
    static Route level(String type) {
        return request -> {
            JsonFields extra = request.json().object("extra");
            JsonFields.Builder data =
                    JsonFields.builder().put("message", request.json().requireString("message"));
            log(
                    request,
                    type,
                    data.putAll(extra == null ? JsonFields.EMPTY : extra).toRaw());
        };
    }

    private static void log(Request request, String type, RawJson data) {
        request.room()
                .messenger
                .log(JsonFields.builder().put("type", type).put("data", data).build());
        request.reply().empty();
    }

    static void watch(Request request) {
        request.room().messenger.watch(request.from(), true);
        request.reply().empty();
    }

    static void unwatch(Request request) {
        request.room().messenger.watch(request.from(), false);
        request.reply().empty();
    }

    /** What is asked and called in the room: ours. */
    static void trace(Request request, boolean on) {
        request.room().trace.watch(request.from(), on);
        request.reply().empty();
    }
}
