package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.RequiredSchema;
import dev.taskrunner.RequiredTable;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.Requirement;
import dev.taskrunner.TaskException;
import dev.taskrunner.Toolkit;
import dev.taskrunner.protocol.MessageType;
import dev.taskrunner.wire.Body;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sees to what a runner requires before it is registered (section 10.5), within finite times. */
final class RequirementInstaller {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String SCHEMAS = ".schemas";

    /** The reference's name for what a user's own page offers; never waited for. */
    private static final String USER_INTERFACE = "ui";

    private final RoomServices services;

    RequirementInstaller(RoomServices services) {
        this.services = services;
    }

    void install(List<Requirement> requirements) {
        for (Requirement requirement : requirements) {
            if (requirement instanceof RequiredToolkit toolkit) {
                awaitToolkit(toolkit);
            } else if (requirement instanceof RequiredSchema schema) {
                installSchema(schema);
            } else if (requirement instanceof RequiredTable table) {
                throw new TaskException(
                        ErrorCode.UNSUPPORTED, "table '" + table.name() + "' is required, but this room has no tables");
            }
        }
    }

    private void awaitToolkit(RequiredToolkit required) {
        if (required.name().equals(USER_INTERFACE) || required.timeout().isZero()) {
            return;
        }
        Optional<Toolkit> found = Polling.until(
                services.link(),
                required.timeout(),
                POLL,
                () -> services.toolkits().list().stream()
                        .filter(toolkit -> toolkit.name().equals(required.name()))
                        .findFirst());
        if (found.isEmpty()) {
            throw new TaskException(
                    ErrorCode.TIMED_OUT,
                    "the required toolkit '" + required.name() + "' did not appear within "
                            + seconds(required.timeout()));
        }
    }

    private void installSchema(RequiredSchema required) {
        String path = SCHEMAS + "/" + required.name() + ".json";
        if (required.schema() != null) {
            write(path, required.schema().toJson());
            return;
        }
        Optional<String> found = Polling.until(
                services.link(),
                required.timeout(),
                POLL,
                () -> names().stream()
                        .filter(name -> name.equals(required.name() + ".json"))
                        .findFirst());
        if (found.isEmpty()) {
            throw new TaskException(
                    ErrorCode.TIMED_OUT,
                    "the required schema " + path + " did not appear within " + seconds(required.timeout()));
        }
    }

    private List<String> names() {
        JsonFields answer = services.link()
                .request(
                        MessageType.STORAGE_LIST,
                        JsonFields.builder().put("path", SCHEMAS).build());
        List<RawJson> files = answer.array("files");
        return files == null
                ? List.of()
                : files.stream()
                        .map(CallContexts::plain)
                        .filter(java.util.Map.class::isInstance)
                        .map(file -> String.valueOf(((java.util.Map<?, ?>) file).get("name")))
                        .toList();
    }

    private void write(String path, String text) {
        RoomLink link = services.link();
        JsonFields opened = link.request(
                "storage.open",
                JsonFields.builder().put("path", path).put("overwrite", true).build());
        JsonFields handle =
                JsonFields.builder().put("handle", opened.raw("handle")).build();
        link.exchange("storage.write", Body.of(handle, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))));
        link.request("storage.close", handle);
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
