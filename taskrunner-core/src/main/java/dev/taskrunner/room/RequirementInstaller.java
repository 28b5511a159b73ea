package dev.taskrunner.room;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.RequiredSchema;
import dev.taskrunner.RequiredTable;
import dev.taskrunner.RequiredToolkit;
import dev.taskrunner.Requirement;
import dev.taskrunner.TaskException;
import dev.taskrunner.Toolkit;
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
        if (AgentTools.isMeant(required)) {
            awaitAgents(required);
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

    /** The runners named; all of them means those that are there when a task comes. */
    private void awaitAgents(RequiredToolkit required) {
        List<String> missing = AgentTools.missing(required, services.agents());
        if (missing.isEmpty()) {
            return;
        }
        Optional<Boolean> complete = Polling.until(
                services.link(),
                required.timeout(),
                POLL,
                () -> AgentTools.missing(required, services.agents()).isEmpty() ? Optional.of(true) : Optional.empty());
        if (complete.isEmpty()) {
            throw new TaskException(
                    ErrorCode.TIMED_OUT,
                    AgentTools.listed(AgentTools.missing(required, services.agents()))
                            + ", required as tools, did not join the room within " + seconds(required.timeout()));
        }
    }

    private void installSchema(RequiredSchema required) {
        String path = SCHEMAS + "/" + required.name() + ".json";
        if (required.schema() != null) {
            services.storage().writeBytes(path, required.schema().toJson().getBytes(StandardCharsets.UTF_8));
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
        return services.storage().list(SCHEMAS).stream().map(StorageEntry::name).toList();
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() / 1000.0 + " s";
    }
}
