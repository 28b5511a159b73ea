package dev.taskrunner.server;

import dev.taskrunner.wire.JsonFields;
import java.util.List;

/** Storage, which is empty so far: every runner of the reference lists a folder when it starts (section 7.1). Stateless. */
final class StorageRoute {
    private StorageRoute() {}

    static void list(Request request) {
        String path = request.json().string("path");
        Grant.read(path == null ? "" : path).require(request.from());
        request.reply().json(JsonFields.builder().put("files", List.of()).build());
    }
}
