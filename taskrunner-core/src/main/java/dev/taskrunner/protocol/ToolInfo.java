package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tool as rooms list it (sections 5.3 and 5.5).
 *
 * @param name the tool's name
 * @param title what to call it when people look
 * @param description what it does
 * @param inputSchema what its arguments must look like; null when not said
 * @param definitions a map to be placed under {@code $defs} of the input schema; null for none
 */
public record ToolInfo(
        String name,
        String title,
        String description,
        @Nullable RawJson inputSchema,
        @Nullable JsonFields definitions) {

    /**
     * Reads a tool in either generation's form; lenient.
     *
     * @param name its name, from the key of the map or from its own member
     * @param fields its description
     * @return the tool
     */
    public static ToolInfo read(String name, JsonFields fields) {
        String title = fields.string("title");
        String description = fields.string("description");
        return new ToolInfo(
                name,
                title == null ? name : title,
                description == null ? "" : description,
                ToolSpecs.schema(fields, "input"),
                fields.object("defs"));
    }

    /**
     * Reads the tools of a toolkit, be they a map, as in listings, or a list, as with asks; lenient.
     *
     * @param toolkit the toolkit's description
     * @return its tools, in order
     */
    public static List<ToolInfo> readAll(JsonFields toolkit) {
        List<ToolInfo> infos = new ArrayList<>();
        JsonFields byName = toolkit.object("tools");
        if (byName != null) {
            for (String name : byName.names()) {
                JsonFields tool = byName.object(name);
                infos.add(read(name, tool == null ? JsonFields.EMPTY : tool));
            }
        }
        List<RawJson> listed = toolkit.array("tools");
        for (RawJson one : listed == null ? List.<RawJson>of() : listed) {
            readListed(one, infos);
        }
        return infos;
    }

    private static void readListed(RawJson json, List<ToolInfo> into) {
        JsonFields tool =
                json.isObject() ? JsonFields.builder().put("tool", json).build().object("tool") : null;
        String name = tool == null ? null : tool.string("name");
        if (tool != null && name != null) {
            into.add(read(name, tool));
        }
    }

    /**
     * Writes the tool as an element of a map of tools.
     *
     * @return its description without its name
     */
    public JsonFields json() {
        return JsonFields.builder()
                .put("title", title)
                .put("description", description)
                .put("input_schema", inputSchema)
                .put("thumbnail_url", null)
                .put("defs", definitions)
                .build();
    }
}
