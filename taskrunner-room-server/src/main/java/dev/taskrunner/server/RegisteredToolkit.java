package dev.taskrunner.server;

import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.protocol.Extension;
import dev.taskrunner.protocol.RegisterToolkit;
import dev.taskrunner.protocol.RunToolkit;
import dev.taskrunner.protocol.ToolInfo;
import dev.taskrunner.protocol.ToolSpecs;
import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A toolkit somebody registered, with the shapes in which others see it. Immutable. */
final class RegisteredToolkit {
    final String id = UUID.randomUUID().toString();
    final Session owner;
    /** What its registration was written in. */
    final Dialect dialect;

    final String name;
    final boolean isPublic;
    /** Its value in the map of toolkits as the classic generation has it. */
    final RawJson listing;
    /** Its value in the map of toolkits of the current generation. */
    final RawJson currentListing;
    /** The same for clients that know no binary content and fail on hearing of it. */
    final RawJson oldListing;

    private final RegisterToolkit registration;
    private final Map<String, RawJson> tools = new LinkedHashMap<>(); // as elements of a list; fixed after construction

    RegisteredToolkit(Session owner, RegisterToolkit registration, JsonFields asRegistered) {
        this.owner = owner;
        dialect = owner.dialect;
        this.registration = registration;
        name = registration.name();
        isPublic = registration.isPublic();
        JsonFields.Builder listed = JsonFields.builder();
        for (String tool : registration.tools().names()) {
            JsonFields fields = registration.tools().object(tool);
            ToolInfo info = ToolInfo.read(tool, fields == null ? JsonFields.EMPTY : fields);
            listed.put(tool, inMap(info, fields));
            tools.put(tool, inList(info));
        }
        listing = described().put("tools", listed.build()).toRaw();
        currentListing = currentListing(asRegistered, true);
        oldListing = currentListing(asRegistered, false);
    }

    private RawJson currentListing(JsonFields asRegistered, boolean binary) {
        JsonFields.Builder listed = JsonFields.builder();
        for (String tool : registration.tools().names()) {
            JsonFields fields = registration.tools().object(tool);
            listed.put(tool, ToolSpecs.listed(fields == null ? JsonFields.EMPTY : fields, binary));
        }
        JsonFields.Builder all = described()
                .put("participant_id", owner.id)
                .put("annotations", RunToolkit.texts(asRegistered.object("annotations")))
                .put("tools", listed.build());
        return all.putIfPresent(Extension.MEMBER, asRegistered.object(Extension.MEMBER))
                .toRaw();
    }

    boolean has(String tool) {
        return tools.containsKey(tool);
    }

    /** Insists on the wanted tools; null wants whatever there is. */
    void check(@Nullable List<String> wanted) {
        for (String tool : wanted == null ? List.<String>of() : wanted) {
            if (!has(tool)) {
                throw new TaskException(
                        ErrorCode.UNKNOWN_TOOL, "the required toolkit '" + name + "' has no tool '" + tool + "'");
            }
        }
    }

    /** The toolkit for a runner: its tools as a list, only the wanted ones. */
    RawJson forRunner(@Nullable List<String> wanted) {
        List<RawJson> picked = new ArrayList<>();
        for (Map.Entry<String, RawJson> tool : tools.entrySet()) {
            if (wanted == null || wanted.contains(tool.getKey())) {
                picked.add(tool.getValue());
            }
        }
        return JsonFields.builder()
                .put("name", name)
                .putAll(described().build())
                .put("tools", picked)
                .toRaw();
    }

    private JsonFields.Builder described() {
        return JsonFields.builder()
                .put("title", registration.title())
                .put("description", registration.description())
                .put("thumbnail_url", registration.thumbnailUrl());
    }

    private static JsonFields inMap(ToolInfo info, @Nullable JsonFields registered) {
        Boolean context = registered == null ? null : registered.bool("supports_context");
        String thumbnail = registered == null ? null : registered.string("thumbnail_url");
        return JsonFields.builder()
                .putAll(info.json())
                .put("thumbnail_url", thumbnail)
                .put("supports_context", Boolean.TRUE.equals(context))
                .build();
    }

    private static RawJson inList(ToolInfo info) {
        return JsonFields.builder()
                .put("name", info.name())
                .put("title", info.title())
                .put("description", info.description())
                .put("input_schema", info.inputSchema())
                .putIfPresent("defs", info.definitions())
                .toRaw();
    }
}
