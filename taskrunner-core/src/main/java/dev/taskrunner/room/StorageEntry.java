package dev.taskrunner.room;

import dev.taskrunner.wire.JsonFields;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder in a room's storage (classic protocol section 7.1).
 *
 * @param name its own name, without the folder it is in
 * @param isFolder whether it is a folder
 * @param size in bytes; empty for folders, and from servers that do not say
 * @param createdAt when it was first written, if the server says
 * @param updatedAt when it was last written, if the server says
 */
public record StorageEntry(
        String name, boolean isFolder, Optional<Long> size, Optional<Instant> createdAt, Optional<Instant> updatedAt) {

    static StorageEntry read(JsonFields json) {
        String name = json.string("name");
        return new StorageEntry(
                name == null ? "" : name,
                Boolean.TRUE.equals(json.bool("is_folder")),
                Optional.ofNullable(json.integer("size")),
                time(json.string("created_at")),
                time(json.string("updated_at")));
    }

    /** Servers may write times in other ways; then there is none. */
    private static Optional<Instant> time(@Nullable String text) {
        try {
            return text == null
                    ? Optional.empty()
                    : Optional.of(java.time.OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
