package dev.taskrunner.server;

import dev.taskrunner.protocol.RunToolkit;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A registered runner. Owner: the room; its lock guards {@link #outstanding}, all else is fixed. Of the classic generation its
 * name is its participant's: what the registration says about a name is ignored. Of the current one it is a toolkit, and has that
 * one's name.
 */
final class Agent {
    private static final RawJson NO_LIST = RawJson.of(List.of());

    final String id = UUID.randomUUID().toString();
    final String name;
    final Session owner;
    /** What its registration was written in. */
    final Dialect dialect;
    /** What it is called by; null for a runner of the classic generation. */
    final @Nullable RegisteredToolkit toolkit;

    final boolean supportsTools;
    final boolean forbidsReentry;
    /** Its element in the list of agents. */
    final RawJson listing;
    /** Its value in the map of toolkits. */
    final RawJson toolkitListing;
    /** Unanswered tasks; guarded by the room's lock. */
    int outstanding;

    private Agent(String name, Session owner, @Nullable RegisteredToolkit toolkit, JsonFields registration) {
        this.name = name;
        this.owner = owner;
        this.toolkit = toolkit;
        dialect = owner.dialect;
        supportsTools = Boolean.TRUE.equals(registration.bool("supports_tools"));
        JsonFields annotations = registration.object("annotations");
        forbidsReentry = annotations != null && "forbid".equals(annotations.string("taskrunner.reentry"));
        listing = listing(registration);
        toolkitListing = JsonFields.builder()
                .putAll(RunToolkit.toolkit(name, registration))
                .put("participant_id", owner.id)
                .toRaw();
    }

    /** A runner of the classic generation. */
    static Agent classic(Session owner, JsonFields registration) {
        return new Agent(owner.name, owner, null, registration);
    }

    /** The runner that a toolkit is; null when it is none. */
    static @Nullable Agent of(RegisteredToolkit toolkit, JsonFields registration) {
        JsonFields agent = toolkit.isPublic ? RunToolkit.agent(toolkit.name, registration) : null;
        return agent == null ? null : new Agent(toolkit.name, toolkit.owner, toolkit, agent);
    }

    private RawJson listing(JsonFields registration) {
        String title = registration.string("title");
        String description = registration.string("description");
        return JsonFields.builder()
                .put("name", name)
                .put("title", title == null ? name : title)
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
