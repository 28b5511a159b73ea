package dev.taskrunner.tools;

import dev.taskrunner.Attachment;
import dev.taskrunner.Content;
import dev.taskrunner.ErrorCode;
import dev.taskrunner.TaskException;
import dev.taskrunner.TaskInput;
import dev.taskrunner.TaskResult;
import dev.taskrunner.Tool;
import dev.taskrunner.ToolContext;
import dev.taskrunner.Toolkit;
import dev.taskrunner.room.Room;
import dev.taskrunner.room.StorageClient;
import dev.taskrunner.room.StorageEntry;
import dev.taskrunner.schema.JsonSchema;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A room's storage as tools for models: {@code list_files}, {@code read_file} and {@code write_file}.
 *
 * <pre>{@code
 * room.serve(PrebuiltRunners.runner(model, ConfigurableToolkit.of(StorageToolkit.of(room))));   // switched on by the caller
 * room.serve(LlmTaskRunner.builder("clerk", model).toolkits(StorageToolkit.of(room)).build());  // always there
 * }</pre>
 *
 * A call within a task may use only what whoever the task is done for may use as well; the room sees to that. A file that is read may
 * have 4 MiB, a list has 500 entries at most and says when there are more.
 */
public final class StorageToolkit {
    private static final int MAX_FILE = 4 << 20;
    private static final int MAX_ENTRIES = 500;
    private static final JsonSchema FOLDER = JsonSchema.parse("""
            {"type":"object","additionalProperties":false,"required":["path"],"properties":{
             "path":{"type":"string","description":"the folder, such as notes/2026; empty for the uppermost"}}}""");
    private static final JsonSchema FILE = JsonSchema.parse("""
            {"type":"object","additionalProperties":false,"required":["path"],"properties":{
             "path":{"type":"string","minLength":1,"description":"the file, such as notes/2026/tea.md"}}}""");
    private static final JsonSchema TEXT = JsonSchema.parse("""
            {"type":"object","additionalProperties":false,"required":["path","text"],"properties":{
             "path":{"type":"string","minLength":1,"description":"the file, such as notes/2026/tea.md"},
             "text":{"type":"string","description":"all that the file is to contain"},
             "overwrite":{"type":"boolean","description":"whether a file that is there is replaced; false unless given"}}}""");

    private final Room room;

    private StorageToolkit(Room room) {
        this.room = room;
    }

    /**
     * The tools for a room's storage.
     *
     * @param room the room; left open
     * @return a toolkit named {@code storage}; safe for several threads
     */
    public static Toolkit of(Room room) {
        StorageToolkit files = new StorageToolkit(room);
        return Toolkit.of(
                        "storage",
                        Tool.of(
                                "list_files",
                                "Lists the files and folders in a folder of the room",
                                FOLDER,
                                files::list),
                        Tool.of("read_file", "Reads a file of the room", FILE, files::read),
                        Tool.of("write_file", "Writes a text file of the room", TEXT, files::write))
                .describedAs("Storage", "The files of the room");
    }

    private static String path(TaskInput input) {
        return String.valueOf(input.asMap().get("path"));
    }

    private TaskResult list(ToolContext context, TaskInput input) {
        List<StorageEntry> all = room.storage().within(context).list(path(input));
        Map<String, Object> listing = new LinkedHashMap<>();
        listing.put(
                "entries",
                all.stream().limit(MAX_ENTRIES).map(StorageToolkit::entry).toList());
        if (all.size() > MAX_ENTRIES) {
            listing.put("not_shown", all.size() - MAX_ENTRIES);
        }
        return TaskResult.of(listing);
    }

    private static Map<String, Object> entry(StorageEntry entry) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", entry.name());
        shown.put("is_folder", entry.isFolder());
        entry.size().ifPresent(size -> shown.put("size", size));
        return shown;
    }

    private TaskResult read(ToolContext context, TaskInput input) {
        String path = path(input);
        StorageClient files = room.storage().within(context);
        try (InputStream content = files.download(path)) {
            byte[] bytes = content.readNBytes(MAX_FILE + 1);
            if (bytes.length > MAX_FILE) {
                throw new TaskException(
                        ErrorCode.TOO_LARGE,
                        "'" + path + "' has more than the " + MAX_FILE + " bytes that can be read");
            }
            return TaskResult.of(new Content.File(path, "", Attachment.wrap(ByteBuffer.wrap(bytes))));
        } catch (IOException e) {
            // What the room said of it, where it said something.
            throw e.getCause() instanceof TaskException why
                    ? why.rethrown()
                    : new TaskException(ErrorCode.FAILED, "'" + path + "' could not be read to its end", e);
        }
    }

    private TaskResult write(ToolContext context, TaskInput input) {
        String path = path(input);
        byte[] bytes = String.valueOf(input.asMap().get("text")).getBytes(StandardCharsets.UTF_8);
        boolean overwrite = Boolean.TRUE.equals(input.asMap().get("overwrite"));
        room.storage().within(context).upload(path, new ByteArrayInputStream(bytes), overwrite, sent -> {});
        return TaskResult.of(Map.of("path", path, "bytes", bytes.length));
    }
}
