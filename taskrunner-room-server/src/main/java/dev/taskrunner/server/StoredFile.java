package dev.taskrunner.server;

import dev.taskrunner.wire.JsonFields;
import java.net.URLConnection;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * What is known of a file.
 *
 * @param path its path
 * @param size in bytes
 * @param created when it was first written
 * @param updated when it was last written
 * @param version another one each time it is written
 */
record StoredFile(String path, long size, Instant created, Instant updated, long version) {
    private static final Map<String, String> TYPES = Map.of(
            "json", "application/json",
            "md", "text/markdown",
            "csv", "text/csv",
            "yaml", "application/yaml",
            "yml", "application/yaml",
            "js", "text/javascript",
            "wasm", "application/wasm");

    String name() {
        return StoragePath.name(path);
    }

    String mimeType() {
        String name = name();
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String known = TYPES.get(ending);
        String guessed = known == null ? URLConnection.guessContentTypeFromName(name) : known;
        return guessed == null ? "application/octet-stream" : guessed;
    }

    JsonFields.Builder json() {
        return JsonFields.builder()
                .put("name", name())
                .put("is_folder", false)
                .put("created_at", created.toString())
                .put("updated_at", updated.toString())
                .put("size", size);
    }
}
