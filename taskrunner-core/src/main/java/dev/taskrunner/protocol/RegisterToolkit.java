package dev.taskrunner.protocol;

import dev.taskrunner.wire.JsonFields;
import dev.taskrunner.wire.RawJson;
import dev.taskrunner.wire.WireException;
import org.jspecify.annotations.Nullable;

/**
 * A toolkit as its provider registers it (section 5.5).
 *
 * @param name the toolkit's name
 * @param title what to call it when people look
 * @param description what it is for
 * @param isPublic whether everybody sees it, or only its owner's callers
 * @param thumbnailUrl a picture; null for none
 * @param tools the tools by name, as they were registered
 */
public record RegisterToolkit(
        String name,
        String title,
        String description,
        boolean isPublic,
        @Nullable String thumbnailUrl,
        JsonFields tools) {

    /**
     * Reads a registration. A missing {@code public} means private, as TypeScript and Dart have it.
     *
     * @param fields the message's JSON
     * @return the registration
     * @throws WireException if there is no name, or the tools are no map
     */
    public static RegisterToolkit read(JsonFields fields) throws WireException {
        String name = fields.requireString("name");
        String title = fields.string("title");
        String description = fields.string("description");
        RawJson tools = fields.requireObject("tools");
        return new RegisterToolkit(
                name,
                title == null ? name : title,
                description == null ? "" : description,
                Boolean.TRUE.equals(fields.bool("public")),
                fields.string("thumbnail_url"),
                tools.fields());
    }

    /**
     * Writes the registration, all keys present.
     *
     * @return the message's JSON
     */
    public JsonFields json() {
        return JsonFields.builder()
                .put("name", name)
                .put("title", title)
                .put("description", description)
                .put("public", isPublic)
                .put("thumbnail_url", thumbnailUrl)
                .put("tools", tools)
                .build();
    }
}
