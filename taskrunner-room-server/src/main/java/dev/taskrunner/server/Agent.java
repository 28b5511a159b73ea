package dev.taskrunner.server;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registered runner. Owner: the room; its lock guards {@link #outstanding}, all else is fixed. Its name is its participant's:
 * what the registration says about a name is ignored.
 */
final class Agent {
    private static final RawJson NO_LIST = RawJson.of(List.of());

    final String id = UUID.randomUUID().toString();
    final Session owner;
    final boolean supportsTools;
    final boolean forbidsReentry;
    /** Its element in the list of agents. */
    final RawJson listing;
    /** Unanswered tasks; guarded by the room's lock. */
    int outstanding;

    Agent(Session owner, JsonFields registration) {
        this.owner = owner;
        supportsTools = Boolean.TRUE.equals(registration.bool("supports_tools"));
        JsonFields annotations = registration.object("annotations");
        forbidsReentry = annotations != null && "forbid".equals(annotations.string("taskrunner.reentry"));
        listing = listing(registration);
    }

    String name() {
        return owner.name;
    }

    private RawJson listing(JsonFields registration) {
        String title = registration.string("title");
        String description = registration.string("description");
        return JsonFields.builder()
                .put("name", owner.name)
                .put("title", title == null ? owner.name : title)
                .put("description", description == null ? "" : description)
                .put("input_schema", objectOrNull(registration.raw("input_schema")))
                .put("output_schema", objectOrNull(registration.raw("output_schema")))
                .put("requires", listOrEmpty(registration.raw("requires")))
                .put("supports_tools", supportsTools)
                .put("labels", listOrEmpty(registration.raw("labels")))
                .put("annotations", registration.raw("annotations"))
                .toRaw();
    }

    private static @Nullable RawJson objectOrNull(@Nullable RawJson value) {
        return value != null && value.isObject() ? value : null;
    }

    private static RawJson listOrEmpty(@Nullable RawJson value) {
        return value != null && value.isArray() ? value : NO_LIST;
    }
}
